export * from './plan.ts';
export * from './snapshot.ts';
export { groupsOf } from './assign.ts';
export { askedOf, judgedOn, localDay, needsOf, type SnapshotNeeds } from './needs.ts';
export type { PlannedTurn } from './turns.ts';
