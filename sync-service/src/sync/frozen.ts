import { createHash } from 'node:crypto';
import { YES } from '../audience/index.ts';
import type { FrozenSet, FrozenTurn, Lease } from '../moves/index.ts';
import type { Offer } from '../offer/index.ts';
import type { SyncContext } from './context.ts';

type Reader = Pick<SyncContext, 'shop' | 'memory'>;

/** What a frozen audience was taken by: with another fingerprint it is taken anew. */
export const audienceBasis = ({ audience, idShop }: Offer): string => fingerprint([audience.rule, idShop]);
/** What a turn's cohort was taken by. */
export const turnBasis = ({ audience, idShop, rotation }: Offer): string =>
  fingerprint([audience.rule, idShop, rotation]);

/** Reads what is frozen of these offers and is not known yet, in one request. */
export async function readFrozen({ shop, memory }: Reader, offers: Iterable<number>): Promise<void> {
  const unknown = [...new Set(offers)].filter((id) => !memory.frozen.has(id));
  if (unknown.length > 0) for (const [id, sets] of await shop.frozenOf(unknown)) memory.frozen.set(id, sets);
}

/** Reads the customers of frozen sets that are not known yet, as many sets in a request as fit. */
export async function readFrozenIds({ shop, memory }: Reader, sets: readonly FrozenSet[]): Promise<void> {
  const unknown = [...new Set(sets.map(({ list }) => list))].filter((list) => !memory.frozenIds.has(list));
  if (unknown.length === 0) return;
  (await shop.listsIds(unknown)).forEach((ids, index) => memory.frozenIds.set(unknown[index]!, ids));
}

/** All that is frozen of an offer; asked once a sweep, since nobody but the holder of the lease freezes. */
export async function frozenOf({ shop, memory }: Reader, offer: number): Promise<readonly FrozenSet[]> {
  const known = memory.frozen.get(offer);
  if (known !== undefined) return known;
  const sets = await shop.frozen(offer);
  memory.frozen.set(offer, sets);
  return sets;
}

/** A frozen set's customers, ascending. Its list never changes, so it is read once between two sweeps. */
export async function idsOf({ shop, memory }: Reader, set: FrozenSet): Promise<Uint32Array> {
  const known = memory.frozenIds.get(set.list);
  if (known !== undefined) return known;
  const ids = await shop.listIds(set.list);
  memory.frozenIds.set(set.list, ids);
  return ids;
}

/** Customers as they were taken for a window or a turn of an offer. */
export interface Taken {
  readonly offer: Offer;
  readonly what: { readonly window: number; readonly turn: FrozenTurn | null; readonly basis: string };
  readonly ids: Uint32Array;
}

/** Keeps customers in the shop as they were taken; if somebody was quicker, theirs stand. */
export async function freeze(context: Reader, lease: Lease, taken: Taken): Promise<Uint32Array> {
  const set = await context.shop.freeze(lease, whatOf(taken), Array.from(taken.ids));
  await remember(context, taken, set);
  return idsOf(context, set);
}

/** Several in one request. What is refused is not known afterwards: whoever needs it freezes it again, and is told why not. */
export async function freezeAll(context: Reader, lease: Lease, all: readonly Taken[]): Promise<void> {
  if (all.length === 0) return;
  const sets = all.map((taken) => ({ what: whatOf(taken), ids: Array.from(taken.ids) }));
  for (const [index, answer] of (await context.shop.freezeAll(lease, sets)).entries()) {
    if ('frozen' in answer) await remember(context, all[index]!, answer.frozen);
  }
}

const whatOf = ({ offer: { id, version }, what }: Taken) => ({ ...what, offer: id, version });

async function remember(context: Reader, { offer: { id }, ids }: Taken, set: FrozenSet): Promise<void> {
  const others = (await frozenOf(context, id)).filter(
    ({ window, turn }) => window !== set.window || turn?.start !== set.turn?.start,
  );
  context.memory.frozen.set(id, [set, ...others]);
  // Under this lease nobody else freezes: what stands is what was sent, but for customers who are gone.
  if (set.size === ids.length && !context.memory.frozenIds.has(set.list)) context.memory.frozenIds.set(set.list, ids);
}

/** YES for the rows whose id is among `wanted`; both ascend. */
export function rowsOf(ids: Uint32Array, wanted: Uint32Array): Uint8Array {
  const rows = new Uint8Array(ids.length);
  for (let row = 0, next = 0; row < ids.length && next < wanted.length; row++) {
    while (next < wanted.length && wanted[next]! < ids[row]!) next++;
    if (wanted[next] === ids[row]) rows[row] = YES;
  }
  return rows;
}

function fingerprint(of: unknown): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 32);
}
