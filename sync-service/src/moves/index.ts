export * from './plan.ts';
export * from './batches.ts';
export * from './import-file.ts';
export type * from './shop.ts';
