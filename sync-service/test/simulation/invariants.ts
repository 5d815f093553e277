import type { Look } from '../../src/sync/context.ts';
import { homecoming, sameSeat, type Shadow } from './model.ts';
import type { StageState } from './stage.ts';

/** What the player knows beside the shop's own state. */
export interface Seen {
  readonly shadow: Shadow;
  /** Put into an offer's group past all hooks; the next sweep puts them back. */
  readonly stranded: Set<number>;
  /** From whom something past all hooks took every group, and who have been in no offer since. */
  readonly groupless: Set<number>;
  /** Enrolments that were looked at when they were new. */
  readonly opened: Set<string>;
  /** The group whose customers are worse off in any offer. */
  readonly wholesale: number;
  /** Customers to whom something of their own happened: they are not compared with others. */
  readonly disturbed: Set<number>;
  /** Offers that were changed, or whose time jumped: their turns are not counted. */
  readonly irregular: Set<number>;
}

/** What holds after each step, whatever just happened. @throws Error that names the invariant */
export function checkEach(state: StageState, seen: Seen): void {
  const { shadow, stranded, groupless } = seen;
  const living = new Set(state.groups);
  const offers = new Set(state.offerGroups.map(({ group }) => group));
  const open = new Map(state.open.map((each) => [each.customer, each]));
  if (open.size !== state.open.length) throw new Error('invariant 2: a customer is in two offers');
  for (const { id, rest, ...seat } of state.customers) {
    const inside = open.get(id);
    if (seat.groups.length === 0 && !groupless.has(id))
      throw new Error(`invariant 3: customer ${id} is without a group`);
    if (rest !== shadow.restOf(id))
      throw new Error(`invariant 9: customer ${id} has ${rest}, not ${shadow.restOf(id)}`);
    if (stranded.has(id)) continue;
    const isWhole =
      inside === undefined
        ? !seat.groups.some((each) => offers.has(each))
        : seat.groups.includes(inside.written.default);
    if (!isWhole && shadow.isSure(id)) throw new Error(`invariant 7: customer ${id} and the ledger do not agree`);
    const home = inside === undefined ? seat : homecoming(inside, seat, living);
    const allowed = shadow.of(id);
    if (!allowed.some((each) => sameSeat(each, home))) {
      const words = [home, ...allowed].map((each) => `${each.default} of ${each.groups.join()}`);
      throw new Error(`invariant 1: customer ${id} would have ${words[0]}, not ${words.slice(1).join(' or ')}`);
    }
    if (inside === undefined || (!shadow.isSure(id) && sameSeat(seat, inside.written))) shadow.becomes(id, [home]);
  }
  if (state.sharedNames.length > 0)
    throw new Error(`invariant 1: groups ${state.sharedNames.join()} of offers are named like another one`);
  checkOpened(state, seen);
  checkTurns(state, seen);
}

/** Invariant 10: turns had differ by one at most, among those to whom nothing else happened. */
function checkTurns({ turns, open, closed }: StageState, { disturbed, irregular }: Seen): void {
  const inOther = (offer: number) =>
    new Set([...open, ...closed].filter((each) => each.offer !== offer).map(({ customer }) => customer));
  const offers = new Set(turns.map(({ offer }) => offer));
  for (const offer of offers) {
    if (irregular.has(offer)) continue;
    const elsewhere = inOther(offer);
    const rows = turns.filter(
      (row) => row.offer === offer && !disturbed.has(row.customer) && !elsewhere.has(row.customer),
    );
    const counts = rows.map((row) => row.turns);
    if (Math.max(...counts) - Math.min(...counts) > 1) {
      throw new Error(
        `invariant 10: turns of offer ${offer}: ${rows.map((row) => `${row.customer} had ${row.turns}`).join(', ')}`,
      );
    }
  }
}

/**
 * Nobody enters before the start (invariant 4), nor to pay more (11). A later window may be taken over by the same enrolment, so each is looked
 * at once, when new.
 */
export function checkOpened({ open, offers, groups }: StageState, seen: Seen): void {
  const { opened, shadow, wholesale } = seen;
  for (const { customer, offer, window, openedAt, base } of open) {
    const name = `${customer} ${offer} ${openedAt}`;
    if (opened.has(name)) continue;
    if (window > openedAt) {
      throw new Error(`invariant 4: customer ${customer} entered ${window - openedAt} ms before the start`);
    }
    const isWorseOff = base.default === wholesale && groups.includes(wholesale);
    if (isWorseOff && offers.find(({ id }) => id === offer)?.leavesOut === true) {
      throw new Error(`invariant 11: customer ${customer} is worse off in offer ${offer}`);
    }
    shadow.settles(customer, seen.groupless.delete(customer));
    opened.add(name);
  }
}

/** What holds after a look that went well. @param now ms by the shop's clock */
export function checkLook(state: StageState, { stranded }: Seen, now: number, look: Look): void {
  for (const { customer, until, deferred } of state.open) {
    if (Math.max(until, deferred ?? 0) <= now - 1_000 * 60) throw new Error(`invariant 4: customer ${customer} stayed`);
  }
  if (look.kind !== 'sweep') return;
  const open = new Map(state.open.map((each) => [each.customer, each.written.default]));
  const groups = new Set(state.offerGroups.map(({ group }) => group));
  for (const { id, ...seat } of state.customers) {
    const odd = [seat.default, ...seat.groups].find((group) => groups.has(group) && open.get(id) !== group);
    if (odd !== undefined) throw new Error(`invariant 3: customer ${id} is in group ${odd} without an enrolment`);
  }
  const [wrong] = state.wrongCache;
  if (wrong !== undefined) throw new Error(`invariant 8: ${wrong}`);
  stranded.clear();
}

/** What holds when all offers are over. */
export function checkOver(state: StageState, { shadow }: Seen): void {
  if (state.open.length > 0) throw new Error(`invariant 4: ${state.open.length} are still in an offer`);
  const groups = new Set(state.offerGroups.map(({ group }) => group));
  for (const { id, ...seat } of state.customers) {
    if (!shadow.of(id).some((each) => sameSeat(each, seat)))
      throw new Error(`invariant 1: customer ${id} has not come back`);
    if (seat.groups.some((group) => groups.has(group))) throw new Error(`invariant 3: customer ${id} is stranded`);
  }
  for (const { group, discount } of state.offerGroups) {
    if (discount !== 0) throw new Error(`the group ${group} of an offer that is over still has ${discount} %`);
  }
}
