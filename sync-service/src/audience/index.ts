export * from './facts.ts';
export * from './select.ts';
