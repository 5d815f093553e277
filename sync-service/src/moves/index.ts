export * from './plan.ts';
export * from './batches.ts';
export type * from './shop.ts';
export { CORRECTION_REASONS, OUTCOMES } from './rows.ts';
