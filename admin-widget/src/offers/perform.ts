import { RefusedError, StaleVersionError } from '@group-offers/sync-service/errors';
import { leaveSteps, type OfferChanges } from '@group-offers/sync-service/moves';
import type { Offer } from '@group-offers/sync-service/offer';
import { instantOf, withoutOpenWindow } from '@group-offers/sync-service/windows';
import type { Desk } from '../shop/desk.ts';

/** What staff can do with an offer, or (`pauseAll`) with all of them. */
export type ActionName = 'approve' | 'pause' | 'resume' | 'end' | 'endWindow' | 'archive' | 'delete' | 'pauseAll';

/** How far letting customers go has come. */
export interface Leaving {
  readonly left: number;
  /** Of those who left, with something that staff had changed meanwhile, which they keep. */
  readonly staffKept: number;
  /** Just paying: they follow after their order or the grace time. */
  readonly deferred: number;
  /** All who have to go, those that left included. */
  readonly total: number;
}

const LET_GO: ReadonlySet<ActionName> = new Set<ActionName>(['pause', 'end', 'endWindow', 'archive', 'pauseAll']);

/** Whether customers leave because of it. */
export const letsGo = (action: ActionName): boolean => LET_GO.has(action);

/**
 * Tells the shop. Nobody has left yet: {@link letLeave} follows.
 * @param offer null for `pauseAll`
 * @param now the shop's clock, ms
 * @throws errors of the desk; RefusedError `not_running` when the window to be ended is not open any more
 */
export async function tell(desk: Desk, action: ActionName, offer: Offer | null, now: number): Promise<void> {
  if (offer === null) {
    await desk.pauseAll();
    return;
  }
  if (action === 'delete') {
    await desk.remove(offer);
    return;
  }
  try {
    await desk.change(offer, changesFor(action, offer, now));
  } catch (error) {
    if (!(error instanceof StaleVersionError) || !letsGo(action)) throw error;
    // Somebody changed the offer meanwhile. To stop it is meant whatever they changed.
    const fresh = await desk.offer(offer.id);
    await desk.change(fresh, changesFor(action, fresh, now));
  }
}

/**
 * Lets all go who are due, step by step, by the shop's own routine: no service is needed.
 * @param expected about how many there are
 * @throws errors of the desk; ShopUnavailableError when nothing moves any more. Calling again goes on.
 */
export async function letLeave(
  desk: Pick<Desk, 'leave'>,
  expected: number,
  onStep: (leaving: Leaving) => void,
): Promise<Leaving> {
  let leaving: Leaving = { left: 0, staffKept: 0, deferred: 0, total: expected };
  onStep(leaving);
  for await (const step of leaveSteps((after) => desk.leave(after))) {
    const left = leaving.left + step.left;
    leaving = {
      left,
      staffKept: leaving.staffKept + step.staffKept,
      deferred: step.deferred,
      // The bar never goes back, and is full at the end.
      total: step.remaining > 0 ? Math.max(expected, left + step.remaining) : left,
    };
    onStep(leaving);
  }
  return leaving;
}

function changesFor(action: ActionName, offer: Offer, now: number): OfferChanges {
  switch (action) {
    case 'pause':
      return { intent: 'paused' };
    case 'approve':
    case 'resume':
      return { intent: 'armed' };
    case 'archive':
      return { intent: 'archived' };
    case 'endWindow': {
      const schedule = withoutOpenWindow(offer, instantOf(now));
      if (schedule === null) throw new RefusedError('no window of the offer is open', 'not_running');
      return { schedule };
    }
    default:
      // An instant in the past is taken as now, by the shop's clock.
      return { cutAt: now };
  }
}
