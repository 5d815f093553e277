export type * from './offer.ts';
