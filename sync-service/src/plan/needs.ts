import type { Temporal } from 'temporal-polyfill';
import {
  needsOf as needsOfRule,
  placeOf,
  questionKey,
  type AskedOf,
  type Needs,
  type Question,
} from '../audience/index.ts';
import { ProblemError } from '../errors.ts';
import type { FrozenSet, OfferVersion } from '../moves/index.ts';
import type { AudienceRule } from '../offer/index.ts';
import { turnLeadMs, turnStarts } from '../rotation/index.ts';
import { instantOf, isOpen, PREPARE_MS, type Window } from '../windows/index.ts';
import type { ShopOffers } from './snapshot.ts';
import { frozenAudience, turnSlot } from './sets.ts';

/** What has to be read before {@link planShop}. */
export interface SnapshotNeeds {
  /** What the rules are judged by, beside the customers' facts. */
  readonly audience: Needs;
  /** By which offer each of its questions is asked, by `questionKey`. */
  readonly asked: ReadonlyMap<string, AskedOf>;
  /** Frozen sets whose customers count now or soon. */
  readonly frozen: readonly FrozenSet[];
  /** Offers of which a turn may have to be planned. */
  readonly rotation: readonly number[];
}

/** What a plan for `at` (ms), and for what begins soon after it, needs. */
export function needsOf(shop: ShopOffers, at: number): SnapshotNeeds {
  const orders: boolean[] = [];
  const lists = new Set<number>();
  const scores = new Set<number>();
  const questions = new Map<string, Question>();
  const asked = new Map<string, AskedOf>();
  const frozen = new Map<number, FrozenSet>();
  const rotation = new Set<number>();
  for (const instant of [at, ...upcomingStarts(shop.windows, at)]) {
    for (const window of shop.windows.filter((each) => isOpen(each, instantOf(instant)))) {
      const { offer } = window;
      const own = frozenAudience(shop, window);
      if (own !== undefined) frozen.set(own.list, own);
      else {
        const { rule } = offer.audience;
        const asOf = attempt(() => judgedOn(shop, window, instant));
        const needs = asOf && attempt(() => needsOfRule(rule, asOf));
        orders.push(needs?.orders ?? false);
        for (const list of needs?.lists ?? []) lists.add(list);
        for (const score of needs?.scores ?? []) scores.add(score);
        for (const question of needs?.questions ?? []) questions.set(questionKey(question), question);
        if (needs) for (const [key, of] of askedOf(offer, rule, asOf!)) asked.set(key, of);
      }
      if (offer.rotation === null) continue;
      for (const set of shop.frozen.get(offer.id) ?? [])
        if (set.turn !== null && set.turn.end > at) frozen.set(set.list, set);
      const slot = attempt(() => turnSlot(shop, window, instant));
      if (slot === null) continue;
      // Frozen with an end that is past by now, where the window's has moved.
      if (slot.frozen !== null) frozen.set(slot.frozen.list, slot.frozen);
      else rotation.add(offer.id);
    }
  }
  return {
    audience: {
      orders: orders.includes(true),
      lists: [...lists],
      scores: [...scores],
      questions: [...questions.values()],
    },
    asked,
    frozen: [...frozen.values()],
    rotation: [...rotation],
  };
}

/** How an offer's questions are asked, by `questionKey`. @param asOf the local day of judging */
export function askedOf(
  { id, version }: OfferVersion,
  rule: AudienceRule,
  asOf: Temporal.PlainDate,
): ReadonlyMap<string, AskedOf> {
  const keys = needsOfRule(rule, asOf).questions.map(questionKey);
  const day = asOf.toString();
  return new Map(keys.map((key) => [key, { offer: id, version, place: placeOf(rule, key, asOf), day }]));
}

/** The local day as of which a window's audience is judged at `at` (ms): a frozen one as of the window's start. */
export function judgedOn(
  { timezone }: Pick<ShopOffers, 'timezone'>,
  { offer, start }: Window,
  at: number,
): Temporal.PlainDate {
  return localDay(timezone, offer.audience.taken === 'frozen' ? start.epochMilliseconds : at);
}

/** The day in the shop at an instant (ms). */
export function localDay(timezone: string, at: number): Temporal.PlainDate {
  return instantOf(at).toZonedDateTimeISO(timezone).toPlainDate();
}

/** Starts of windows and turns, ms ascending, so soon after `at` that their audiences and cohorts are settled now. */
export function upcomingStarts(windows: readonly Window[], at: number): readonly number[] {
  const starts = new Set<number>();
  for (const window of windows) {
    const { rotation } = window.offer;
    const start = window.start.epochMilliseconds;
    if (start > at && start - PREPARE_MS <= at) starts.add(start);
    if (rotation !== null)
      for (const turn of turnStarts(window, rotation, at, at + turnLeadMs(rotation))) starts.add(turn);
  }
  return [...starts].sort((a, b) => a - b);
}

/** What cannot be read here is told by the plan, as this offer's problem. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}
