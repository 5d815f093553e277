import { RefusedError } from '../errors.ts';
import type { Lease } from '../moves/index.ts';
import type { Offer } from '../offer/index.ts';
import type { Window } from '../windows/index.ts';
import type { Problem, SyncContext } from './context.ts';

/** Makes the groups of these windows' offers what they should be. */
export async function prepareGroups(
  context: SyncContext,
  lease: Lease,
  windows: readonly Window[],
  check: 'quick' | 'full',
): Promise<{ readonly changed: string[]; readonly problems: Problem[]; readonly ready: Window[] }> {
  const changed: string[] = [];
  const problems: Problem[] = [];
  const ready: Window[] = [];
  for (const window of windows) {
    const { id, version, name } = window.offer;
    context.memory.atRest.delete(id);
    try {
      const group = await context.shop.prepareGroup(lease, { id, version }, check);
      changed.push(...group.changed.map((what) => `${name}: ${what}`));
      ready.push(window);
    } catch (error) {
      if (!(error instanceof RefusedError) || ['lease_lost', 'stale_version'].includes(error.code)) throw error;
      problems.push({ offer: id, message: error.message });
    }
  }
  return { changed, problems, ready };
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
