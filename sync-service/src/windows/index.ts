export { occurrencesOf, type Occurrence } from './occurrences.ts';
export type { ResolvedSchedule } from './schedule.ts';
export * from './span.ts';
export * from './windows.ts';
export * from './standing.ts';
export * from './edges.ts';
export { zoneDifference } from './zone-difference.ts';
export { readRule, stepOf, type RecurrenceRule } from './rule.ts';
export { requireZone, ZoneClock } from './zone.ts';
