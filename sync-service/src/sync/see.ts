import {
  planMoves,
  type EnrolmentsPage,
  type FrozenSet,
  type Lease,
  type MovePlan,
  type Shop,
  type WorseOff,
} from '../moves/index.ts';
import { turnLeadMs, turnStarts } from '../rotation/index.ts';
import { instantOf, isOpen, PREPARE_MS, type Window } from '../windows/index.ts';
import { KnownCustomers, localDay, type Judged } from './audiences.ts';
import { claimsAt, takeAudiences, type Claims } from './claims.ts';
import type { Problem, SyncContext } from './context.ts';
import { audienceBasis, frozenOf, readFrozen, readFrozenIds } from './frozen.ts';
import { readTable } from './tables.ts';
import type { TurnSeen } from './turns.ts';

/** Facts older than this are read again even when the shop's counter stands still. */
const FACTS_MAX_AGE_MS = 360_000;

type Reader = Pick<SyncContext, 'shop' | 'clock' | 'memory'>;

export interface SeeOptions {
  /** The shop's change counter as last read. */
  readonly counter: string;
  /** Reads the customers whatever the counter says. */
  readonly fresh: boolean;
  readonly timezone: string;
  readonly lease: Lease | null;
  readonly worseOff: ReadonlyMap<number, readonly WorseOff[]>;
}

export interface Seen {
  /** The instant that the plan is for, ms by the shop's clock. */
  readonly at: number;
  readonly plan: MovePlan;
  readonly known: KnownCustomers;
  readonly turns: ReadonlyMap<number, TurnSeen>;
  readonly problems: readonly Problem[];
}

/**
 * Reads who should be in which window, who is, and what that means in moves.
 * @param windows of all armed offers, open or coming soon (those make the customers be read before they are needed)
 * @param instant what to plan for, ms; asked once everything is read, since a turn may end while a large shop is
 */
export async function see(
  context: Reader,
  windows: readonly Window[],
  instant: () => number,
  options: SeeOptions,
): Promise<Seen> {
  const known =
    windows.length > 0
      ? await readCustomers(context, windows, instant(), options)
      : KnownCustomers.nobody(context.shop);
  const enrolments = await readEnrolments(context.shop);
  await readFrozen(context, frozenOffers(windows));
  await readFrozenIds(context, neededSets(context, windows, instant()));
  const at = instant();
  await takeAudiences(
    context,
    windows.filter((each) => isOpen(each, instantOf(at))),
    known,
    options,
  );
  const { claims, turns, problems } = await claimsAt(context, windows, at, known, { ...options, asked: at });
  return { at, plan: planMoves(known.facts, claims, enrolments, at), known, turns, problems };
}

/** Judges and freezes for the windows and turns that begin soon after `at`, so that their start finds everything ready. */
export async function seeAhead(
  context: Reader,
  windows: readonly Window[],
  at: number,
  known: KnownCustomers,
  options: SeeOptions,
): Promise<readonly Problem[]> {
  const starts = new Set<number>();
  for (const window of windows) {
    const { rotation } = window.offer;
    const start = window.start.epochMilliseconds;
    if (start > at && start - PREPARE_MS <= at) starts.add(start);
    if (rotation !== null)
      for (const turn of turnStarts(window, rotation, at, at + turnLeadMs(rotation))) starts.add(turn);
  }
  await takeAudiences(
    context,
    windows.filter(({ start }) => starts.has(start.epochMilliseconds)),
    known,
    options,
  );
  const ahead: Claims[] = [];
  for (const start of [...starts].sort((a, b) => a - b)) {
    ahead.push(await claimsAt(context, windows, start, known, { ...options, asked: at }));
  }
  return ahead.flatMap(({ problems }) => problems);
}

async function readCustomers(
  context: Reader,
  windows: readonly Window[],
  at: number,
  how: SeeOptions,
): Promise<KnownCustomers> {
  const { memory, clock, shop } = context;
  const kept = memory.facts;
  const now = clock.now();
  if (!how.fresh && kept?.counter === how.counter && now - kept.takenAt < FACTS_MAX_AGE_MS) return kept.known;
  // What is of no use any more makes room for what takes its place.
  memory.facts = null;
  const known = await KnownCustomers.read(shop, await stillToJudge(context, windows, at, how.timezone));
  memory.facts = { known, counter: how.counter, takenAt: now };
  return known;
}

/** The rules that will be judged; audiences that are frozen already need no orders read. */
async function stillToJudge(
  context: Reader,
  windows: readonly Window[],
  at: number,
  timezone: string,
): Promise<Judged[]> {
  const judged: Judged[] = [];
  await readFrozen(context, frozenOffers(windows));
  for (const { offer, start } of windows) {
    const { rule, taken } = offer.audience;
    const window = start.epochMilliseconds;
    if (taken === 'frozen') {
      const basis = audienceBasis(offer);
      const sets = await frozenOf(context, offer.id);
      if (sets.some((set) => set.turn === null && set.window === window && set.basis === basis)) continue;
    }
    judged.push({ rule, asOf: localDay(timezone, taken === 'frozen' ? window : at) });
  }
  return judged;
}

/** Offers of which something may be frozen in the shop. */
const frozenOffers = (windows: readonly Window[]): readonly number[] =>
  windows
    .filter(({ offer: { audience, rotation } }) => audience.taken === 'frozen' || rotation !== null)
    .map(({ offer }) => offer.id);

/** The audiences of these windows, and the turns of theirs that are not over. */
function neededSets({ memory }: Reader, windows: readonly Window[], at: number): readonly FrozenSet[] {
  return windows.flatMap(({ offer, start }) =>
    (memory.frozen.get(offer.id) ?? []).filter(
      ({ window, turn, basis }) =>
        window === start.epochMilliseconds && (turn === null ? basis === audienceBasis(offer) : turn.end > at),
    ),
  );
}

function readEnrolments(shop: Shop): Promise<EnrolmentsPage> {
  return readTable(
    shop.enrolments(),
    ({ customer }) => customer.length,
    (size) => ({
      customer: new Uint32Array(size),
      offer: new Uint32Array(size),
      writtenDefault: new Uint32Array(size),
      window: new Float64Array(size),
      until: new Float64Array(size),
    }),
  );
}
