export * from './http.ts';
export * from './model.ts';
export * from './shop.ts';
export * from './staff.ts';
export type * from './world.ts';
