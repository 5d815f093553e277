export type * from './offer.ts';
export * from './schema.ts';
