import type {
  EnrolmentOutcome,
  EpochMs,
  HoldReason,
  Lease,
  LeaveBudget,
  LeaveResult,
  RepairResult,
} from '../../moves/shop.ts';
import { clearIdleGroups } from './groups.ts';
import type { Enrolment, SandboxModel } from './model.ts';
import type { Customer } from './rows.ts';
import { CUSTOMER_GROUP } from './rows.ts';
import { ascending, sameIds } from './world.ts';

/** A default group with its memberships. */
export interface Seat {
  readonly default: number;
  readonly groups: readonly number[];
}

/**
 * What a customer has after an offer: `groups = (G0 ∪ (C \ G1)) \ (G1 \ C)`, never empty; the base default, unless it was changed
 * meanwhile. Groups that no longer exist, and groups of offers, are nobody's.
 */
export function leaveMerge(model: SandboxModel, base: Seat, written: Seat, current: Seat): Seat {
  const lives = (id: number) => model.world.groups.has(id) && !model.isOfferGroup(id);
  const removed = new Set(written.groups.filter((id) => !current.groups.includes(id)));
  const added = current.groups.filter((id) => !written.groups.includes(id));
  let groups = ascending([...base.groups, ...added].filter((id) => lives(id) && !removed.has(id)));
  let defaultGroup = current.default === written.default ? base.default : current.default;
  // Odd shops have customers whose default never was a membership, or is none (0): where nothing else changed they get back even that.
  const asBefore =
    defaultGroup === base.default &&
    !model.isOfferGroup(defaultGroup) &&
    groups.length > 0 &&
    sameIds(groups, base.groups);
  if (!asBefore && (!lives(defaultGroup) || !groups.includes(defaultGroup))) {
    defaultGroup = CUSTOMER_GROUP;
    groups = ascending([...groups, CUSTOMER_GROUP]);
  }
  return { default: defaultGroup, groups: groups.length > 0 ? groups : [CUSTOMER_GROUP] };
}

export function baseOf(enrolment: Enrolment): Seat {
  return { default: enrolment.baseDefault, groups: enrolment.baseGroups };
}

export function writtenOf(enrolment: Enrolment): Seat {
  return { default: enrolment.writtenDefault, groups: enrolment.writtenGroups };
}

export function seatOf(customer: Customer): Seat {
  return { default: customer.defaultGroup, groups: customer.groups };
}

/** The only place where the module writes a customer: default group, memberships, `date_upd` (invariant 9). */
export function write(model: SandboxModel, customer: Customer, seat: Seat): void {
  customer.defaultGroup = seat.default;
  customer.groups = seat.groups;
  customer.dateUpd = model.now();
}

/** Closes a ledger line; `left` is what was written to the customer on the way out. */
export function close(model: SandboxModel, enrolment: Enrolment, outcome: EnrolmentOutcome, left: Seat | null): void {
  enrolment.closedAt = model.now();
  enrolment.outcome = outcome;
  enrolment.left = left;
  model.open.delete(enrolment.customer);
  model.record();
}

/** Gives one customer back what they had, now and without grace. */
export function leave(model: SandboxModel, enrolment: Enrolment): EnrolmentOutcome {
  const customer = model.world.customers.get(enrolment.customer);
  if (customer === undefined || customer.deleted) {
    close(model, enrolment, 'deleted', null);
    return 'deleted';
  }
  const base = baseOf(enrolment);
  const result = leaveMerge(model, base, writtenOf(enrolment), seatOf(customer));
  write(model, customer, result);
  const exact = result.default === base.default && sameIds(result.groups, base.groups);
  const outcome = exact ? 'restored' : 'staff_kept';
  close(model, enrolment, outcome, result);
  return outcome;
}

/** Whether the customer has a cart, not ordered, touched within the grace before that edge; over once the grace is. */
export function atCheckout(model: SandboxModel, customer: number, edge: EpochMs, grace: EpochMs): boolean {
  const now = model.now();
  if (grace === 0 || now < edge || now >= edge + grace) return false;
  return model.world.cartsOf.get(customer)?.some((cart) => !cart.ordered && cart.dateUpd >= edge - grace) ?? false;
}

/**
 * The one way out for everything that ends: lets those whose `until` has come leave, in the order of customer ids.
 * @param overdueMs only those whose (deferred) `until` came so long ago
 */
export function leaveDue(model: SandboxModel, budget: LeaveBudget, overdueMs: EpochMs = 0): LeaveResult {
  const order = budget.from === 'last' ? -1 : 1;
  const now = model.now();
  const started = performance.now();
  const due = [...model.open.values()]
    .filter(({ until, deferredUntil }) => (overdueMs === 0 ? until : (deferredUntil ?? until) + overdueMs) <= now)
    .sort((a, b) => order * (a.customer - b.customer));
  const counts = { left: 0, restored: 0, staffKept: 0, deleted: 0, deferred: 0 };
  let seen = 0;
  for (const enrolment of due) {
    if (counts.left >= budget.customers || performance.now() - started > budget.ms) break;
    seen++;
    const grace = (model.offers.get(enrolment.offer)?.checkoutGrace ?? 0) * 1000;
    if (atCheckout(model, enrolment.customer, enrolment.until, grace)) {
      enrolment.deferredUntil = enrolment.until + grace;
      counts.deferred++;
      continue;
    }
    const outcome = leave(model, enrolment);
    counts.left++;
    if (outcome === 'restored') counts.restored++;
    else if (outcome === 'deleted') counts.deleted++;
    else counts.staffKept++;
  }
  return {
    ...counts,
    remaining: due.length - seen,
    next: null,
    nextDue: model.status().minUntil,
    longestLockMs: performance.now() - started,
  };
}

const MASS_SHARE = 0.05;
const MASS_MIN = 50;

/**
 * Puts right what was written past the hooks: open enrolments whose customer no longer has what was written, and customers in an
 * offer's group without an enrolment. Many of one offer at once are a restored backup or an import: that asks the merchant first.
 */
export function repair(model: SandboxModel, lease: Lease): RepairResult {
  model.requireLease(lease);
  const changed = new Map<number, { enrolment: Enrolment; customer: Customer }[]>();
  for (const enrolment of model.open.values()) {
    const customer = model.world.customers.get(enrolment.customer);
    if (customer === undefined || customer.deleted || !isOverwritten(enrolment, customer)) continue;
    changed.set(enrolment.offer, [...(changed.get(enrolment.offer) ?? []), { enrolment, customer }]);
  }
  let rewritten = 0;
  for (const [offer, rows] of changed) {
    const isMass = rows.length >= MASS_MIN && rows.length > MASS_SHARE * model.openOf(offer).length;
    if (isMass && model.hold === null && !model.massConfirmed) holdFor(model, 'mass_change', offer, rows.length);
    if (model.hold !== null) continue;
    for (const { customer } of rows) putRight(model, customer);
    rewritten += rows.length;
  }
  if (model.hold === null) model.massConfirmed = false;
  const strandedReturned = returnStranded(model);
  // Whoever stood in the group of one has been put back.
  const idle = clearIdleGroups(model);
  return { rewritten, strandedReturned, remaining: 0, hold: model.hold, idle };
}

function holdFor(model: SandboxModel, reason: HoldReason, offer: number, count: number): void {
  model.setHold(reason);
  const message = `${count} customers of the offer were changed by something else; confirm before anybody enters again`;
  model.notify({ code: reason, idOffer: offer, message });
}

/** Whether the default or the offer's group is gone, or (exclusive) a group is back that entering took away. */
function isOverwritten({ idGroup, baseGroups, writtenDefault, writtenGroups }: Enrolment, customer: Customer): boolean {
  if (customer.defaultGroup !== writtenDefault || !customer.groups.includes(idGroup)) return true;
  return sameIds(writtenGroups, [idGroup]) && customer.groups.some((id) => id !== idGroup && baseGroups.includes(id));
}

/** As the module's `RepairChunk`. @param image what they had just before a write that a hook saw @returns whether anything was wrong */
export function putRight(model: SandboxModel, customer: Customer, image: Seat | null = null): boolean {
  const enrolment = model.open.get(customer.id);
  const isIn = [customer.defaultGroup, ...customer.groups].some((id) => model.isOfferGroup(id));
  if (enrolment === undefined && !isIn) return false;
  const right =
    enrolment === undefined ? withoutOffers(model, customer, image) : seatInside(model, enrolment, customer);
  if (right.default === customer.defaultGroup && sameIds(right.groups, customer.groups)) return false;
  write(model, customer, right);
  return true;
}

/** The offer's group as default, and all memberships but those that entering took away. */
function seatInside(model: SandboxModel, enrolment: Enrolment, { groups }: Customer): Seat {
  const taken = enrolment.baseGroups.filter((id) => !enrolment.writtenGroups.includes(id));
  const kept = groups.filter((id) => !model.isOfferGroup(id) && !taken.includes(id));
  return { default: enrolment.writtenDefault, groups: ascending([...kept, enrolment.idGroup]) };
}

function returnStranded(model: SandboxModel): number {
  let returned = 0;
  for (const customer of model.world.customers.values()) {
    if (customer.deleted || model.open.has(customer.id)) continue;
    if (!putRight(model, customer)) continue;
    model.record();
    returned++;
  }
  return returned;
}

/** What a customer in an offer's group without an enrolment should have: what the last leave wrote, with what came since. */
function withoutOffers(model: SandboxModel, customer: Customer, image: Seat | null): Seat {
  const current = seatOf(customer);
  const kept = current.groups.filter((id) => !model.isOfferGroup(id));
  // A member by the core's own doing whose default is their own: only the membership is taken back.
  if (!model.isOfferGroup(current.default)) {
    return { default: current.default, groups: kept.length === 0 ? [current.default] : kept };
  }
  const last = model.ledger.findLast(({ customer: id, outcome }) => id === customer.id && outcome !== 'open');
  const before = image ?? last?.left ?? (last ? baseOf(last) : { default: CUSTOMER_GROUP, groups: kept });
  const written = { default: current.default, groups: last?.writtenGroups ?? current.groups };
  return leaveMerge(model, before, written, current);
}
