import { Temporal } from 'temporal-polyfill';
import { drawn, judge, UNKNOWN, YES } from '../audience/index.ts';
import { RefusedError } from '../errors.ts';
import { FATE, type Claim, type FrozenTurn, type Lease, type WorseOff } from '../moves/index.ts';
import type { Audience } from '../offer/index.ts';
import { planTurn, slotsOf, turnLeadMs, turnMs, type RotationState } from '../rotation/index.ts';
import { byPrecedence, isOpen, type Window } from '../windows/index.ts';
import { groupsOf, localDay, type KnownCustomers } from './audiences.ts';
import type { Problem, SyncContext } from './context.ts';
import { audienceBasis, freeze, frozenOf, idsOf, turnBasis } from './frozen.ts';
import { readRotation, stateBefore } from './rotation.ts';

type Reader = Pick<SyncContext, 'shop' | 'memory'>;

/** A turn as it was found or planned, for whoever wants to see what comes next. */
export interface TurnSeen extends FrozenTurn {
  readonly cohort: Int32Array;
  /** Customers, ascending, among whom the turn is shared. */
  readonly eligible: Int32Array;
  /** As it was before this turn. */
  readonly state: RotationState | null;
}

export interface Claims {
  readonly claims: readonly Claim[];
  /** By offer. */
  readonly turns: ReadonlyMap<number, TurnSeen>;
  readonly problems: readonly Problem[];
}

export interface ClaimsOptions {
  /** When this is asked, ms: a turn further ahead than its lead is only looked at, since the turn before it may not have begun. */
  readonly asked: number;
  /** IANA zone of the shop. */
  readonly timezone: string;
  /** With it, audiences and cohorts that are taken now are frozen in the shop; without, they are only looked at. */
  readonly lease: Lease | null;
  readonly worseOff: ReadonlyMap<number, readonly WorseOff[]>;
}

/**
 * Whom each window that is open at `at` (ms) means, in the order of precedence. One offer's trouble leaves the others alone.
 * @param known facts; what a rule needs beyond is read on the way
 */
export async function claimsAt(
  context: Reader,
  windows: readonly Window[],
  at: number,
  known: KnownCustomers,
  options: ClaimsOptions,
): Promise<Claims> {
  const claims: Claim[] = [];
  const turns = new Map<number, TurnSeen>();
  const problems: Problem[] = [];
  /** Rows that some window has claimed already. */
  const taken = new Uint8Array(known.facts.id.length);
  for (const window of windows.filter((each) => isOpen(each, instantOf(at))).sort(byPrecedence)) {
    const { offer } = window;
    try {
      const verdicts = await audienceOf(context, window, at, known, options);
      const standing = stand(verdicts, known, offer.audience, {
        worse: new Set((options.worseOff.get(offer.id) ?? []).map(({ group }) => group)),
        unsuited: context.memory.unsuited.get(offer.id) ?? new Map(),
      });
      let turn: TurnSeen | null = null;
      if (offer.rotation !== null) {
        turn = await turnAt(context, window, at, known, { standing, taken, ...options });
        turns.set(offer.id, turn);
        othersWait(standing, known.facts.id, turn.cohort);
      }
      for (let row = 0; row < standing.length; row++) if (standing[row] === FATE.meant) taken[row] = 1;
      claims.push({
        window,
        turn: turn === null ? null : { start: instantOf(turn.start), end: instantOf(turn.end) },
        standing,
      });
    } catch (error) {
      if (!isOfThisOffer(error)) throw error;
      problems.push({ offer: offer.id, message: error.message });
    }
  }
  return { claims, turns, problems };
}

const instantOf = (ms: number) => Temporal.Instant.fromEpochMilliseconds(Math.floor(ms));

/** A rule that cannot be judged, or a refusal, is one offer's problem; a lost lease or a stale version ends the look. */
function isOfThisOffer(error: unknown): error is Error {
  if (error instanceof RefusedError) return !['lease_lost', 'stale_version'].includes(error.code);
  return error instanceof RangeError;
}

/** The audience's answer for each row; taken once for the window where it is frozen. */
async function audienceOf(
  context: Reader,
  window: Window,
  at: number,
  known: KnownCustomers,
  { timezone, lease }: ClaimsOptions,
): Promise<Uint8Array> {
  const { offer } = window;
  const { rule, taken } = offer.audience;
  const start = window.start.epochMilliseconds;
  const basis = audienceBasis(offer);
  if (taken === 'frozen') {
    const sets = await frozenOf(context, offer.id);
    const set = sets.find((each) => each.turn === null && each.window === start && each.basis === basis);
    if (set !== undefined) return rowsOf(known.facts.id, await idsOf(context, set));
  }
  const asOf = localDay(timezone, taken === 'frozen' ? start : at);
  await known.learn({ rule, asOf });
  const verdicts = judge(rule, known, asOf);
  if (offer.idShop !== 0) {
    for (let row = 0; row < verdicts.length; row++) if (known.facts.idShop[row] !== offer.idShop) verdicts[row] = 0;
  }
  if (taken === 'frozen' && lease !== null) {
    const ids = known.facts.id.filter((_, row) => verdicts[row] === YES);
    await freeze(context, lease, offer, { window: start, turn: null, basis }, ids);
  }
  return verdicts;
}

/** Keeps the holdout's draw apart from a `chance` of the same seed. */
const HOLDOUT_SALT = 0x5f3759df;

function stand(
  verdicts: Uint8Array,
  { facts }: KnownCustomers,
  { holdout, seed, worseOff }: Audience,
  { worse, unsuited }: { readonly worse: ReadonlySet<number>; readonly unsuited: ReadonlyMap<number, string> },
): Uint8Array {
  const standing = new Uint8Array(verdicts.length);
  for (let row = 0; row < standing.length; row++) {
    if (verdicts[row] === UNKNOWN) standing[row] = FATE.unknown;
    if (verdicts[row] !== YES) continue;
    const customer = facts.id[row]!;
    if (facts.pinned.has(customer)) standing[row] = FATE.pinned;
    else if (holdout > 0 && drawn(customer, holdout, seed ^ HOLDOUT_SALT)) standing[row] = FATE.holdout;
    else if (worseOff === 'leaveOut' && worse.has(facts.defaultGroup[row]!)) standing[row] = FATE.worseOff;
    else if (unsuited.has(customer) && unsuited.get(customer) === groupsOf(facts, row))
      standing[row] = FATE.wouldLoseAccess;
    else standing[row] = FATE.meant;
  }
  return standing;
}

/** The turn that runs at `at`, as it is frozen in the shop, or planned now (and then frozen). */
async function turnAt(
  context: Reader,
  window: Window,
  at: number,
  { facts }: KnownCustomers,
  how: ClaimsOptions & { readonly standing: Uint8Array; readonly taken: Uint8Array },
): Promise<TurnSeen> {
  const { offer } = window;
  const rotation = offer.rotation!;
  const now = instantOf(at);
  const [slot] = slotsOf(window, rotation, offer.schedule.timezone, now, now.add({ milliseconds: 1 }));
  if (slot === undefined) throw new RangeError(`rotation: no turn at ${now.toString()}; change its length`);
  const windowStart = window.start.epochMilliseconds;
  const basis = turnBasis(offer);
  const sets = await frozenOf(context, offer.id);
  // With an earlier end of the window the turn that has begun may be too short for one, and belong to the one before: it goes on all the same.
  const begun = sets.find(
    ({ window: of, turn, basis: by }) => of === windowStart && by === basis && turn !== null && turn.start <= at,
  );
  const start = Math.max(slot.start.epochMilliseconds, begun?.turn?.start ?? 0);
  const end = slot.end.epochMilliseconds;
  // Whom a higher offer has, or staff took out, keeps their place for a later turn.
  const eligible = facts.id.filter(
    (customer, row) =>
      how.standing[row] === FATE.meant && how.taken[row] === 0 && (facts.blockedUntil.get(customer) ?? 0) <= at,
  );

  const same = sets.find(({ window: of, turn }) => of === windowStart && turn?.start === start);
  const frozen = same?.turn ?? null;
  if (same !== undefined && frozen !== null && same.basis === basis) {
    // Its end may have changed with the window's.
    return { start, end, number: frozen.number, cohort: await idsOf(context, same), eligible, state: null };
  }
  const number = frozen?.number ?? 1 + Math.max(0, ...sets.map(({ turn }) => turn?.number ?? 0));
  const turn = { start, end, number };
  // Those of the turn just before may not have entered yet: they are at the checkout, or it is running while this one is planned.
  const running = sets.find(({ turn: before }) => before !== null && before.start < start && before.end >= start);
  const state = stateBefore(await readRotation(context.shop, offer.id), start);
  const { cohort, joins } = planTurn({
    rotation,
    offer: offer.id,
    number,
    eligible,
    state,
    cohort: running === undefined ? null : await idsOf(context, running),
    cohortStart: running?.turn?.start ?? null,
    slotStart: start,
    turnMs: turnMs(rotation),
    earlier: sets.flatMap(({ turn: of }) => (of !== null && of.start < start ? [of.start] : [])).sort((a, b) => b - a),
  });
  if (how.lease === null || start > how.asked + turnLeadMs(rotation)) return { ...turn, cohort, eligible, state };
  const { shop } = context;
  await shop.joinRotation(how.lease, offer, joins.level, Array.from(joins.ids));
  return {
    ...turn,
    cohort: await freeze(context, how.lease, offer, { window: windowStart, turn, basis }, cohort),
    eligible,
    state,
  };
}

function othersWait(standing: Uint8Array, ids: Int32Array, cohort: Int32Array): void {
  const inCohort = rowsOf(ids, cohort);
  for (let row = 0; row < standing.length; row++) {
    if (standing[row] === FATE.meant && inCohort[row] !== YES) standing[row] = FATE.notTheirTurn;
  }
}

/** YES for the rows whose id is among `wanted`; both ascend. */
function rowsOf(ids: Int32Array, wanted: Int32Array): Uint8Array {
  const rows = new Uint8Array(ids.length);
  for (let row = 0, next = 0; row < ids.length && next < wanted.length; row++) {
    while (next < wanted.length && wanted[next]! < ids[row]!) next++;
    if (wanted[next] === ids[row]) rows[row] = YES;
  }
  return rows;
}
