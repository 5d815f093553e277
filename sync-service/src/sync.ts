import { addSuppressed } from './concurrency.ts';
import type { Lease, ShopStatus } from './moves/index.ts';
import type { Offer } from './offer/index.ts';
import { planShop, type OfferProblem } from './plan/index.ts';
import { turnEdges } from './rotation/index.ts';
import { applyMoves, leaveAll, NOTHING_MOVED, sum, type MoveCounts } from './sync/apply.ts';
import type { Look, SyncContext, SyncReport } from './sync/context.ts';
import { clearIdleGroups, prepareGroups } from './sync/groups.ts';
import { watchForHold } from './sync/hold.ts';
import { readSnapshot } from './sync/read.ts';
import { repairAll } from './sync/repair.ts';
import { settle } from './sync/settle.ts';
import { cannotRun, ENDED_BY_SHOP, runsAgain, startedLate, tell, unreadableRows } from './sync/tell.ts';
import { readWindows } from './sync/windows.ts';
import { comingEdges, MOVING_EDGES, PREPARE_MS, type Edge, type Window } from './windows/index.ts';

/** An edge this near is waited for, with everything in hand. */
export const EDGE_LEAD_MS = 2_000;
/** Customers at the checkout are looked at again after this, or when their grace is over. */
const DEFERRED_LOOK_MS = 60_000;
/** The shop may change under a plan; after so many plans the rest waits for the next sync. */
const MAX_PASSES = 3;

/**
 * One sync of a shop: read -> plan -> wait for the instant -> apply -> say when to sync next. Level-triggered: what is done follows from the state
 * alone, so a late, doubled or lost sync does no harm.
 * @throws LeaseHeldError, LeaseLostError, ShopUnavailableError, ShopUnusableError
 */
export async function syncShop(context: SyncContext, look: Look): Promise<SyncReport> {
  const { lease, status } = await begin(context);
  const hold = await watchForHold(context, lease, status);
  const edge = edgeOf(context, look);
  let moved: Moved;
  try {
    moved = await move(context, lease, look, edge, { ...status, hold });
    await untilShopTime(context, moved.at);
  } catch (error) {
    // What ends may always end, whatever else went wrong.
    await untilShopTime(context, edge);
    await leaveWhenDue(context, status, 0, NOTHING_MOVED).catch((another: unknown) => addSuppressed(error, another));
    throw error;
  }
  const counts = sum(moved.counts, await leaveWhenDue(context, status, moved.leaving, moved.counts));
  const touched = counts.entered + counts.switched + counts.left;
  const latenessMs = touched > 0 && MOVING_EDGES.has(look.kind) ? context.clock.now() - look.at : null;
  return { ...(await tidyUp(context, lease, look, status, moved, counts)), hold, latenessMs };
}

async function begin({ lease: keeper, shop, clock, memory }: SyncContext) {
  const lease = await keeper.hold();
  const status = await clock.learn(() => shop.status(lease));
  keeper.check(status.leaseNumber);
  memory.holdLease(lease.number);
  return { lease, status };
}

/** A sync just before an edge plans for the edge and waits for it; any other plans for the instant at which it has read everything. */
function edgeOf({ clock, leadMs = EDGE_LEAD_MS }: SyncContext, { at }: Look): number {
  const now = clock.now();
  return at > now && at - now <= leadMs ? at : now;
}

interface Moved {
  /** The instant that the last plan was for, ms by the shop's clock. */
  readonly at: number;
  readonly offers: readonly Offer[];
  readonly windows: readonly Window[];
  /** In words, what was changed in groups. */
  readonly groups: readonly string[];
  readonly problems: readonly OfferProblem[];
  readonly counts: MoveCounts;
  /** Customers whom the plan lets leave at `at`. */
  readonly leaving: number;
}

/** Reads, plans and applies until the shop is as planned. */
async function move(context: SyncContext, lease: Lease, look: Look, edge: number, status: ShopStatus): Promise<Moved> {
  const { memory, clock } = context;
  const instant = () => Math.max(edge, clock.now());
  const isFull = look.kind === 'sweep' || look.kind === 'prepare';
  if (look.kind === 'sweep') memory.beginFullSync();
  let counts = NOTHING_MOVED;
  let changed: readonly string[] = [];
  for (let pass = 1; ; pass++) {
    const { offers, windows, problems } = await readOffers(context, instant());
    if (look.kind === 'sweep' && pass === 1) memory.retryAccess(offers);
    const soon = windows.filter(({ start }) => start.epochMilliseconds - PREPARE_MS <= instant());
    const groups = await prepareGroups(context, lease, soon, isFull && pass === 1 ? 'full' : 'quick');
    changed = [...changed, ...groups.changed];
    const seen = { offers, windows, groups: changed };
    if (status.hold !== null || (groups.ready.length === 0 && status.openEnrolments === 0)) {
      return { ...seen, at: instant(), problems: [...problems, ...groups.problems], counts, leaving: 0 };
    }
    const plannable = { windows: groups.ready, worseOff: groups.worseOff };
    const { snapshot, at } = await readSnapshot(context, plannable, status, instant, { fresh: pass > 1 || isFull });
    const plan = planShop(snapshot, at);
    const settled = await settle(context, lease, plan.settle);
    const mayPlanAgain = pass < MAX_PASSES;
    if (settled.isOther && mayPlanAgain) continue;
    await untilShopTime(context, at);
    const applied = await applyMoves(context, lease, plan, snapshot, (offer) => settled.refused.has(offer));
    counts = sum({ ...counts, deferred: 0 }, applied.counts);
    if (applied.planAgain && mayPlanAgain) continue;
    const upcoming = await settle(context, lease, plan.upcoming);
    return {
      ...seen,
      at,
      problems: [groups, { problems }, plan, settled, applied, upcoming].flatMap((part) => part.problems),
      counts,
      leaving: plan.moves.counts.leave,
    };
  }
}

async function readOffers(context: SyncContext, at: number) {
  const unread: OfferProblem[] = [];
  const offers = await context.shop.offers((offer, problem) => void unread.push({ offer, problem }));
  const { windows, problems } = readWindows(offers, at);
  context.onEdges?.(edgesAfter(context, windows, at));
  return { offers, windows, problems: [...unread, ...problems] };
}

/** Lets go whom the plan lets leave, and whoever is due. */
async function leaveWhenDue(
  context: SyncContext,
  { minUntil }: ShopStatus,
  planned: number,
  { entered, switched }: MoveCounts,
): Promise<MoveCounts> {
  const isDue = planned > 0 || (minUntil !== null && minUntil <= context.clock.now());
  return isDue ? leaveAll(context, planned, entered + switched) : NOTHING_MOVED;
}

/** Repairs, looks after groups that are not used any more, tells the merchant; then the report, less what the caller knows. */
async function tidyUp(
  context: SyncContext,
  lease: Lease,
  look: Look,
  { notices, counter }: ShopStatus,
  { at, offers, windows, problems, groups }: Moved,
  { lookAt, ...counts }: MoveCounts,
): Promise<Omit<SyncReport, 'hold' | 'latenessMs'>> {
  const { shop, clock } = context;
  // A full sync's repair looks for groups without a use by itself.
  const repair = look.kind === 'sweep' ? await repairAll(context, lease) : null;
  const cleared = await clearIdleGroups(context, offers, windows, counts.deferred > 0, () =>
    repair === null ? shop.clearIdleGroups(lease) : Promise.resolve(repair.idle),
  );
  await tell(context, lease, [
    ...cannotRun(offers, problems, notices),
    ...unreadableRows(await shop.unreadableRows(), notices),
    ...startedLate(context, counts.entered > 0 ? windows : [], at),
    ...runsAgain(windows, at, notices),
  ]);
  const now = Math.max(at, clock.now());
  const looks = lookAt.map((each): Edge => {
    return { kind: 'look', at: Math.min(Math.max(each, now + 100), now + DEFERRED_LOOK_MS) };
  });
  return {
    ...counts,
    repaired: repair?.repaired ?? 0,
    groups: [...groups, ...cleared],
    problems,
    endedByShop: notices.filter(({ code }) => code === ENDED_BY_SHOP),
    counter,
    // From the instant planned for: what has come while this sync was busy must be looked at too.
    edges: edgesAfter(context, windows, at, looks),
  };
}

const edgesAfter = (
  { sweepOffsetMs }: SyncContext,
  windows: readonly Window[],
  at: number,
  extra: readonly Edge[] = [],
): readonly Edge[] =>
  comingEdges(windows, at, [...windows.flatMap((window) => turnEdges(window, at)), ...extra], sweepOffsetMs);

/** Waits, at most a context's `leadMs` as the caller sees to it, until the shop's clock has surely reached `at`. */
async function untilShopTime({ clock, sleep }: SyncContext, at: number): Promise<void> {
  const wait = at - clock.now();
  if (wait > 0) await sleep(Math.ceil(wait + clock.uncertainty));
}
