import type { Enrolment, MemoryModel, Seat } from './model.ts';
import {
  baseOf,
  blockUntilTheWindowsEnd,
  close,
  isChosen,
  keptGroups,
  leave,
  leaveMerge,
  putRight,
  rememberDefault,
  seatOf,
  write,
  writtenOf,
} from './leave.ts';
import { CUSTOMER_GROUP } from './rows.ts';
import { ascending, sameIds } from './world.ts';

/** Staff open the form now, tick these groups (the default stays), and save. */
export function staffSetGroups(model: MemoryModel, customer: number, groups: readonly number[]): void {
  const form = seatOf(customerRow(model, customer));
  saveForm(model, customer, form, { default: form.default, groups: ascending(groups) });
}

/**
 * The hook makes of the post what staff meant, and the core writes that: what staff changed against the form as it was rendered counts, the rest
 * stays as it is now.
 */
export function saveForm(model: MemoryModel, customer: number, rendered: Seat, posted: Seat): void {
  const row = customerRow(model, customer);
  const before = seatOf(row);
  const enrolment = model.open.get(customer);
  const isOffers = (seat: Seat) => [seat.default, ...seat.groups].some((id) => model.isOfferGroup(id));
  if (enrolment === undefined && !isOffers(rendered) && !isOffers(posted)) {
    write(model, row, { default: posted.default, groups: ascending(posted.groups) });
  } else {
    const { seat, leaves } = staffEdit(model, enrolment, rendered, posted, before);
    write(model, row, seat);
    if (leaves && enrolment !== undefined) takeOut(model, enrolment, seat);
    putRight(model, row, before);
    model.record();
  }
  if (row.defaultGroup !== before.default && !model.isOfferGroup(before.default)) {
    rememberDefault(model, customer, before.default);
  }
  model.bump();
}

/** As the module's `StaffEdit`. */
function staffEdit(
  model: MemoryModel,
  enrolment: Enrolment | undefined,
  rendered: Seat,
  posted: Seat,
  now: Seat,
): { readonly seat: Seat; readonly leaves: boolean } {
  const added = posted.groups.filter((id) => !rendered.groups.includes(id) && !model.isOfferGroup(id));
  const removed = rendered.groups.filter((id) => !posted.groups.includes(id));
  const groups = ascending([...now.groups, ...added].filter((id) => !removed.includes(id)));
  const isChosen = ![rendered.default, now.default].includes(posted.default) && !model.isOfferGroup(posted.default);
  const meant = { default: isChosen ? posted.default : now.default, groups };
  if (enrolment !== undefined && (isChosen || removed.includes(enrolment.idGroup))) {
    return { seat: leaveMerge(model, baseOf(enrolment), writtenOf(enrolment), meant), leaves: true };
  }
  if (groups.includes(meant.default)) return { seat: meant, leaves: false };
  // Staff removed the membership of a default that they did not see (it was the offer's): the post's own default is the answer.
  const answer = groups.includes(posted.default) ? posted.default : (groups[0] ?? CUSTOMER_GROUP);
  return { seat: { default: answer, groups: ascending([...groups, answer]) }, leaves: false };
}

function takeOut(model: MemoryModel, enrolment: Enrolment, seat: Seat): void {
  close(model, enrolment, 'staff_kept', seat);
  blockUntilTheWindowsEnd(model, enrolment);
  if (seat.default !== enrolment.baseDefault) rememberDefault(model, enrolment.customer, enrolment.baseDefault);
}

/** Another program loads the customer through the core, sets this default group and saves; the Webservice then writes the memberships. */
export function programSave(
  model: MemoryModel,
  customer: number,
  changes: { readonly defaultGroup: number; readonly groups?: readonly number[] },
): void {
  const row = customerRow(model, customer);
  const before = seatOf(row);
  const enrolment = model.open.get(customer);
  const isStale = model.isOfferGroup(changes.defaultGroup) && !model.isOfferGroup(before.default);
  row.defaultGroup = isStale ? before.default : changes.defaultGroup;
  if (enrolment !== undefined) {
    const chosen = [changes.defaultGroup, before.default].find((group) => isChosen(model, enrolment, group));
    row.defaultGroup = chosen ?? enrolment.writtenDefault;
  } else if (row.defaultGroup !== before.default && !model.isOfferGroup(before.default)) {
    rememberDefault(model, customer, before.default);
  }
  putRight(model, row, before);
  if (changes.groups !== undefined) {
    const kept = changes.groups.filter((id) => model.open.has(customer) || !model.isOfferGroup(id));
    row.groups = ascending(enrolment?.outcome === 'changed_elsewhere' ? [...kept, row.defaultGroup] : kept);
  }
  model.bump();
}

/** A write past all hooks: SQL of another program. */
export function bareSqlWrite(
  model: MemoryModel,
  customer: number,
  values: { readonly defaultGroup?: number; readonly groups?: readonly number[] },
): void {
  const row = customerRow(model, customer);
  if (values.defaultGroup !== undefined) row.defaultGroup = values.defaultGroup;
  if (values.groups !== undefined) row.groups = ascending(values.groups);
}

/** The core forgets the customer and the memberships; the hook notes it in the ledger. */
export function deleteCustomer(model: MemoryModel, customer: number): void {
  customerRow(model, customer);
  model.world.customers.delete(customer);
  forgetCustomer(model, customer);
  const enrolment = model.open.get(customer);
  if (enrolment !== undefined) close(model, enrolment, 'deleted', null);
  model.bump();
}

/** Nothing but the ledger names who is gone. */
function forgetCustomer(model: MemoryModel, customer: number): void {
  model.pinned.delete(customer);
  model.recentDefaults.delete(customer);
  for (const rows of model.rotation.values()) rows.delete(customer);
  for (const [id, ids] of model.lists)
    model.lists.set(
      id,
      ids.filter((each) => each !== customer),
    );
}

/** The hook lets an offer's members go first, without grace; then the core deletes the group. */
export function deleteGroup(model: MemoryModel, group: number): void {
  for (const enrolment of [...model.open.values()]) if (enrolment.idGroup === group) leave(model, enrolment);
  if (model.isOfferGroup(group)) {
    for (const customer of model.world.customers.values())
      if ([customer.defaultGroup, ...customer.groups].includes(group)) putRight(model, customer);
  }
  for (const had of model.recentDefaults.values()) had.delete(group);
  const isOurs = model.isOfferGroup(group);
  const inside = [...model.open.values()].filter(
    ({ baseDefault, baseGroups }) => baseDefault === group || baseGroups.length === 0 || baseGroups.includes(group),
  );
  if (model.keptGroups.delete(group)) model.goneGroups.add(group);
  model.world.removeGroup(group, model.now());
  if (!isOurs) for (const enrolment of inside) takeFromBase(model, enrolment, group);
  model.bump();
}

/** As the module's `BaseGroups`: what the core does to customers in no offer, here to what those in one get back. */
function takeFromBase(model: MemoryModel, enrolment: Enrolment, group: number): void {
  const customer = model.world.customers.get(enrolment.customer);
  if (customer === undefined) return;
  const { baseGroups, writtenGroups, baseDefault, idGroup } = enrolment;
  const isExclusive = sameIds(writtenGroups, [idGroup]);
  let left = keptGroups(model, baseGroups, writtenGroups, customer.groups);
  const given = left.length === 0 ? [CUSTOMER_GROUP] : [];
  left = ascending([...left, ...given]);
  const without = (ids: readonly number[]) => ids.filter((id) => id !== group);
  enrolment.baseGroups = ascending([...without(baseGroups), ...given]);
  enrolment.writtenGroups = ascending([...without(writtenGroups), ...(isExclusive ? [] : given)]);
  if (!isExclusive && given.length > 0) customer.groups = ascending([...customer.groups, ...given]);
  if (baseDefault === group) enrolment.baseDefault = left[0]!;
}

/** The order is placed: whoever waited for it may move. */
export function checkout(model: MemoryModel, cart: number): void {
  const row = model.world.carts.get(cart);
  if (row === undefined) throw new Error(`no cart ${cart}`);
  row.ordered = true;
  const enrolment = model.open.get(row.customer);
  if (enrolment?.deferredUntil) enrolment.deferredUntil = null;
  model.bump();
}

function customerRow(model: MemoryModel, id: number) {
  const row = model.world.customers.get(id);
  if (row === undefined) throw new Error(`no customer ${id}`);
  return row;
}
