import { crc32 } from 'node:zlib';
import type { Question } from '../../src/audience/questions.ts';
import { LeaseLostError, RefusedError } from '../../src/errors.ts';
import type { CustomerList, FrozenSet, FrozenTurn, ImportLine, Lease } from '../../src/moves/shop.ts';
import { factsPage, ordersPage } from './facts.ts';
import { CODES, indexed, iso, leaseIn, ms, paging, type Body, type Handler } from './http-wire.ts';
import { createList, finishImport, forgetList, importLines, listRow, namedLists, pin } from './lists.ts';
import type { MemoryModel } from './model.ts';
import { badRequest } from './model.ts';
import { ask } from './questions.ts';
import { freeze, frozenOf, joinRotation, rotationPage } from './rotation.ts';

/** `group_offer_facts`: customers, or with `orders=1` their orders. */
export const answerFacts: Handler = (model, _method, query) => {
  const among = sampleOf(query);
  if (query.get('orders') === '1') {
    const { after, limit } = paging(query, 100_000);
    const { page, next } = ordersPage(model, after, limit, among);
    const { customer, count, day, amount } = page;
    return { customer: [...customer], count: [...count], day: [...day], amount: [...amount], next };
  }
  const { after, limit } = paging(query);
  const { page, next } = factsPage(model, after, limit, among);
  const blocked = [...page.blockedUntil];
  return {
    id: [...page.id],
    shop: [...page.idShop],
    default: [...page.defaultGroup],
    groups: [...page.groups],
    groupSets: page.groupSets,
    registered: [...page.registered],
    birthday: [...page.birthday],
    gender: [...page.gender],
    language: [...page.language],
    country: [...page.country],
    flags: [...page.flags],
    blocked: { id: blocked.map(([id]) => id), until: blocked.map(([, until]) => iso(until)) },
    pinned: [...page.pinned],
    next,
  };
};

/** `share` per mille of the customers, the same ones for the same `seed`; all without it. */
function sampleOf(query: URLSearchParams): ((customer: number) => boolean) | undefined {
  if (!query.has('share')) return undefined;
  const share = Number(query.get('share'));
  const seed = Number(query.get('seed') ?? 0);
  if (!Number.isInteger(share) || share < 1 || share > 1_000) throw badRequest(`share: ${share} must be 1 to 1000`);
  if (!Number.isSafeInteger(seed)) throw badRequest(`seed: "${query.get('seed')}" must be a whole number`);
  return (customer) => crc32(`${seed}:${customer}`) % 1_000 < share;
}

/** `group_offer_audience`: lists, imports, pins, questions, frozen sets, rotation. */
export const answerAudience: Handler = (model, method, query, body) =>
  method === 'GET' ? read(model, query) : write(model, body);

function read(model: MemoryModel, query: URLSearchParams): unknown {
  if (query.get('lists') === '1') return { lists: namedLists(model).map(listWire) };
  if (query.has('frozen')) return { frozen: frozenOf(model, Number(query.get('frozen'))).map(frozenWire) };
  if (query.has('frozenOf')) {
    const offers = query
      .get('frozenOf')!
      .split(',')
      .map(Number)
      .filter((offer) => model.offers.has(offer));
    return { offers: offers.map((offer) => ({ offer, frozen: frozenOf(model, offer).map(frozenWire) })) };
  }
  const { after, limit } = paging(query);
  if (query.has('contents')) return contents(model, query.get('contents')!.split(',').map(Number), after, limit);
  if (query.has('rotation')) {
    const { page, next } = rotationPage(model, Number(query.get('rotation')), after, limit);
    const { index, instants } = indexed(page.last, 0);
    const { customer, level, turns } = page;
    return { customer: [...customer], level: [...level], turns: [...turns], last: index, lasts: instants, next };
  }
  const { ids: all, figures } = listRow(model, Number(query.get('list')));
  const rest = all.filter((id) => id > after);
  const ids = rest.slice(0, limit);
  const next = ids.length < rest.length ? ids.at(-1)! : null;
  return query.get('figures') === '1' ? { ids, figures: ids.map((id) => figures.get(id) ?? 0), next } : { ids, next };
}

function contents(model: MemoryModel, wanted: readonly number[], after: number, limit: number): unknown {
  const lists: { list: number; ids: readonly number[] }[] = [];
  let left = limit;
  for (const list of wanted) {
    const rest = listRow(model, list).ids.filter((each) => each > (list === wanted[0] ? after : 0));
    if (left === 0) return { lists, next: { list, after: 0 } };
    const ids = rest.slice(0, left);
    lists.push({ list, ids });
    left -= ids.length;
    if (ids.length < rest.length) return { lists, next: { list, after: ids.at(-1)! } };
  }
  return { lists, next: null };
}

function write(model: MemoryModel, body: Body): unknown {
  if (body['ids'] !== undefined) {
    const how = { append: Number(body['list'] ?? 0), skipUnknown: body['skipUnknown'] === true };
    const { list, unknown } = createList(model, numbers(body['ids'], 'ids'), how);
    return { list, size: list === 0 ? 0 : listRow(model, list).ids.length, unknown };
  }
  if (body['import'] !== undefined) return answerImport(model, body['import'] as Body);
  if (body['forget'] !== undefined) {
    forgetList(model, Number(body['forget']));
    return { forgotten: true };
  }
  if (body['pin'] !== undefined) return pin(model, numbers(body['pin'], 'pin'), true);
  if (body['unpin'] !== undefined) return pin(model, numbers(body['unpin'], 'unpin'), false);
  if (body['ask'] !== undefined) {
    const page = { after: Number(body['after'] ?? 0), limit: Number(body['limit'] ?? 50_000) };
    const { answer, next } = ask(model, body['ask'] as Question, page.after, page.limit);
    return { yes: [...answer.yes], no: [...answer.no], others: answer.others, next };
  }
  if (body['freeze'] !== undefined)
    return { frozen: frozenWire(freezeOne(model, leaseIn(body), body['freeze'] as Body)) };
  if (Array.isArray(body['freezes'])) {
    const lease = leaseIn(body);
    return { freezes: body['freezes'].map((each: Body) => orRefused(() => freezeOne(model, lease, each))) };
  }
  if (body['join'] !== undefined) {
    const join = body['join'] as Body;
    const offer = { id: Number(join['offer']), version: Number(join['version']) };
    return joinRotation(model, leaseIn(body), offer, Number(join['level']), numbers(join['ids'], 'join.ids'));
  }
  throw badRequest('body: must have ids, import, forget, pin, unpin, ask, freeze or join');
}

function answerImport(model: MemoryModel, body: Body): unknown {
  const list = Number(body['list'] ?? 0);
  if (body['finish'] !== undefined) return { list: listWire(finishImport(model, list, String(body['finish']))) };
  const lines = body['lines'];
  if (!Array.isArray(lines))
    throw badRequest('import.lines: must be a list of [line, customer] or [line, customer, figure]');
  const kind = body['kind'] as CustomerList['kind'];
  return importLines(model, { list, kind }, lines.map(lineIn));
}

function isCustomer(value: unknown): value is ImportLine['customer'] {
  if (Array.isArray(value)) return value.length === 2 && typeof value[0] === 'number' && typeof value[1] === 'string';
  return typeof value === 'number' || typeof value === 'string';
}

function lineIn(row: unknown): ImportLine {
  const [line, customer, figure] = Array.isArray(row) ? (row as unknown[]) : [];
  if (typeof line !== 'number' || !isCustomer(customer)) {
    throw badRequest('import.lines: must be a list of [line, customer] or [line, customer, figure]');
  }
  return { line, customer, ...(typeof figure === 'number' ? { figure } : {}) };
}

function orRefused(work: () => FrozenSet): unknown {
  try {
    return { frozen: frozenWire(work()) };
  } catch (error) {
    if (!(error instanceof RefusedError) || error instanceof LeaseLostError) throw error;
    return { refused: { code: CODES[error.code] ?? CODES['bad_request'], message: error.message } };
  }
}

function freezeOne(model: MemoryModel, lease: Lease, given: Body): FrozenSet {
  const turn = (given['turn'] ?? null) as { start: string; end: string; number: number } | null;
  const what = {
    offer: Number(given['offer']),
    version: Number(given['version']),
    window: ms(given['window'], 'freeze.window'),
    turn: turn === null ? null : turnIn(turn),
    basis: String(given['basis'] ?? ''),
  };
  model.requireLease(lease);
  const list =
    given['ids'] === undefined
      ? Number(given['list'])
      : createList(model, numbers(given['ids'], 'freeze.ids'), { skipUnknown: true }).list;
  return freeze(model, lease, what, list);
}

function turnIn({ start, end, number }: { start: string; end: string; number: number }): FrozenTurn {
  return { start: ms(start, 'freeze.turn.start'), end: ms(end, 'freeze.turn.end'), number: Number(number) };
}

function frozenWire({ window, turn, ...rest }: FrozenSet) {
  const shownTurn = turn === null ? null : { ...turn, start: iso(turn.start), end: iso(turn.end) };
  return { window: iso(window), turn: shownTurn, ...rest };
}

function listWire(list: CustomerList) {
  return { ...list, importedAt: iso(list.importedAt) };
}

function numbers(value: unknown, field: string): number[] {
  if (!Array.isArray(value) || value.some((each) => !Number.isInteger(each))) {
    throw badRequest(`${field}: must be a list of ids`);
  }
  return value as number[];
}
