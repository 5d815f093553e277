import { RefusedError } from '../../src/errors.ts';
import type { EpochMs, FrozenSet, FrozenTurn, Lease } from '../../src/moves/shop.ts';
import type { Enrolment, RotationRow, MemoryModel } from './model.ts';
import { REENTER } from './model.ts';
import { ascending } from './world.ts';

/** Sets that the shop keeps at most in an answer. */
const SHOWN = 200;

/** Customers that the shop keeps, without name; ids of nobody are left out. @returns the list's id */
export function createList(model: MemoryModel, ids: readonly number[]): { list: number; unknown: number[] } {
  const isKnown = (id: number) => model.world.customers.get(id)?.deleted === false;
  const list = model.newId('list');
  model.lists.set(list, ascending(ids.filter(isKnown)));
  return { list, unknown: ids.filter((id) => !isKnown(id)) };
}

export function listIds(model: MemoryModel, list: number): readonly number[] {
  const ids = model.lists.get(list);
  if (ids === undefined) throw new RefusedError(`no list ${list}`, 'not_found');
  return ids;
}

export function frozenOf(model: MemoryModel, offer: number): readonly FrozenSet[] {
  model.offerRow(offer);
  // The list may have become shorter by customers who are gone.
  return (model.frozen.get(offer) ?? []).slice(0, SHOWN).map((set) => ({ ...set, size: sizeOf(model, set) }));
}

/** Keeps a list as a window's audience or a turn's cohort; one with the same basis stands, another is replaced. */
export function freeze(
  model: MemoryModel,
  lease: Lease,
  what: {
    readonly offer: number;
    readonly version: number;
    readonly window: EpochMs;
    readonly turn: FrozenTurn | null;
    readonly basis: string;
  },
  list: number,
): FrozenSet {
  model.requireLease(lease);
  model.offerAt(what.offer, what.version);
  const { window, turn, basis } = what;
  const sets = model.frozen.get(what.offer) ?? [];
  const same = sets.find((set) => set.window === window && set.turn?.start === turn?.start);
  if (same?.basis === basis) return { ...same, size: sizeOf(model, same) };
  const set: FrozenSet = { window, turn, list, size: listIds(model, list).length, basis };
  const others = sets.filter((each) => each !== same);
  const newestFirst = (a: FrozenSet, b: FrozenSet) =>
    b.window - a.window || (b.turn?.start ?? Infinity) - (a.turn?.start ?? Infinity);
  model.frozen.set(what.offer, [set, ...others].sort(newestFirst));
  model.record();
  return set;
}

/** Newcomers take part from now on, at that level; whoever is at a lower one is lifted to it. */
export function joinRotation(
  model: MemoryModel,
  lease: Lease,
  offer: { readonly id: number; readonly version: number },
  level: number,
  ids: readonly number[],
): { joined: number } {
  model.requireLease(lease);
  model.offerAt(offer.id, offer.version);
  const rows = rowsOf(model, offer.id);
  let joined = 0;
  for (const id of ids) {
    if (model.world.customers.get(id)?.deleted !== false) continue;
    const row = rows.get(id);
    if (row === undefined) rows.set(id, { level, turns: 0, last: 0, before: 0 });
    else if (row.level < level) row.level = level;
    else continue;
    joined++;
  }
  return { joined };
}

/** The customer has their turn that starts then: counted once, however often they enter in it. */
export function countTurn(model: MemoryModel, offer: number, customer: number, turn: EpochMs): void {
  const rows = rowsOf(model, offer);
  const row = rows.get(customer) ?? { level: 0, turns: 0, last: 0, before: 0 };
  rows.set(customer, row);
  if (row.last === turn) return;
  row.before = row.last;
  row.last = turn;
  row.turns++;
  row.level++;
}

/** Another offer takes the customer out of a turn that is not over: it was none. */
export function takeTurnBack(model: MemoryModel, enrolment: Enrolment): void {
  if (enrolment.until <= model.now()) return;
  const row = model.rotation.get(enrolment.offer)?.get(enrolment.customer);
  if (row === undefined || row.turns === 0) return;
  if (enrolment.window !== REENTER && row.last !== enrolment.window) return;
  row.last = row.before;
  row.before = 0;
  row.turns--;
  row.level--;
}

function sizeOf(model: MemoryModel, { list }: FrozenSet): number {
  return listIds(model, list).length;
}

function rowsOf(model: MemoryModel, offer: number): Map<number, RotationRow> {
  const rows = model.rotation.get(offer) ?? new Map<number, RotationRow>();
  model.rotation.set(offer, rows);
  return rows;
}
