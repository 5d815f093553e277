import { heldOut, judge, UNKNOWN, YES } from '../audience/index.ts';
import { RefusedError } from '../errors.ts';
import { FATE, type Claim, type FrozenSet, type Lease, type WorseOff } from '../moves/index.ts';
import type { Audience, Offer } from '../offer/index.ts';
import { byPrecedence, instantOf, isOpen, type Window } from '../windows/index.ts';
import { groupsOf, localDay, type KnownCustomers } from './audiences.ts';
import type { Problem, SyncContext } from './context.ts';
import { audienceBasis, freeze, freezeAll, frozenOf, idsOf, rowsOf, type Taken } from './frozen.ts';
import { othersWait, turnAt, type TurnSeen } from './turns.ts';

type Reader = Pick<SyncContext, 'shop' | 'memory'>;

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
  const { offer, start } = window;
  if (offer.audience.taken === 'live') return judgeAudience(offer, at, known, timezone);
  const set = await frozenAudience(context, window);
  if (set !== undefined) return rowsOf(known.facts.id, await idsOf(context, set));
  const verdicts = await judgeAudience(offer, start.epochMilliseconds, known, timezone);
  if (lease !== null) await freeze(context, lease, takenBy(window, verdicts, known));
  return verdicts;
}

/** Takes the audiences of these windows that are frozen and were not taken yet, all in one request. What is wrong with one is met with its claim. */
export async function takeAudiences(
  context: Reader,
  windows: readonly Window[],
  known: KnownCustomers,
  { timezone, lease }: Pick<ClaimsOptions, 'timezone' | 'lease'>,
): Promise<void> {
  if (lease === null) return;
  const all: Taken[] = [];
  for (const window of windows) {
    const { offer, start } = window;
    try {
      if (offer.audience.taken === 'live' || (await frozenAudience(context, window)) !== undefined) continue;
      all.push(takenBy(window, await judgeAudience(offer, start.epochMilliseconds, known, timezone), known));
    } catch (error) {
      if (!isOfThisOffer(error)) throw error;
    }
  }
  await freezeAll(context, lease, all);
}

async function frozenAudience(context: Reader, { offer, start }: Window): Promise<FrozenSet | undefined> {
  const basis = audienceBasis(offer);
  const sets = await frozenOf(context, offer.id);
  return sets.find((each) => each.turn === null && each.window === start.epochMilliseconds && each.basis === basis);
}

async function judgeAudience(
  { audience: { rule }, idShop }: Offer,
  at: number,
  known: KnownCustomers,
  timezone: string,
): Promise<Uint8Array> {
  const asOf = localDay(timezone, at);
  await known.learn({ rule, asOf });
  const verdicts = judge(rule, known, asOf);
  if (idShop !== 0) {
    for (let row = 0; row < verdicts.length; row++) if (known.facts.idShop[row] !== idShop) verdicts[row] = 0;
  }
  return verdicts;
}

const takenBy = ({ offer, start }: Window, verdicts: Uint8Array, { facts }: KnownCustomers): Taken => ({
  offer,
  what: { window: start.epochMilliseconds, turn: null, basis: audienceBasis(offer) },
  ids: facts.id.filter((_, row) => verdicts[row] === YES),
});

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
    else if (heldOut(customer, holdout, seed)) standing[row] = FATE.holdout;
    else if (worseOff === 'leaveOut' && worse.has(facts.defaultGroup[row]!)) standing[row] = FATE.worseOff;
    else if (unsuited.has(customer) && unsuited.get(customer) === groupsOf(facts, row))
      standing[row] = FATE.wouldLoseAccess;
    else standing[row] = FATE.meant;
  }
  return standing;
}
