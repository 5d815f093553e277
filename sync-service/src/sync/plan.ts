import type { WorseOff } from '../moves/index.ts';
import { instantOf, isOpen, type Window } from '../windows/index.ts';
import type { SyncContext } from './context.ts';
import { see, type Seen } from './see.ts';
import { readWindows } from './windows.ts';

/**
 * What a look would move at `at` (ms by the shop's clock); changes nothing and needs no lease.
 * @param asArmed id of an offer that is looked at as if it were armed
 */
export async function planShop(
  context: Pick<SyncContext, 'shop' | 'clock' | 'memory'>,
  at: number,
  { asArmed = 0 }: { readonly asArmed?: number } = {},
): Promise<
  Seen & { readonly windows: readonly Window[]; readonly worseOff: ReadonlyMap<number, readonly WorseOff[]> }
> {
  const { counter, timezone } = await context.shop.status();
  const offers = (await context.shop.offers()).map((offer) =>
    offer.id === asArmed ? { ...offer, intent: 'armed' as const } : offer,
  );
  const { windows, problems } = readWindows(offers, at);
  const instant = instantOf(at);
  const open = windows.filter((window) => isOpen(window, instant));
  const worseOff = new Map<number, readonly WorseOff[]>();
  for (const { offer } of open) worseOff.set(offer.id, await context.shop.worseOff(offer.id));
  const seen = await see(context, open, () => at, { counter, timezone, fresh: true, lease: null, worseOff });
  return { ...seen, windows, worseOff, problems: [...problems, ...seen.problems] };
}
