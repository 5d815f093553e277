import type { IdleGroup, Lease, OfferVersion, WorseOff } from '../moves/index.ts';
import type { Offer } from '../offer/index.ts';
import type { Window } from '../windows/index.ts';
import type { OfferProblem } from '../plan/index.ts';
import type { SyncContext } from './context.ts';

/** Makes the groups of these windows' offers what they should be. */
export async function prepareGroups(
  context: SyncContext,
  lease: Lease,
  windows: readonly Window[],
  check: 'quick' | 'full',
): Promise<{
  readonly changed: string[];
  readonly problems: OfferProblem[];
  readonly ready: Window[];
  /** By offer: base default groups whose customers would pay more in it. */
  readonly worseOff: ReadonlyMap<number, readonly WorseOff[]>;
}> {
  const changed: string[] = [];
  const problems: OfferProblem[] = [];
  const worseOff = new Map<number, readonly WorseOff[]>();
  // A recurring offer may have two windows so near; one it cannot be prepared for, it cannot be for the other.
  const offers = new Map(windows.map(({ offer }) => [offer.id, offer]));
  for (const id of offers.keys()) context.memory.idleGroups.delete(id);
  for (const answer of await prepared(context, lease, [...offers.values()], check)) {
    const { offer } = answer;
    if ('group' in answer) {
      worseOff.set(offer, answer.group.worseOff);
      changed.push(...answer.group.changed.map((what) => `${offers.get(offer)!.name}: ${what}`));
    } else if (answer.refused.code === 'stale_version') {
      throw answer.refused;
    } else {
      problems.push({ offer, problem: answer.refused.problem });
    }
  }
  return { changed, problems, ready: windows.filter(({ offer }) => worseOff.has(offer.id)), worseOff };
}

function prepared({ shop }: SyncContext, lease: Lease, offers: readonly OfferVersion[], check: 'quick' | 'full') {
  if (offers.length === 0) return [];
  return shop.prepareGroups(
    lease,
    offers.map(({ id, version }) => ({ id, version })),
    check,
  );
}

/**
 * Offers without a window get their group's discounts taken away, once; the shop itself waits until the last customer has left. One request,
 * however many offers are over, and none where nothing changed since.
 * @param waiting whether customers at the checkout keep some group in use, so that it must be looked at again
 * @param send asks the shop to do it; a full sync's repair does so too
 */
export async function clearIdleGroups(
  { memory: { idleGroups } }: SyncContext,
  offers: readonly Offer[],
  windows: readonly Window[],
  waiting: boolean,
  send: () => Promise<readonly IdleGroup[]>,
): Promise<string[]> {
  const busy = new Set(windows.map(({ offer }) => offer.id));
  const over = offers.filter(({ id, intent }) => !busy.has(id) && intent !== 'draft');
  if (over.every(({ id, version }) => idleGroups.get(id) === version)) return [];
  const cleared = await send();
  if (!waiting) for (const { id, version } of over) idleGroups.set(id, version);
  const names = new Map(offers.map(({ id, name }) => [id, name]));
  return cleared.flatMap(({ offer, changed }) => changed.map((what) => `${names.get(offer) ?? offer}: ${what}`));
}
