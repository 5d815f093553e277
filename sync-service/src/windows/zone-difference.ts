import { problem, type Problem } from '../problems.ts';
import type { Offer } from '../offer/offer.ts';
import { textOf, ZoneClock } from './zone.ts';

const DAY = 86_400_000;

/**
 * What to tell the merchant where the shop's zone data and this machine's differ for an offer's zone, from `from` (ms) on; null where they agree.
 * Nothing is wrong with the offer: the shop's data decides.
 */
export function zoneDifference({ schedule, zone }: Pick<Offer, 'schedule' | 'zone'>, from: number): Problem | null {
  if (zone === undefined) return null;
  const [shop, here] = [new ZoneClock(schedule.timezone, zone), new ZoneClock(schedule.timezone)];
  const until = Math.min(zone.until, from + 800 * DAY);
  const noon = (ms: number) => Math.floor(ms / DAY) * DAY + DAY / 2;
  const days = Array.from({ length: Math.max(0, Math.floor((until - from) / DAY)) }, (_, day) =>
    noon(from + day * DAY),
  );
  const at = [from, ...days].find((each) => shop.localAt(each) !== here.localAt(each));
  if (at === undefined) return null;
  const time = (clock: ZoneClock) => textOf(clock.localAt(at)).slice(11, 16);
  return problem('zones_differ', {
    field: 'schedule.timezone',
    zone: schedule.timezone,
    utc: textOf(at).replace('T', ' '),
    shop: time(shop),
    here: time(here),
  });
}
