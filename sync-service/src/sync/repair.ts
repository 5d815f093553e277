import type { Lease } from '../moves/index.ts';
import type { SyncContext } from './context.ts';

/** Puts right what stale writes did that no hook saw. @returns customers put right */
export async function repairAll({ shop }: SyncContext, lease: Lease): Promise<number> {
  let repaired = 0;
  for (;;) {
    const step = await shop.repair(lease);
    const inThisStep = step.rewritten + step.strandedReturned;
    repaired += inThisStep;
    // A step that got nowhere would go on for ever; the next sweep tries again.
    if (step.remaining === 0 || step.hold !== null || inThisStep === 0) return repaired;
  }
}
