export { occurrencesOf, type Occurrence } from './occurrences.ts';
export type { ResolvedSchedule } from './schedule.ts';
export * from './span.ts';
export * from './windows.ts';
export * from './edges.ts';
export { requireZone } from './zone.ts';
