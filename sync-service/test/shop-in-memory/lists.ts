import { Temporal } from 'temporal-polyfill';
import { needsOf } from '../../src/audience/index.ts';
import { RefusedError } from '../../src/errors.ts';
import type { CustomerList, ImportLine, ImportedLines } from '../../src/moves/shop.ts';
import type { ListRow, MemoryModel } from './model.ts';
import { badRequest } from './model.ts';
import { ascending } from './world.ts';

/** @param append id of a list to which the customers are added; 0 makes a new one */
export function createList(
  model: MemoryModel,
  ids: readonly number[],
  { append = 0, skipUnknown = false }: { readonly append?: number; readonly skipUnknown?: boolean } = {},
): { list: number; unknown: number[] } {
  if (new Set(ids).size !== ids.length) {
    throw badRequest('ids: a customer stands in the list twice; name each once');
  }
  const known = new Set(ids.filter((id) => isCustomer(model, id)));
  const unknown = ids.filter((id) => !known.has(id));
  const kept = append === 0 ? null : listRow(model, append);
  if (unknown.length > 0 && !skipUnknown) return { list: 0, unknown };
  const all = ascending([...(kept?.ids ?? []), ...known]);
  if (all.length !== (kept?.ids.length ?? 0) + known.size) {
    throw badRequest('ids: a customer stands in the list twice; name each once');
  }
  const base: ListRow = kept ?? {
    id: model.newListId(),
    name: null,
    kind: 'list',
    ids: [],
    figures: new Map(),
    importedAt: model.now(),
    importing: null,
  };
  model.lists.set(base.id, { ...base, ids: all });
  return { list: base.id, unknown };
}

export function listRow(model: MemoryModel, list: number): ListRow {
  const row = model.lists.get(list);
  if (row === undefined || row.importing !== null) throw new RefusedError(`no list ${list}`, 'not_found');
  return row;
}

export function namedLists(model: MemoryModel): CustomerList[] {
  return [...model.lists.values()]
    .filter(({ name, importing }) => name !== null && importing === null)
    .map(toCustomerList);
}

function toCustomerList({ id, name, kind, ids, importedAt }: ListRow): CustomerList {
  return { id, name: name ?? '', kind, size: ids.length, importedAt };
}

/** Adds lines to an import, or begins one (list 0). */
export function importLines(
  model: MemoryModel,
  target: { readonly list: number; readonly kind: CustomerList['kind'] },
  lines: readonly ImportLine[],
): ImportedLines {
  if (target.kind !== 'list' && target.kind !== 'score') throw badRequest('kind: must be list or score');
  const begun = target.list === 0 ? null : importRow(model, target.list);
  if (begun !== null && begun.kind !== target.kind) throw badRequest(`kind: import ${target.list} is a ${begun.kind}`);
  const importing = begun?.importing ?? new Map<number, number>();
  const figures = new Map(begun?.figures);
  const notFound: number[] = [];
  const disagree: number[] = [];
  const duplicates: number[] = [];
  const find = finder(model, lines);
  for (const { line, customer, figure } of lines) {
    if (target.kind === 'score' && !Number.isFinite(figure)) throw badRequest(`lines: line ${line} has no figure`);
    const [found, differs] = whoOf(customer, find);
    if (differs) disagree.push(line);
    else if (found.length === 0) notFound.push(line);
    // The first line of a customer stands; coming again by a repeated request it is itself, not a duplicate.
    if (found.some((id) => (importing.get(id) ?? line) !== line)) duplicates.push(line);
    for (const id of found) {
      if (!importing.has(id)) importing.set(id, line);
      if (figure !== undefined) figures.set(id, figure);
    }
  }
  const id = begun?.id ?? model.newListId();
  const ids = ascending(importing.keys());
  model.lists.set(id, { id, name: null, kind: target.kind, ids, figures, importedAt: model.now(), importing });
  return { list: id, notFound, disagree, duplicates };
}

function whoOf(
  customer: ImportLine['customer'],
  find: (customer: number | string) => readonly number[],
): [found: readonly number[], differs: boolean] {
  if (typeof customer !== 'object') return [find(customer), false];
  const [id, email] = customer;
  const [byId, byEmail] = [find(id), find(email)];
  if (byId.length + byEmail.length === 0) return [[], false];
  return byId.some((each) => byEmail.includes(each)) ? [byId, false] : [[], true];
}

/** Whole and at once: a new list of that name, or new content of the one that has it. */
export function finishImport(model: MemoryModel, list: number, name: string): CustomerList {
  const before = model.finishedImports.get(list);
  if (before !== undefined) return toCustomerList(listRow(model, before));
  const row = importRow(model, list);
  const trimmed = name.trim();
  const length = [...trimmed].length;
  if (length < 1 || length > 64) throw badRequest(`finish: "${name}" must have 1 to 64 characters`);
  const same = [...model.lists.values()].find((each) => each.name?.toLowerCase() === trimmed.toLowerCase());
  if (same !== undefined && same.kind !== row.kind) {
    throw badRequest(`finish: "${trimmed}" is the name of a ${same.kind}; choose another one`);
  }
  model.lists.delete(list);
  const id = same?.id ?? list;
  model.lists.set(id, { ...row, id, name: trimmed, importedAt: model.now(), importing: null });
  model.finishedImports.set(list, id);
  model.bump();
  return toCustomerList(model.lists.get(id)!);
}

/** Takes a named list away, unless an offer that may still run names it. */
export function forgetList(model: MemoryModel, list: number): void {
  const row = model.lists.get(list);
  if (row === undefined || row.name === null || row.importing !== null) {
    throw new RefusedError(`no list ${list}`, 'not_found');
  }
  for (const { id, intent, endsAt, audience } of model.offers.values()) {
    if (intent === 'cancelled' || intent === 'archived' || endsAt <= model.now()) continue;
    const { lists, scores } = needsOf(audience.rule, Temporal.PlainDate.from('2000-01-01'));
    if (lists.includes(list) || scores.includes(list)) throw badRequest(`forget: list ${list} is named by offer ${id}`);
  }
  model.lists.delete(list);
  model.bump();
}

function importRow(model: MemoryModel, list: number): ListRow {
  const row = model.lists.get(list);
  if (row === undefined || row.importing === null) {
    throw new RefusedError(`no import ${list} is under way: begin again`, 'not_found');
  }
  return row;
}

/** Staff's word that no offer moves these customers, or that offers may again. */
export function pin(model: MemoryModel, ids: readonly number[], pinned: boolean): { unknown: number[] } {
  const unknown = ids.filter((id) => !isCustomer(model, id));
  if (unknown.length > 0) return { unknown };
  for (const id of ids) {
    if (pinned) model.pinned.add(id);
    else model.pinned.delete(id);
  }
  model.bump();
  return { unknown };
}

function isCustomer(model: MemoryModel, id: number): boolean {
  return model.world.customers.get(id)?.deleted === false;
}

/** Customers by id or e-mail; one e-mail means all who have it, in several shops. */
function finder(model: MemoryModel, lines: readonly ImportLine[]): (customer: number | string) => readonly number[] {
  const byEmail = new Map<string, number[]>();
  if (lines.some(({ customer }) => typeof customer !== 'number')) {
    for (const { id, email, guest, deleted } of model.world.customers.values()) {
      if (guest || deleted) continue;
      const key = email.toLowerCase();
      byEmail.set(key, [...(byEmail.get(key) ?? []), id]);
    }
  }
  return (customer) => {
    if (typeof customer === 'string') return byEmail.get(customer.trim().toLowerCase()) ?? [];
    const row = model.world.customers.get(customer);
    return row === undefined || row.deleted || row.guest ? [] : [customer];
  };
}
