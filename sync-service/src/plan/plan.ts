import { YES } from '../audience/index.ts';
import { ProblemError, RefusedError } from '../errors.ts';
import { planMoves, type Assignment, type FreezeWhat, type FrozenSet, type MovePlan } from '../moves/index.ts';
import type { Problem } from '../problems.ts';
import { joined, turnLeadMs, type RotationState } from '../rotation/index.ts';
import { byPrecedence, instantOf, isOpen, type Window } from '../windows/index.ts';
import { audienceOf, classify } from './assign.ts';
import { upcomingStarts } from './needs.ts';
import type { ShopSnapshot } from './snapshot.ts';
import { othersWait, turnAt, type PlannedTurn } from './turns.ts';

/** What a sync would do at an instant; a preview is a plan that nobody applies. */
export interface ShopPlan {
  /** The instant that it is for, ms by the shop's clock. */
  readonly at: number;
  /** To be kept in the shop before anybody moves. */
  readonly settle: Settlement;
  readonly moves: MovePlan;
  /** To be kept in the shop once everybody has moved: audiences and cohorts of what begins soon. */
  readonly upcoming: Settlement;
  /** By offer: the turn that runs at `at`. */
  readonly turns: ReadonlyMap<number, PlannedTurn>;
  readonly problems: readonly OfferProblem[];
}

/** Audiences and cohorts to be frozen, and who joins a rotation with them (before their cohort is frozen). */
export interface Settlement {
  readonly joins: readonly RotationJoin[];
  readonly freezes: readonly Freeze[];
}
export interface RotationJoin {
  readonly offer: { readonly id: number; readonly version: number };
  readonly level: number;
  readonly ids: Uint32Array;
}
export interface Freeze {
  readonly what: FreezeWhat;
  /** Ascending. */
  readonly ids: Uint32Array;
}

/** An offer that cannot run, and why; told to the merchant as a notice. */
export interface OfferProblem {
  readonly offer: number;
  readonly problem: Problem;
}

/**
 * windows -> audiences -> turns -> assignments -> moves. Pure.
 * @param at the instant to plan for, ms by the shop's clock
 */
export function planShop(shop: ShopSnapshot, at: number): ShopPlan {
  const frozen = new FrozenSoFar(shop);
  const now = assign(frozen, at, at);
  const settle = frozen.takeSettlement();
  const moves = planMoves(shop.customers.facts, now.assignments, shop.enrolments, at);
  // What begins soon is settled now, so that its start finds everything ready.
  const problems = upcomingStarts(shop.windows, at).flatMap((start) => assign(frozen, start, at).problems);
  return {
    at,
    settle,
    moves,
    upcoming: frozen.takeSettlement(),
    turns: now.turns,
    problems: [...now.problems, ...problems],
  };
}

interface Assigned {
  /** In the order of precedence. */
  readonly assignments: readonly Assignment[];
  readonly turns: ReadonlyMap<number, PlannedTurn>;
  readonly problems: readonly OfferProblem[];
}

/** Whom each window that is open at `at` takes. One offer's trouble leaves the others alone. @param planned the instant of the whole plan, ms */
function assign(frozen: FrozenSoFar, at: number, planned: number): Assigned {
  const assignments: Assignment[] = [];
  const turns = new Map<number, PlannedTurn>();
  const problems: OfferProblem[] = [];
  const { windows, customers } = frozen.shop;
  /** 1: some window before has the row's customer. */
  const assigned = new Uint8Array(customers.facts.id.length);
  for (const window of windows.filter((each) => isOpen(each, instantOf(at))).sort(byPrecedence)) {
    const { offer } = window;
    try {
      const { verdicts, isFrozen } = audienceOf(frozen.shop, window, at);
      if (offer.audience.taken === 'frozen' && !isFrozen) frozen.addAudience(window, verdicts);
      const reasons = classify(frozen.shop, offer, verdicts);
      let turn: PlannedTurn | null = null;
      if (offer.rotation !== null) {
        turn = turnAt(frozen.shop, { window, at, planned, reasons, assigned });
        turns.set(offer.id, turn);
        // A turn further ahead than its lead is only looked at, since the turn before it may not have begun.
        if (turn.start <= planned + turnLeadMs(offer.rotation)) frozen.addTurn(window, turn);
        othersWait(reasons, customers.facts.id, turn.cohort);
      }
      for (let row = 0; row < reasons.length; row++) if (reasons[row] === 0) assigned[row] = 1;
      const stretch = turn === null ? null : { start: instantOf(turn.start), end: instantOf(turn.end) };
      assignments.push({ window, turn: stretch, reasons });
    } catch (error) {
      if (!(error instanceof ProblemError || error instanceof RefusedError)) throw error;
      problems.push({ offer: offer.id, problem: error.problem });
    }
  }
  return { assignments, turns, problems };
}

/** The snapshot with what this plan freezes on top of it, since what begins next follows from that too. */
class FrozenSoFar {
  private joins: RotationJoin[] = [];
  private freezes: Freeze[] = [];
  private readonly frozen: Map<number, readonly FrozenSet[]>;
  private readonly frozenIds: Map<number, Uint32Array>;
  private readonly rotation: Map<number, RotationState>;
  readonly shop: ShopSnapshot;

  constructor(snapshot: ShopSnapshot) {
    this.frozen = new Map(snapshot.frozen);
    this.frozenIds = new Map(snapshot.frozenIds);
    this.rotation = new Map(snapshot.rotation);
    const { frozen, frozenIds, rotation } = this;
    this.shop = { ...snapshot, frozen, frozenIds, rotation };
  }

  addAudience(window: Window, verdicts: Uint8Array): void {
    const { facts } = this.shop.customers;
    this.add(window, null, this.shop.ruleHashes.get(window.offer.id)!.audience, rowsWith(facts.id, verdicts));
  }

  addTurn(window: Window, { start, end, number, cohort, joins }: PlannedTurn): void {
    if (joins === null) return;
    const { offer } = window;
    if (joins.ids.length > 0) {
      this.joins.push({ offer: { id: offer.id, version: offer.version }, ...joins });
      this.rotation.set(offer.id, joined(this.rotation.get(offer.id)!, joins));
    }
    this.add(window, { start, end, number }, this.shop.ruleHashes.get(offer.id)!.turn, cohort);
  }

  /** What was added since this was last asked. */
  takeSettlement(): Settlement {
    const { joins, freezes } = this;
    [this.joins, this.freezes] = [[], []];
    return { joins, freezes };
  }

  private add({ offer, start }: Window, turn: FrozenSet['turn'], basis: string, ids: Uint32Array): void {
    const window = start.epochMilliseconds;
    this.freezes.push({ what: { offer: offer.id, version: offer.version, window, turn, basis }, ids });
    const others = (this.frozen.get(offer.id) ?? []).filter(
      (set) => set.window !== window || set.turn?.start !== turn?.start,
    );
    // No list of the shop has such a number.
    const list = -1 - this.frozenIds.size;
    this.frozen.set(offer.id, [{ window, turn, list, size: ids.length, basis }, ...others]);
    this.frozenIds.set(list, ids);
  }
}

const rowsWith = (ids: Uint32Array, verdicts: Uint8Array): Uint32Array => ids.filter((_, row) => verdicts[row] === YES);
