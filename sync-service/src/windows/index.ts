export * from './schedule.ts';
export * from './windows.ts';
export * from './edges.ts';
