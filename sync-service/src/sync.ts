import type { HoldReason, Lease, ShopStatus } from './moves/index.ts';
import type { Offer } from './offer/index.ts';
import { applyPlan, leaveAll, nothingDone, type Done } from './sync/apply.ts';
import { forgetShop, type Look, type Problem, type SyncContext, type SyncReport } from './sync/context.ts';
import { clearIdleGroups, prepareGroups } from './sync/groups.ts';
import { watchForHold } from './sync/hold.ts';
import { repairAll } from './sync/repair.ts';
import { see, seeAhead } from './sync/see.ts';
import { cannotRun, ENDED_BY_SHOP, runsAgain, startedLate, tell, unreadableRows } from './sync/tell.ts';
import { readWindows } from './sync/windows.ts';
import { turnEdges } from './rotation/index.ts';
import { comingEdges, MOVING_EDGES, PREPARE_MS, type Edge, type Window } from './windows/index.ts';

/** An edge this near is waited for, with everything in hand. */
export const EDGE_LEAD_MS = 2_000;
/** Customers at the checkout are looked at again after this, or when their grace is over. */
const DEFERRED_LOOK_MS = 60_000;
/** The shop may change under a plan; after so many fresh looks the rest waits for the next one. */
const MAX_PASSES = 3;

/**
 * One look at a shop: makes everything as it should be by its clock, and says when to look again. Level-triggered: what is done
 * follows from the state alone, so a late, doubled or lost look does no harm.
 * @throws LeaseHeldError, LeaseLostError, ShopUnavailableError, ShopUnusableError
 */
export async function syncShop(context: SyncContext, look: Look): Promise<SyncReport> {
  const { shop, clock, leadMs = EDGE_LEAD_MS } = context;
  const lease = await context.lease.hold();
  const status = await clock.learn(() => shop.status(lease));
  context.lease.check(status.leaseNumber);
  if (context.memory.lease !== lease.number) forgetShop(context.memory);
  context.memory.lease = lease.number;
  const hold = await watchForHold(context, lease, status);
  // A look just before an edge plans for the edge and waits for it; any other plans for the instant at which it has read everything.
  const near = look.at > clock.now() && look.at - clock.now() <= leadMs;
  const edge = near ? look.at : clock.now();
  const isDue = () => status.minUntil !== null && status.minUntil <= clock.now();

  const done = nothingDone();
  let moved: Moved;
  try {
    moved = await moveAll(context, lease, look, edge, { status, hold }, done);
    await untilShopTime(context, moved.at);
    if (moved.leaving > 0 || isDue()) await leaveAll(context, moved.leaving, done);
  } catch (error) {
    // What ends may always end, whatever else went wrong.
    await untilShopTime(context, edge);
    if (isDue()) await leaveAll(context, 0, done);
    throw error;
  }
  const { at, offers, windows, problems } = moved;
  const touched = done.entered + done.switched + done.left;
  const latenessMs = touched > 0 && MOVING_EDGES.has(look.kind) ? clock.now() - look.at : null;

  // A full sync's repair looks for groups without a use by itself.
  const repair = look.kind === 'sweep' ? await repairAll(context, lease) : null;
  const cleared = await clearIdleGroups(context, offers, windows, done.deferred > 0, () =>
    repair === null ? shop.clearIdleGroups(lease) : Promise.resolve(repair.idle),
  );
  await tell(context, lease, [
    ...cannotRun(offers, problems, status.notices),
    ...unreadableRows(await shop.unreadableRows(), status.notices),
    ...startedLate(context, done.entered > 0 ? windows : [], at),
    ...runsAgain(windows, at, status.notices),
  ]);
  const { lookAt, ...counts } = done;
  const now = Math.max(at, clock.now());
  const looks = lookAt.map((each): Edge => {
    return { kind: 'look', at: Math.min(Math.max(each, now + 100), now + DEFERRED_LOOK_MS) };
  });
  return {
    ...counts,
    repaired: repair?.repaired ?? 0,
    groups: [...moved.groups, ...cleared],
    hold,
    problems,
    endedByShop: status.notices.filter(({ code }) => code === ENDED_BY_SHOP),
    counter: status.counter,
    // From the instant planned for: what has come while this look was busy must be looked at too.
    edges: edgesAfter(windows, at, looks),
    latenessMs,
  };
}

interface Moved {
  /** The instant that the last pass planned for, ms by the shop's clock. */
  readonly at: number;
  readonly offers: readonly Offer[];
  readonly windows: readonly Window[];
  readonly groups: readonly string[];
  readonly problems: readonly Problem[];
  /** Customers whom the plan lets leave at `at`. */
  readonly leaving: number;
}

/** Reads, plans and sends until the shop is as planned. A pass reads customers anew, and offers and groups where those were not as planned. */
async function moveAll(
  context: SyncContext,
  lease: Lease,
  look: Look,
  edge: number,
  { status, hold }: { readonly status: ShopStatus; readonly hold: HoldReason | null },
  done: Done,
): Promise<Moved> {
  const { memory, clock } = context;
  if (look.kind === 'sweep') {
    memory.frozen.clear();
    memory.frozenIds.clear();
    // Staff may have edited the group of an offer that is over.
    memory.idleGroups.clear();
  }
  // What was refused since its time was over is not asked for again.
  const instant = () => Math.max(edge, clock.now());
  const isFull = look.kind === 'sweep' || look.kind === 'prepare';
  let read: Prepared | null = null;
  for (let pass = 1; ; pass++) {
    read ??= await readOffers(context, lease, instant(), isFull ? 'full' : 'quick');
    const { offers, windows, groups } = read;
    if (look.kind === 'sweep' && pass === 1) {
      for (const { id, rotation } of offers) if (rotation === null) memory.unsuited.delete(id);
    }
    const seen = { offers, windows, groups: groups.changed };
    if (hold !== null || (groups.ready.length === 0 && status.openEnrolments === 0)) {
      return { ...seen, at: instant(), problems: read.problems, leaving: 0 };
    }
    const { counter, timezone } = status;
    const options = { counter, timezone, fresh: pass > 1 || isFull, lease, worseOff: groups.worseOff };
    const { at, plan, known, problems } = await see(context, groups.ready, instant, options);
    await untilShopTime(context, at);
    const sent = await applyPlan(context, lease, plan, windows, known.facts, done);
    if (sent.lookAgain === null || pass === MAX_PASSES) {
      const ahead = await seeAhead(context, groups.ready, at, known, options);
      return {
        ...seen,
        at,
        problems: [...read.problems, ...problems, ...sent.problems, ...ahead],
        leaving: plan.counts.leave,
      };
    }
    if (sent.lookAgain === 'offers') read = null;
  }
}

const edgesAfter = (windows: readonly Window[], at: number, extra: readonly Edge[] = []): readonly Edge[] =>
  comingEdges(windows, at, [...windows.flatMap((window) => turnEdges(window, at)), ...extra]);

interface Prepared {
  readonly offers: readonly Offer[];
  readonly windows: readonly Window[];
  readonly groups: Awaited<ReturnType<typeof prepareGroups>>;
  readonly problems: readonly Problem[];
}

/** All offers, their windows, and the groups of those that run or soon will. */
async function readOffers(context: SyncContext, lease: Lease, at: number, check: 'quick' | 'full'): Promise<Prepared> {
  const unread: Problem[] = [];
  const offers = await context.shop.offers((offer, message) => void unread.push({ offer, message }));
  const { windows, problems: senseless } = readWindows(offers, at);
  context.onEdges?.(edgesAfter(windows, at));
  const soon = windows.filter(({ start }) => start.epochMilliseconds - PREPARE_MS <= at);
  const groups = await prepareGroups(context, lease, soon, check);
  return { offers, windows, groups, problems: [...unread, ...senseless, ...groups.problems] };
}

/** Waits, at most a context's `leadMs` as the caller sees to it, until the shop's clock has surely reached `at`. */
async function untilShopTime({ clock, sleep }: SyncContext, at: number): Promise<void> {
  const wait = at - clock.now();
  if (wait > 0) await sleep(Math.ceil(wait + clock.uncertainty));
}
