export * from './offer.ts';
export * from './rule.ts';
export * from './schema.ts';
