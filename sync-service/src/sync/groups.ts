import { RefusedError } from '../errors.ts';
import type { Lease, OfferGroup, WorseOff } from '../moves/index.ts';
import type { Offer } from '../offer/index.ts';
import type { Window } from '../windows/index.ts';
import type { Problem, SyncContext } from './context.ts';

/** Makes the groups of these windows' offers what they should be. */
export async function prepareGroups(
  context: SyncContext,
  lease: Lease,
  windows: readonly Window[],
  check: 'quick' | 'full',
): Promise<{
  readonly changed: string[];
  readonly problems: Problem[];
  readonly ready: Window[];
  /** By offer: base default groups whose customers would pay more in it. */
  readonly worseOff: ReadonlyMap<number, readonly WorseOff[]>;
}> {
  const groups = new Map<number, OfferGroup | null>();
  const changed: string[] = [];
  const problems: Problem[] = [];
  const ready: Window[] = [];
  for (const window of windows) {
    const { id, version, name } = window.offer;
    context.memory.atRest.delete(id);
    // A recurring offer may have two windows so near; one it cannot be prepared for, it cannot be for the other.
    if (!groups.has(id)) groups.set(id, await attempt(id, version, name));
    if (groups.get(id) !== null) ready.push(window);
  }
  const worseOff = new Map([...groups].map(([id, group]) => [id, group?.worseOff ?? []]));
  return { changed, problems, ready, worseOff };

  async function attempt(id: number, version: number, name: string): Promise<OfferGroup | null> {
    try {
      const group = await context.shop.prepareGroup(lease, { id, version }, check);
      changed.push(...group.changed.map((what) => `${name}: ${what}`));
      return group;
    } catch (error) {
      if (!(error instanceof RefusedError) || ['lease_lost', 'stale_version'].includes(error.code)) throw error;
      problems.push({ offer: id, message: error.message });
      return null;
    }
  }
}

/**
 * Offers without a window get their group's discounts taken away, once; the shop itself waits until the last customer has left.
 * @param waiting whether customers at the checkout keep some group in use, so that it must be looked at again
 */
export async function restGroups(
  context: SyncContext,
  lease: Lease,
  offers: readonly Offer[],
  windows: readonly Window[],
  waiting: boolean,
): Promise<string[]> {
  const { atRest } = context.memory;
  const busy = new Set(windows.map(({ offer }) => offer.id));
  const changed: string[] = [];
  for (const { id, version, name, intent } of offers) {
    if (busy.has(id) || intent === 'draft' || atRest.get(id) === version) continue;
    const group = await context.shop.prepareGroup(lease, { id, version }, 'quick');
    changed.push(...group.changed.map((what) => `${name}: ${what}`));
    if (!waiting) atRest.set(id, version);
  }
  return changed;
}
