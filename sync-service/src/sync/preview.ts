import type { WorseOff } from '../moves/index.ts';
import { planShop, type ShopPlan, type ShopSnapshot } from '../plan/index.ts';
import { instantOf, isOpen } from '../windows/index.ts';
import { readSnapshot, type SnapshotReader } from './read.ts';
import { readWindows } from './windows.ts';

export interface Preview extends ShopPlan {
  readonly snapshot: ShopSnapshot;
}

/**
 * What a sync would do at `at` (ms by the shop's clock); changes nothing and needs no lease.
 * @param asArmed id of an offer that is looked at as if it were armed
 */
export async function previewShop(
  reader: SnapshotReader,
  at: number,
  { asArmed = 0 }: { readonly asArmed?: number } = {},
): Promise<Preview> {
  const { shop } = reader;
  const status = await shop.status();
  const offers = (await shop.offers()).map((offer) =>
    offer.id === asArmed ? { ...offer, intent: 'armed' as const } : offer,
  );
  const { windows: all, problems } = readWindows(offers, at);
  const windows = all.filter((window) => isOpen(window, instantOf(at)));
  const worseOff = new Map<number, readonly WorseOff[]>();
  for (const { offer } of windows) worseOff.set(offer.id, await shop.worseOff(offer.id));
  const { snapshot } = await readSnapshot(reader, { windows, worseOff }, status, () => at, { fresh: true });
  const plan = planShop(snapshot, at);
  return { ...plan, snapshot, problems: [...problems, ...plan.problems] };
}
