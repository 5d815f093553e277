import { RefusedError } from '../errors.ts';
import type { FrozenSet, Lease } from '../moves/index.ts';
import type { Freeze, OfferProblem, Settlement } from '../plan/index.ts';
import type { SyncContext } from './context.ts';
import type { SyncMemory } from './memory.ts';

export interface Settled {
  /** Offers of which something could not be kept: nobody enters them. */
  readonly refused: ReadonlySet<number>;
  /** Whether the shop keeps something else than was planned, so that it must be read and planned again. */
  readonly isOther: boolean;
  readonly problems: readonly OfferProblem[];
}

/**
 * Keeps audiences and cohorts in the shop as they were planned, and before them who joins a rotation.
 * @throws LeaseLostError, StaleVersionError
 */
export async function settle(
  { shop, memory }: Pick<SyncContext, 'shop' | 'memory'>,
  lease: Lease,
  { joins, freezes }: Settlement,
): Promise<Settled> {
  const problems: OfferProblem[] = [];
  const refused = new Set<number>();
  const refuse = (offer: number, error: unknown) => {
    if (!(error instanceof RefusedError) || ENDS_THE_SYNC.has(error.code)) throw error;
    problems.push({ offer, problem: error.problem });
    refused.add(offer);
  };
  for (const { offer, level, ids } of joins) {
    try {
      await shop.joinRotation(lease, offer, level, Array.from(ids));
    } catch (error) {
      refuse(offer.id, error);
    }
  }
  const wanted = freezes.filter(({ what }) => !refused.has(what.offer));
  const sets = wanted.map(({ what, ids }) => ({ what, ids: Array.from(ids) }));
  let isOther = false;
  for (const [index, answer] of (sets.length === 0 ? [] : await shop.freezeAll(lease, sets)).entries()) {
    const freeze = wanted[index]!;
    if ('refused' in answer) refuse(freeze.what.offer, answer.refused);
    else isOther = !remember(memory, freeze, answer.frozen) || isOther;
  }
  return { refused, isOther, problems };
}

const ENDS_THE_SYNC: ReadonlySet<string> = new Set(['lease_lost', 'stale_version']);

/** @returns whether the shop keeps what was sent: under a lease nobody else freezes, but a customer may be gone */
function remember({ frozen, frozenIds }: SyncMemory, { what, ids }: Freeze, set: FrozenSet): boolean {
  const others = (frozen.get(what.offer) ?? []).filter(
    ({ window, turn }) => window !== set.window || turn?.start !== set.turn?.start,
  );
  frozen.set(what.offer, [set, ...others]);
  if (set.size !== ids.length) return false;
  if (!frozenIds.has(set.list)) frozenIds.set(set.list, ids);
  return true;
}
