export * from './http.ts';
export * from './model.ts';
export { changeOffer } from './offers.ts';
export * from './shop.ts';
export * from './staff.ts';
export * from './rows.ts';
export type * from './world.ts';
