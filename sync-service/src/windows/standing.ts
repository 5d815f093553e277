import type { Temporal } from 'temporal-polyfill';
import { ProblemError } from '../errors.ts';
import type { Offer, Schedule } from '../offer/offer.ts';
import { isOpen, windowsOf, type Window } from './windows.ts';

/**
 * The windows that an offer has or would have if it were armed, as {@link windowsOf}.
 * @returns null when its recurrence, which somebody else wrote, cannot be read
 */
export function comingWindows(offer: Offer, now: Temporal.Instant, until?: Temporal.Instant): readonly Window[] | null {
  try {
    return windowsOf({ ...offer, intent: 'armed' }, now, until);
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}

/**
 * The schedule of an offer that comes again, with the window that is open ended at `now`: the later ones stay.
 * @returns null when no window is open, or the offer does not come again (then the offer's own cut ends it)
 */
export function withoutOpenWindow(offer: Offer, now: Temporal.Instant): Schedule | null {
  const { recurrence } = offer.schedule;
  const [window] = comingWindows(offer, now) ?? [];
  if (recurrence === null || window === undefined || !isOpen(window, now)) return null;
  const cut = now.round({ smallestUnit: 'second', roundingMode: 'floor' }).toString();
  return { ...offer.schedule, recurrence: { ...recurrence, cuts: [...recurrence.cuts, cut] } };
}
