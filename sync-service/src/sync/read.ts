import { createHash } from 'node:crypto';
import type { EnrolmentsPage, FrozenSet, ShopReader, ShopStatus, WorseOff } from '../moves/index.ts';
import type { Offer } from '../offer/index.ts';
import { needsOf, type RuleHashes, type ShopOffers, type ShopSnapshot, type SnapshotNeeds } from '../plan/index.ts';
import type { RotationState } from '../rotation/index.ts';
import type { Window } from '../windows/index.ts';
import type { SyncContext } from './context.ts';
import { KnownCustomers } from './customers.ts';
import type { SyncMemory } from './memory.ts';
import { readTable } from './tables.ts';

/** Facts older than this are read again even when the shop's counter stands still. */
const FACTS_MAX_AGE_MS = 360_000;

/** What reading needs. */
export type SnapshotReader = { readonly shop: ShopReader } & Pick<SyncContext, 'clock' | 'memory'>;

/** Offers that can be planned for. */
export interface PlannableOffers {
  readonly windows: readonly Window[];
  readonly worseOff: ReadonlyMap<number, readonly WorseOff[]>;
}

/**
 * Everything that a plan follows from, in two reads: what is frozen, then what {@link needsOf} names.
 * @param instant what the plan is for, ms; asked again once everything is read, since a turn may end while a large shop is
 * @param fresh reads the customers again, whatever the shop's counter says
 */
export async function readSnapshot(
  { shop, clock, memory }: SnapshotReader,
  { windows, worseOff }: PlannableOffers,
  { counter, timezone }: Pick<ShopStatus, 'counter' | 'timezone'>,
  instant: () => number,
  { fresh }: { readonly fresh: boolean },
): Promise<{ readonly snapshot: ShopSnapshot; readonly at: number }> {
  const offers = [...new Map(windows.map(({ offer }) => [offer.id, offer])).values()];
  await readFrozen(shop, memory, offers);
  const { frozen, frozenIds, accessLoss } = memory;
  const read: ShopOffers = { timezone, windows, worseOff, frozen, ruleHashes: hashesOf(offers) };
  let at = instant();
  let needs = needsOf(read, at);
  let customers = keptCustomers({ clock, memory }, counter, fresh);
  if (customers === null) {
    // What is of no use any more makes room for what takes its place.
    memory.customers = null;
    const takenAt = clock.now();
    customers = windows.length === 0 ? KnownCustomers.nobody(shop) : await KnownCustomers.read(shop, needs.audience);
    if (windows.length > 0) memory.customers = { known: customers, counter, takenAt };
  }
  const enrolments = await readEnrolments(shop);
  const rotation = new Map<number, RotationState>();
  do {
    await customers.learn(needs.audience, needs.asked);
    await readFrozenIds(shop, memory, needs.frozen);
    for (const offer of needs.rotation) if (!rotation.has(offer)) rotation.set(offer, await readRotation(shop, offer));
    at = instant();
    needs = needsOf(read, at);
  } while (!isRead(needs, customers, frozenIds, rotation));
  return { snapshot: { ...read, customers, frozenIds, rotation, accessLoss, enrolments }, at };
}

const isRead = (
  { audience, frozen, rotation }: SnapshotNeeds,
  customers: KnownCustomers,
  frozenIds: ReadonlyMap<number, unknown>,
  rotationRead: ReadonlyMap<number, unknown>,
): boolean =>
  customers.has(audience) &&
  frozen.every(({ list }) => frozenIds.has(list)) &&
  rotation.every((offer) => rotationRead.has(offer));

function keptCustomers(
  { clock, memory }: Pick<SnapshotReader, 'clock' | 'memory'>,
  counter: string,
  fresh: boolean,
): KnownCustomers | null {
  const kept = memory.customers;
  const isGood = !fresh && kept?.counter === counter && clock.now() - kept.takenAt < FACTS_MAX_AGE_MS;
  return isGood ? kept.known : null;
}

/** Reads what is frozen of these offers and is not known yet, in one request. */
async function readFrozen(shop: ShopReader, { frozen }: SyncMemory, offers: readonly Offer[]): Promise<void> {
  const unknown = offers
    .filter(({ id, audience, rotation }) => (audience.taken === 'frozen' || rotation !== null) && !frozen.has(id))
    .map(({ id }) => id);
  if (unknown.length > 0) for (const [id, sets] of await shop.frozenOf(unknown)) frozen.set(id, sets);
}

/** Reads the customers of frozen sets that are not known yet, as many sets in a request as fit. */
async function readFrozenIds(shop: ShopReader, { frozenIds }: SyncMemory, sets: readonly FrozenSet[]): Promise<void> {
  const unknown = [...new Set(sets.map(({ list }) => list))].filter((list) => !frozenIds.has(list));
  if (unknown.length === 0) return;
  (await shop.listsIds(unknown)).forEach((ids, index) => frozenIds.set(unknown[index]!, ids));
}

/** Who had how many turns of an offer, as one table. */
export function readRotation(shop: ShopReader, offer: number): Promise<RotationState> {
  return readTable(
    shop.rotation(offer),
    ({ customer }) => customer.length,
    (size) => ({
      customer: new Uint32Array(size),
      level: new Int32Array(size),
      turns: new Int32Array(size),
      last: new Float64Array(size),
    }),
  );
}

function readEnrolments(shop: ShopReader): Promise<EnrolmentsPage> {
  return readTable(
    shop.enrolments(),
    ({ customer }) => customer.length,
    (size) => ({
      customer: new Uint32Array(size),
      offer: new Uint32Array(size),
      writtenDefault: new Uint32Array(size),
      window: new Float64Array(size),
      until: new Float64Array(size),
    }),
  );
}

/** Kept in the shop beside what is frozen: another way to hash would have everything taken again. */
const hashesOf = (offers: readonly Offer[]): ReadonlyMap<number, RuleHashes> =>
  new Map(
    offers.map(({ id, audience: { rule }, idShop, rotation }) => [
      id,
      { audience: hash([rule, idShop]), turn: hash([rule, idShop, rotation]) },
    ]),
  );

const hash = (of: unknown): string => createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 32);
