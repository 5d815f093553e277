import type { Temporal } from 'temporal-polyfill';
import type { Facts } from '../audience/index.ts';
import { sideBySide, type Lane } from '../concurrency.ts';
import { LeaseLostError, RefusedError } from '../errors.ts';
import {
  enterBatches,
  leaveSteps,
  untilBatches,
  type EnterBatch,
  type EnterResult,
  type Lease,
  type LeaveResult,
} from '../moves/index.ts';
import { groupsOf, type OfferProblem, type ShopPlan, type ShopSnapshot } from '../plan/index.ts';
import type { SyncContext } from './context.ts';
import type { SyncMemory } from './memory.ts';

/** Requests that carry moves under way at once: the shop computes one while the other travels. */
const ENTER_AT_ONCE = 2;
/** One leave request's share: well inside every host's time limit. */
export const LEAVE_BUDGET = { customers: 20_000, ms: 5_000 };

/** What moves did; of several, {@link sum}. */
export interface MoveCounts extends Readonly<Added> {
  readonly longestLockMs: number;
  /** When deferred customers must be looked at again, ms. */
  readonly lookAt: readonly number[];
}

const ADDED = [
  'entered',
  'switched',
  'left',
  'restored',
  'staffKept',
  'changedElsewhere',
  'corrected',
  'deferred',
  'refused',
  'untilsChanged',
] as const;
type Added = Record<(typeof ADDED)[number], number>;

export const NOTHING_MOVED: MoveCounts = {
  ...(Object.fromEntries(ADDED.map((name) => [name, 0])) as Added),
  longestLockMs: 0,
  lookAt: [],
};

/** Both together; of the locks the longer one. */
export function sum(one: MoveCounts, other: Partial<MoveCounts>): MoveCounts {
  return {
    ...(Object.fromEntries(ADDED.map((name) => [name, one[name] + (other[name] ?? 0)])) as Added),
    longestLockMs: Math.max(one.longestLockMs, other.longestLockMs ?? 0),
    lookAt: [...one.lookAt, ...(other.lookAt ?? [])],
  };
}

export interface Applied {
  readonly counts: MoveCounts;
  /** Whether customers were not as the plan believed, or offers or groups, so that planning again is worth it. */
  readonly planAgain: boolean;
  readonly problems: readonly OfferProblem[];
}

/** Sends the plan's enters and changes of `until`. What the shop refuses is one offer's problem and stops no other. */
export async function applyMoves(
  context: SyncContext,
  lease: Lease,
  { moves }: ShopPlan,
  { windows, customers: { facts } }: ShopSnapshot,
  isRefused: (offer: number) => boolean,
): Promise<Applied> {
  const { newKey, batchSize, memory } = context;
  const planned = moves.counts.enter + moves.counts.switch + moves.counts.leave;
  const problems: OfferProblem[] = [];
  let planAgain = false;
  let counts = NOTHING_MOVED;
  /** @returns null when it was refused */
  const attempt = async <T>(offer: number, send: () => Promise<T>): Promise<T | null> => {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof RefusedError) || error instanceof LeaseLostError) throw error;
      if (PASSING.has(error.code)) planAgain = true;
      else problems.push({ offer, problem: error.problem });
      return null;
    }
  };

  const queue = moves.enters
    .filter(({ window }) => !isRefused(window.offer.id))
    .flatMap((move) => enterBatches(move, newKey, batchSize));
  const sendEnters: Lane = async (isOver) => {
    for (let batch = queue.shift(); batch !== undefined && !isOver(); batch = queue.shift()) {
      const next = batch;
      const { offer } = next;
      const result = await attempt(offer, () => enter(context, lease, next));
      if (result === null) continue;
      counts = sum(counts, countEnter(result));
      const accessLoss = result.refused.would_lose_access ?? [];
      keepAccessLoss(memory, offer, accessLoss, facts);
      // A lower offer may take those whom this one cannot.
      const isOtherwise = accessLoss.length > 0 || (result.refused.default_changed ?? []).length > 0;
      if (result.stopped !== null || isOtherwise) planAgain = true;
      context.onProgress?.(counts.entered + counts.switched, planned);
    }
  };
  await sideBySide(Array.from({ length: ENTER_AT_ONCE }, () => sendEnters));

  for (const move of moves.untils) {
    const own = windows.filter(({ offer }) => offer.id === move.offer);
    const window = own.find(({ start, end }) => holds(start, end, move.windowStart)) ?? own[0];
    // An offer without a window (paused, over, cancelled) has had its `until`s lowered in the shop, with the change itself.
    if (window === undefined) continue;
    const frame = { version: window.offer.version, windowEnd: window.end.epochMilliseconds };
    for (const batch of untilBatches(move, frame, newKey, batchSize)) {
      const changed = (await attempt(move.offer, () => context.shop.setUntil(lease, batch)))?.changed ?? 0;
      counts = sum(counts, { untilsChanged: changed });
    }
  }
  return { counts, planAgain, problems };
}

/** Both ascend. */
function keepAccessLoss({ accessLoss }: SyncMemory, offer: number, customers: readonly number[], facts: Facts): void {
  const known = accessLoss.get(offer) ?? new Map<number, string>();
  let row = 0;
  for (const customer of customers) {
    while (row < facts.id.length && facts.id[row]! < customer) row++;
    if (facts.id[row] === customer) known.set(customer, groupsOf(facts, row));
  }
  accessLoss.set(offer, known);
}

const holds = (start: Temporal.Instant, end: Temporal.Instant, at: number) =>
  start.epochMilliseconds <= at && at < end.epochMilliseconds;

/** Refusals that a fresh look mends. */
const PASSING: ReadonlySet<string> = new Set(['not_running', 'stale_version', 'on_hold', 'unfinished']);

/** The shop's clock may be a hair behind our idea of it: a batch that came too early is sent again under a new key. */
async function enter(context: SyncContext, lease: Lease, batch: EnterBatch): Promise<EnterResult> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await context.shop.enter(lease, batch);
    } catch (error) {
      const early =
        error instanceof RefusedError &&
        error.code === 'not_running' &&
        Math.abs(context.clock.now() - batch.windowStart) < 1_000;
      if (!early || attempt === 3) throw error;
      await context.sleep(50);
      batch = { ...batch, key: context.newKey() };
    }
  }
}

const countEnter = ({ entered, switched, deferred, deferredTo, refused, longestLockMs }: EnterResult) => ({
  entered,
  switched,
  deferred,
  longestLockMs,
  lookAt: deferredTo === null ? [] : [deferredTo],
  refused: Object.values(refused).reduce((all, ids) => all + ids.length, 0),
});

/**
 * Lets everybody leave who is due, however many requests it takes: one lane from each end until they meet.
 * @param planned customers whom the plan lets leave
 * @param moved before, in the same sync, for the progress
 */
export async function leaveAll(context: SyncContext, planned: number, moved = 0): Promise<MoveCounts> {
  let counts = NOTHING_MOVED;
  const lane =
    (from: 'first' | 'last'): Lane =>
    async (isOver) => {
      let isDeferred = false;
      let nextDue: number | null = null;
      const step = (after: string | null) => context.shop.leaveDue({ ...LEAVE_BUDGET, from, after });
      for await (const result of leaveSteps(step)) {
        counts = sum(counts, countLeave(result));
        isDeferred ||= result.deferred > 0;
        ({ nextDue } = result);
        const soFar = moved + counts.left;
        context.onProgress?.(soFar, Math.max(moved + planned, soFar + result.remaining));
        if (isOver()) break;
      }
      if (isDeferred && nextDue !== null) counts = sum(counts, { lookAt: [nextDue] });
    };
  // Few are one request's work.
  const isMany = planned > LEAVE_BUDGET.customers / 2;
  await sideBySide((isMany ? (['first', 'last'] as const) : (['first'] as const)).map(lane));
  return counts;
}

const countLeave = ({
  left,
  restored,
  staffKept,
  changedElsewhere,
  corrected,
  deferred,
  longestLockMs,
}: LeaveResult) => ({
  left,
  restored,
  staffKept,
  changedElsewhere,
  corrected,
  deferred,
  longestLockMs,
});
