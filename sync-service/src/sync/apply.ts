import type { Temporal } from 'temporal-polyfill';
import type { Facts } from '../audience/index.ts';
import { LeaseLostError, RefusedError } from '../errors.ts';
import {
  enterBatches,
  untilBatches,
  type EnterBatch,
  type EnterResult,
  type Lease,
  type LeaveResult,
  type MovePlan,
} from '../moves/index.ts';
import type { Window } from '../windows/index.ts';
import { groupsOf } from './audiences.ts';
import type { Problem, SyncContext, SyncMemory } from './context.ts';

/** Requests that carry moves under way at once: the shop computes one while the other travels. */
const ENTER_AT_ONCE = 2;
/** One leave request's share: well inside every host's time limit. */
const LEAVE_BUDGET = { customers: 20_000, ms: 5_000 };

/** What was done so far in one look. */
export interface Done {
  entered: number;
  switched: number;
  left: number;
  restored: number;
  staffKept: number;
  changedElsewhere: number;
  corrected: number;
  deferred: number;
  refused: number;
  untilsChanged: number;
  longestLockMs: number;
  /** When deferred customers must be looked at again, ms. */
  lookAt: number[];
}

export const nothingDone = (): Done => ({
  entered: 0,
  switched: 0,
  left: 0,
  restored: 0,
  staffKept: 0,
  changedElsewhere: 0,
  corrected: 0,
  deferred: 0,
  refused: 0,
  untilsChanged: 0,
  longestLockMs: 0,
  lookAt: [],
});

/**
 * Sends the plan's enters and changes of `until`. What the shop refuses is one offer's problem and stops no other.
 * @returns whether customers were not as the plan believed, or (`offers`) offers or groups, so that a fresh look is worth taking
 */
export async function applyPlan(
  context: SyncContext,
  lease: Lease,
  plan: MovePlan,
  windows: readonly Window[],
  facts: Facts,
  done: Done,
): Promise<{ readonly lookAgain: 'offers' | 'customers' | null; readonly problems: readonly Problem[] }> {
  const { newKey, batchSize, memory } = context;
  const planned = plan.counts.enter + plan.counts.switch + plan.counts.leave;
  const problems: Problem[] = [];
  let lookAgain: 'offers' | 'customers' | null = null;
  done.deferred = 0;
  /** @returns null when it was refused */
  const attempt = async <T>(offer: number, send: () => Promise<T>): Promise<T | null> => {
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof RefusedError) || error instanceof LeaseLostError) throw error;
      if (PASSING.has(error.code)) lookAgain = 'offers';
      else problems.push({ offer, message: error.message });
      return null;
    }
  };

  const queue = plan.enters.flatMap((move) => enterBatches(move, newKey, batchSize));
  const sendEnters: Lane = async (isOver) => {
    for (let batch = queue.shift(); batch !== undefined && !isOver(); batch = queue.shift()) {
      const next = batch;
      const { offer } = next;
      const result = await attempt(offer, () => enter(context, lease, next));
      if (result === null) continue;
      countEnter(result, done);
      const unsuited = result.refused.would_lose_access ?? [];
      keepUnsuited(memory, offer, unsuited, facts);
      // A lower offer may take those whom this one cannot.
      if (result.stopped !== null) lookAgain = 'offers';
      else if (unsuited.length > 0 || (result.refused.default_changed ?? []).length > 0) lookAgain ??= 'customers';
      context.onProgress?.(done.entered + done.switched + done.left, planned);
    }
  };
  await sideBySide(Array.from({ length: ENTER_AT_ONCE }, () => sendEnters));

  for (const move of plan.untils) {
    const own = windows.filter(({ offer }) => offer.id === move.offer);
    const window = own.find(({ start, end }) => holds(start, end, move.windowStart)) ?? own[0];
    // An offer without a window (paused, over, cancelled) has had its `until`s lowered in the shop, with the change itself.
    if (window === undefined) continue;
    const frame = { version: window.offer.version, windowEnd: window.end.epochMilliseconds };
    for (const batch of untilBatches(move, frame, newKey, batchSize)) {
      done.untilsChanged += (await attempt(move.offer, () => context.shop.setUntil(lease, batch)))?.changed ?? 0;
    }
  }
  return { lookAgain, problems };
}

/** Both ascend. */
function keepUnsuited({ unsuited }: SyncMemory, offer: number, customers: readonly number[], facts: Facts): void {
  const known = unsuited.get(offer) ?? new Map<number, string>();
  let row = 0;
  for (const customer of customers) {
    while (row < facts.id.length && facts.id[row]! < customer) row++;
    if (facts.id[row] === customer) known.set(customer, groupsOf(facts, row));
  }
  unsuited.set(offer, known);
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

function countEnter(result: EnterResult, done: Done): void {
  done.entered += result.entered;
  done.switched += result.switched;
  done.deferred += result.deferred;
  done.longestLockMs = Math.max(done.longestLockMs, result.longestLockMs);
  if (result.deferredTo !== null) done.lookAt.push(result.deferredTo);
  for (const ids of Object.values(result.refused)) done.refused += ids.length;
}

/** Lets everybody leave who is due, however many requests it takes: one lane from each end until they meet. */
export async function leaveAll(context: SyncContext, planned: number, done: Done): Promise<void> {
  const lane =
    (from: 'first' | 'last'): Lane =>
    async (isOver) => {
      let result: LeaveResult | null = null;
      let deferred = 0;
      do {
        result = await context.shop.leaveDue({ ...LEAVE_BUDGET, from, after: result?.next ?? null });
        countLeave(result, done);
        deferred += result.deferred;
        const soFar = done.entered + done.switched + done.left;
        context.onProgress?.(soFar, Math.max(planned, soFar + result.remaining));
      } while (result.remaining > 0 && !isOver());
      if (deferred > 0 && result.nextDue !== null) done.lookAt.push(result.nextDue);
    };
  // Few are one request's work.
  await sideBySide(planned > LEAVE_BUDGET.customers / 2 ? [lane('first'), lane('last')] : [lane('first')]);
}

/** One request after the other. @param isOver whether another lane has failed: then nothing more is sent */
type Lane = (isOver: () => boolean) => Promise<void>;

/**
 * Runs lanes at once. A failure is reported only when all of them have ended, so that nothing of a failed look is still under way when the next
 * one begins. @throws what the first to fail threw
 */
async function sideBySide(lanes: readonly Lane[]): Promise<void> {
  const errors: unknown[] = [];
  const isOver = () => errors.length > 0;
  await Promise.all(lanes.map((lane) => lane(isOver).catch((error: unknown) => void errors.push(error))));
  if (isOver()) throw errors[0];
}

function countLeave(result: LeaveResult, done: Done): void {
  done.left += result.left;
  done.restored += result.restored;
  done.staffKept += result.staffKept;
  done.changedElsewhere += result.changedElsewhere;
  done.corrected += result.corrected;
  done.longestLockMs = Math.max(done.longestLockMs, result.longestLockMs);
  done.deferred += result.deferred;
}
