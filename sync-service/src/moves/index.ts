export * from './leave-steps.ts';
export * from './plan.ts';
export * from './batches.ts';
export type * from './shop.ts';
export { CORRECTION_REASONS, OUTCOMES, SYNC_LATE_MS } from './rows.ts';
