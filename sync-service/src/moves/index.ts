export * from './plan.ts';
export * from './batches.ts';
export type * from './shop.ts';
