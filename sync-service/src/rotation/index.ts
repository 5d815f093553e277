export * from './slots.ts';
export { planTurn, type RotationState, type TurnInput, type TurnPlan } from './turn.ts';
export { calendarOf, joined, type ComingTurn } from './calendar.ts';
export { checkRotation } from './check.ts';
export * from './edges.ts';
