import type { IdleGroup, Lease } from '../moves/index.ts';
import type { SyncContext } from './context.ts';

/** Puts right what stale writes did that no hook saw. @returns customers put right, and the groups that {@link Shop.clearIdleGroups} would tell */
export async function repairAll(
  { shop }: SyncContext,
  lease: Lease,
): Promise<{ readonly repaired: number; readonly idle: readonly IdleGroup[] }> {
  let repaired = 0;
  const idle: IdleGroup[] = [];
  for (;;) {
    const step = await shop.repair(lease);
    const inThisStep = step.rewritten + step.strandedReturned + step.changedElsewhere;
    repaired += inThisStep;
    idle.push(...step.idle);
    // A step that got nowhere would go on for ever; the next sweep tries again.
    if (step.remaining === 0 || step.hold !== null || inThisStep === 0) return { repaired, idle };
  }
}
