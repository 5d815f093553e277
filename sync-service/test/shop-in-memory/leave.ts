import type {
  CorrectionReason,
  EnrolmentOutcome,
  EpochMs,
  HoldReason,
  Lease,
  LeaveBudget,
  LeaveResult,
  RepairResult,
} from '../../src/moves/shop.ts';
import { clearIdleGroups } from './groups.ts';
import { hasOneWindow, windowEnd, type Enrolment, type MemoryModel, type Seat } from './model.ts';
import type { Customer } from './rows.ts';
import { CUSTOMER_GROUP } from './rows.ts';
import { ascending, sameIds } from './world.ts';

/** Which groups there are: merging needs no more of a shop. */
export interface KnownGroups {
  readonly world: { readonly groups: { has(group: number): boolean } };
  isBaseGroup(group: number): boolean;
  isOfferGroup(group: number): boolean;
}

/** What a customer has after an offer, and what the ledger says of it. */
interface Merged {
  readonly seat: Seat;
  readonly outcome: EnrolmentOutcome;
  readonly reason: CorrectionReason | null;
}

/**
 * As the module's `LeaveMerge`: `groups = (G0 ∪ (C \ G1)) \ (G1 \ C)`, never empty; the base default, unless another was chosen meanwhile.
 * Groups that no longer exist, and groups of offers, are nobody's.
 */
function merged(model: KnownGroups, base: Seat, written: Seat, current: Seat): Merged {
  const own = base.groups.filter((id) => model.isBaseGroup(id));
  const kept = keptGroups(model, base.groups, written.groups, current.groups);
  const chosen = current.default;
  if (chosen !== written.default && chosen !== base.default && model.isBaseGroup(chosen)) {
    const seat = { default: chosen, groups: ascending([...kept, chosen]) };
    return { seat, outcome: 'changed_elsewhere', reason: null };
  }
  // Odd shops have customers whose default never was a membership, or is none (0): where nothing else changed they get back even that.
  const isOdd =
    kept.length > 0 &&
    !base.groups.includes(base.default) &&
    !model.isOfferGroup(base.default) &&
    (model.world.groups.has(base.default) || sameIds(kept, base.groups));
  const isWhole = kept.includes(base.default) || isOdd;
  const defaultGroup = isWhole ? base.default : insteadOf(model, base.default, kept);
  const seat = { default: defaultGroup, groups: isWhole ? kept : ascending([...kept, defaultGroup]) };
  if (!sameIds(kept, ascending(own))) return { seat, outcome: 'staff_kept', reason: null };
  if (seat.default === base.default && sameIds(seat.groups, base.groups)) {
    return { seat, outcome: 'restored', reason: null };
  }
  return { seat, outcome: 'corrected', reason: reasonOf(model, base.default, own) };
}

export const leaveMerge = (model: KnownGroups, base: Seat, written: Seat, current: Seat): Seat =>
  merged(model, base, written, current).seat;

/** The memberships alone. */
export function keptGroups(
  model: KnownGroups,
  base: readonly number[],
  written: readonly number[],
  current: readonly number[],
): readonly number[] {
  const removed = new Set(written.filter((id) => !current.includes(id)));
  const added = current.filter((id) => !written.includes(id));
  return ascending([...base, ...added].filter((id) => model.isBaseGroup(id) && !removed.has(id)));
}

function insteadOf(model: KnownGroups, base: number, kept: readonly number[]): number {
  if (kept.length === 0) return model.isBaseGroup(base) ? base : CUSTOMER_GROUP;
  const isDeleted = base !== 0 && !model.world.groups.has(base);
  const isNear = base === CUSTOMER_GROUP || kept.includes(CUSTOMER_GROUP);
  return !isDeleted && isNear ? CUSTOMER_GROUP : kept[0]!;
}

function reasonOf(model: KnownGroups, base: number, own: readonly number[]): CorrectionReason {
  if (own.length === 0) return 'no_group';
  if (base === 0) return 'no_default';
  return model.isBaseGroup(base) ? 'group_missing' : 'default_missing';
}

const RECENT_MS = 24 * 3_600_000;

/** Until now the customer had this default group, as if no offer were. */
export function rememberDefault(model: MemoryModel, customer: number, group: number): void {
  if (group === 0) return;
  const had = model.recentDefaults.get(customer) ?? new Map<number, EpochMs>();
  model.recentDefaults.set(customer, had.set(group, model.now()));
}

/** As the module's `ChosenDefaults`: whether somebody chose it, or an old value came back. */
export function isChosen(
  model: MemoryModel,
  { customer, writtenDefault, baseDefault }: Enrolment,
  group: number,
): boolean {
  if (group === writtenDefault || group === baseDefault || !model.isBaseGroup(group)) return false;
  const since = model.now() - RECENT_MS;
  if ((model.recentDefaults.get(customer)?.get(group) ?? 0) > since) return false;
  return !model.ledger.some(
    (row) =>
      row.customer === customer &&
      row.outcome !== 'deleted' &&
      (row.closedAt ?? 0) > since &&
      (row.left?.default ?? row.baseDefault) === group,
  );
}

/** No offer takes the customer before the end of the window that they were in, which in a rotating offer is later than the turn's. */
export function blockUntilTheWindowsEnd(model: MemoryModel, { customer, offer, windowEnd: end }: Enrolment): void {
  const row = model.offers.get(offer);
  const until = row !== undefined && hasOneWindow(row) ? windowEnd(row) : end;
  if (until > model.now()) model.blocked.set(customer, until);
}

function noteChosen(model: MemoryModel, enrolment: Enrolment): void {
  blockUntilTheWindowsEnd(model, enrolment);
  rememberDefault(model, enrolment.customer, enrolment.baseDefault);
  model.notify({ code: 'changed_elsewhere', idOffer: enrolment.offer, params: {} });
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
export function write(model: MemoryModel, customer: Customer, seat: Seat): void {
  customer.defaultGroup = seat.default;
  customer.groups = seat.groups;
  customer.dateUpd = model.now();
}

/** Closes a ledger line; `left` is what was written to the customer on the way out. */
export function close(
  model: MemoryModel,
  enrolment: Enrolment,
  outcome: EnrolmentOutcome,
  left: Seat | null,
  reason: CorrectionReason | null = null,
): void {
  enrolment.closedAt = model.now();
  enrolment.outcome = outcome;
  enrolment.reason = reason;
  enrolment.left = left;
  model.open.delete(enrolment.customer);
  model.record();
}

/** Gives one customer back what they had, now and without grace. */
export function leave(model: MemoryModel, enrolment: Enrolment): EnrolmentOutcome {
  const customer = model.world.customers.get(enrolment.customer);
  if (customer === undefined || customer.deleted) {
    close(model, enrolment, 'deleted', null);
    return 'deleted';
  }
  const written = writtenOf(enrolment);
  const now = isChosen(model, enrolment, customer.defaultGroup) ? customer.defaultGroup : written.default;
  const { seat, outcome, reason } = merged(model, baseOf(enrolment), written, { ...seatOf(customer), default: now });
  write(model, customer, seat);
  close(model, enrolment, outcome, seat, reason);
  if (outcome === 'changed_elsewhere') noteChosen(model, enrolment);
  return outcome;
}

/** Whether the customer has a cart, not ordered, touched within the grace before that edge; over once the grace is. */
export function atCheckout(model: MemoryModel, customer: number, edge: EpochMs, grace: EpochMs): boolean {
  const now = model.now();
  if (grace === 0 || now < edge || now >= edge + grace) return false;
  return model.world.cartsOf.get(customer)?.some((cart) => !cart.ordered && cart.dateUpd >= edge - grace) ?? false;
}

const COUNTED: Partial<Record<EnrolmentOutcome, 'restored' | 'deleted' | 'changedElsewhere' | 'corrected'>> = {
  restored: 'restored',
  deleted: 'deleted',
  changed_elsewhere: 'changedElsewhere',
  corrected: 'corrected',
};

/**
 * The one way out for everything that ends: lets those whose `until` has come leave, in the order of customer ids.
 * @param overdueMs only those whose (deferred) `until` came so long ago
 */
export function leaveDue(model: MemoryModel, budget: LeaveBudget, overdueMs: EpochMs = 0): LeaveResult {
  const order = budget.from === 'last' ? -1 : 1;
  const now = model.now();
  const started = performance.now();
  const due = [...model.open.values()]
    .filter(({ until, deferredUntil }) => (overdueMs === 0 ? until : (deferredUntil ?? until) + overdueMs) <= now)
    .sort((a, b) => order * (a.customer - b.customer));
  const counts = { left: 0, restored: 0, staffKept: 0, changedElsewhere: 0, corrected: 0, deleted: 0, deferred: 0 };
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
    counts.left++;
    counts[COUNTED[leave(model, enrolment)] ?? 'staffKept']++;
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
export function repair(model: MemoryModel, lease: Lease): RepairResult {
  model.requireLease(lease);
  const changed = new Map<number, { enrolment: Enrolment; customer: Customer }[]>();
  for (const enrolment of model.open.values()) {
    const customer = model.world.customers.get(enrolment.customer);
    if (customer === undefined || customer.deleted || !isOverwritten(enrolment, customer)) continue;
    changed.set(enrolment.offer, [...(changed.get(enrolment.offer) ?? []), { enrolment, customer }]);
  }
  let rewritten = 0;
  let changedElsewhere = 0;
  for (const [offer, rows] of changed) {
    const isMass = rows.length >= MASS_MIN && rows.length > MASS_SHARE * model.openOf(offer).length;
    if (isMass && model.hold === null && !model.massConfirmed) holdFor(model, 'mass_change', offer, rows.length);
    if (model.hold !== null) continue;
    for (const { enrolment, customer } of rows) {
      putRight(model, customer);
      if (enrolment.closedAt === null) rewritten++;
      else changedElsewhere++;
    }
  }
  if (model.hold === null) model.massConfirmed = false;
  const strandedReturned = returnStranded(model);
  // Whoever stood in the group of one has been put back.
  const idle = clearIdleGroups(model);
  if (changedElsewhere > 0) model.bump();
  return { rewritten, strandedReturned, changedElsewhere, remaining: 0, hold: model.hold, idle };
}

function holdFor(model: MemoryModel, reason: HoldReason, offer: number, count: number): void {
  model.setHold(reason);
  model.notify({ code: reason, idOffer: offer, params: { changed: count } });
}

/** Whether the default or the offer's group is gone, or (exclusive) a group is back that entering took away. */
function isOverwritten({ idGroup, baseGroups, writtenDefault, writtenGroups }: Enrolment, customer: Customer): boolean {
  if (customer.defaultGroup !== writtenDefault || !customer.groups.includes(idGroup)) return true;
  return sameIds(writtenGroups, [idGroup]) && customer.groups.some((id) => id !== idGroup && baseGroups.includes(id));
}

/** As the module's `RepairChunk`. @param image what they had just before a write that a hook saw @returns whether anything was wrong */
export function putRight(model: MemoryModel, customer: Customer, image: Seat | null = null): boolean {
  const enrolment = model.open.get(customer.id);
  if (enrolment !== undefined && isChosen(model, enrolment, customer.defaultGroup)) {
    leave(model, enrolment);
    return true;
  }
  const isIn = [customer.defaultGroup, ...customer.groups].some((id) => model.isOfferGroup(id));
  if (enrolment === undefined && !isIn) return false;
  const right =
    enrolment === undefined ? withoutOffers(model, customer, image) : seatInside(model, enrolment, customer);
  if (right.default === customer.defaultGroup && sameIds(right.groups, customer.groups)) return false;
  write(model, customer, right);
  return true;
}

/** The offer's group as default, and all memberships but those that entering took away. */
function seatInside(model: MemoryModel, enrolment: Enrolment, { groups }: Customer): Seat {
  const taken = enrolment.baseGroups.filter((id) => !enrolment.writtenGroups.includes(id));
  const kept = groups.filter((id) => !model.isOfferGroup(id) && !taken.includes(id));
  return { default: enrolment.writtenDefault, groups: ascending([...kept, enrolment.idGroup]) };
}

function returnStranded(model: MemoryModel): number {
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
function withoutOffers(model: MemoryModel, customer: Customer, image: Seat | null): Seat {
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

/** So long past their (deferred) `until` the shop lets customers go by itself, whatever the service does. */
const DEAD_MANS_GRACE_MS = 300_000;

/** What the hook does before each page of the shop. @returns whether somebody overdue remains */
export function deadMansEnd(model: MemoryModel): boolean {
  const before = new Map([...model.open.values()].map(({ customer, offer }) => [customer, offer]));
  const { remaining } = leaveDue(model, { customers: 2_000, ms: 200 }, DEAD_MANS_GRACE_MS);
  const ended = [...before].filter(([customer]) => !model.open.has(customer)).map(([, offer]) => offer);
  for (const idOffer of new Set(ended)) model.notify({ code: 'ended_by_shop', idOffer, params: {} });
  return remaining > 0;
}
