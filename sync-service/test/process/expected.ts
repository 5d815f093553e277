import type { MemoryModel } from '../shop-in-memory/index.ts';
import type { Enrolment } from '../shop-in-memory/model.ts';
import { restOf, type Seat, type Story, type Told } from './story.ts';

/** The offer that has the customer at `at`: of those that mean them the highest priority (invariant 2). No two have the same. */
export function winner({ offers }: Story, customer: number, at: number): Told | null {
  let best: Told | null = null;
  for (const offer of offers) {
    const isOpen = offer.from <= at && at < offer.until;
    if (isOpen && offer.meant(at).has(customer) && (best === null || offer.priority > best.priority)) best = offer;
  }
  return best;
}

/**
 * What the service went by. `late`: requests took their time, so what was right when it was planned may not have been the best any more when it
 * was done. `lies`: answers of the same kind were exchanged, so it may have meant anybody; but everything ends, and everybody gets back what they had.
 */
export type Word = 'prompt' | 'late' | 'lies';

/** The earliest instant for which what was done at `at` may have been planned; both ms by the shop's clock. */
export type PlannedFrom = (at: number) => number;

/** What is not as it should be at `at`, right after a sync; empty when all is well. Each line names its invariant. */
export function violations(
  model: MemoryModel,
  story: Story,
  at: number,
  word: Word,
  plannedFrom: PlannedFrom,
): string[] {
  const found: string[] = [];
  const wrong = (invariant: number, what: string) => void found.push(`invariant ${invariant}: ${what}`);
  for (const [id, base] of story.base) {
    const customer = model.world.customers.get(id)!;
    const enrolment = model.open.get(id);
    const offer = seatedIn(model, story, id, at);
    const seat = offer === null ? base : seatIn(model, offer, base);
    const has = { default: customer.defaultGroup, groups: customer.groups };
    if (!same(has, seat))
      wrong(
        offer === null ? 1 : 2,
        `customer ${id} has ${show(has)}, not ${show(seat)} (${offer?.name ?? 'no offer'})`,
      );
    if ((enrolment?.offer ?? null) !== (offer?.id ?? null))
      wrong(3, `customer ${id} is enrolled in ${enrolment?.offer ?? 'none'}, not ${offer?.id ?? 'none'}`);
    else if (offer !== null && enrolment!.until !== endFor(offer, at))
      wrong(4, `customer ${id} is in ${offer.name} until ${enrolment!.until - at} ms from now`);
    if (restOf(customer) !== story.rest.get(id)) wrong(9, `customer ${id} is changed beyond groups`);
    found.push(...linesOf(model, story, { id, base }, word, plannedFrom));
  }
  if (word !== 'lies') found.push(...turnsOf(model, story, at));
  for (const [id, rows] of model.world.priceCache) {
    const wanted = model.world.cacheRowsFor(id);
    if (rows.size !== wanted.size || [...wanted].some(([group, fraction]) => rows.get(group) !== fraction))
      wrong(8, `product ${id}'s cached prices`);
  }
  for (const { id, name, until } of story.offers) {
    const kept = model.groupOf(id);
    if (until <= at && kept !== null && model.world.groups.get(kept.idGroup)!.reduction !== 0)
      wrong(8, `${name} is over and its group still gives a discount`);
  }
  if (!model.notices.has(`offer_cannot_run ${story.broken}`))
    found.push('the merchant is not told that an offer cannot run');
  return found;
}

/** At some instant of these, both with them. */
function wasWinner(story: Story, customer: number, told: Told, from: number, to: number): boolean {
  const edges = story.offers.flatMap((offer) => [offer.from, offer.until]).filter((at) => from < at && at < to);
  return [from, ...edges, to].some((at) => winner(story, customer, at) === told);
}

/** With its turn: whoever is of the frozen cohort. That it is a right one is {@link turnsOf}'s matter. */
function seatedIn(model: MemoryModel, story: Story, customer: number, at: number): Told | null {
  const offer = winner(story, customer, at);
  if (offer === null || offer.turns === null) return offer;
  return cohortAt(model, offer, at).includes(customer) ? offer : null;
}

function cohortAt(model: MemoryModel, offer: Told, at: number): readonly number[] {
  const set = model.frozen.get(offer.id)?.find(({ turn }) => turn !== null && turn.start <= at && at < turn.end);
  return set === undefined ? [] : model.lists.get(set.list)!.ids;
}

function endFor({ from, until, turns }: Told, at: number): number {
  return turns === null ? until : Math.min(until, from + (Math.floor((at - from) / turns.ms) + 1) * turns.ms);
}

function seatIn(model: MemoryModel, { id, membership }: Told, base: Seat): Seat {
  // 0: the service has not come to it yet.
  const { idGroup } = model.groupOf(id) ?? { idGroup: 0 };
  const groups = membership === 'exclusive' ? [idGroup] : [...new Set([...base.groups, idGroup])].sort((a, b) => a - b);
  return { default: idGroup, groups };
}

/** Of the service that is proved: from when the story is told. What was before is the story's own. */
function linesOf(
  model: MemoryModel,
  story: Story,
  { id: customer, base }: { readonly id: number; readonly base: Seat },
  word: Word,
  plannedFrom: PlannedFrom,
): string[] {
  const lines = model.ledger.filter((line) => line.customer === customer);
  const found: string[] = [];
  const wrong = (invariant: number, { offer }: Enrolment, what: string) =>
    void found.push(`invariant ${invariant}: customer ${customer}, offer ${offer}: ${what}`);
  for (const [index, line] of lines.entries()) {
    const { offer, openedAt, closedAt, outcome } = line;
    const next = lines[index + 1];
    if (!same({ default: line.baseDefault, groups: line.baseGroups }, base))
      wrong(1, line, 'the ledger has another base');
    const told = story.offers.find(({ id }) => id === offer)!;
    const isOpen = told.from <= openedAt && openedAt < told.until && told.meant(openedAt).has(customer);
    // However slow the line: a higher offer that began after it was planned gets them with the next sync.
    const isTheirs = isOpen && (word === 'late' || wasWinner(story, customer, told, plannedFrom(openedAt), openedAt));
    if (!isTheirs && word !== 'lies') wrong(4, line, `let in at ${openedAt}, when it had no right to them`);
    if (closedAt === null) {
      if (model.open.get(customer) !== line) wrong(7, line, 'an open line that is not theirs');
      continue;
    }
    const isStillTheirs = told.turns === null && winner(story, customer, closedAt) === told;
    const isGiven = word === 'lies' || (word === 'late' && outcome === 'switched');
    if (isStillTheirs && !isGiven) wrong(4, line, 'let go too early');
    if (!['restored', 'switched'].includes(outcome)) wrong(1, line, `left as ${outcome}`);
    if (next !== undefined && next.openedAt < closedAt) wrong(2, line, 'in two offers at once');
    if (next !== undefined && next.offer === offer && next.openedAt === closedAt)
      wrong(13, line, 'let go and in again at once');
  }
  return found;
}

/** Each turn has its share of the audience, and nobody two turns before everybody had one (invariant 10). */
function turnsOf(model: MemoryModel, { offers }: Story, at: number): string[] {
  const found: string[] = [];
  for (const offer of offers) {
    if (offer.turns === null) continue;
    const isOpen = offer.from <= at && at < offer.until;
    const inside = model.openOf(offer.id).length;
    const second = offer.from + offer.turns.ms;
    // Whoever missed the first since no service ran has the second too, unless that one was settled before.
    const first = model.ledger.filter((line) => line.offer === offer.id && line.openedAt < second).length;
    const shares = at < second ? [offer.turns.size] : [offer.turns.size, offer.meant(at).size - first];
    if (!(isOpen ? shares : [0]).includes(inside))
      found.push(`invariant 10: ${inside} customers have the turn, not ${isOpen ? shares.join(' or ') : 0}`);
    for (const [customer, { turns }] of model.rotation.get(offer.id) ?? []) {
      const had = model.ledger.filter((line) => line.customer === customer && line.offer === offer.id).length;
      if (turns > 1 || turns !== had)
        found.push(`invariant 10: customer ${customer} had ${had} turns, counted ${turns}`);
    }
  }
  return found;
}

const same = (a: Seat, b: Seat) => a.default === b.default && a.groups.join() === b.groups.join();
const show = ({ default: group, groups }: Seat) => `${group} of ${groups.join()}`;

/**
 * All that a service could change, as text: two that are equal mean that nothing was written in between. Lists that nothing names yet are no
 * change: freezing uploads one first, and the shop throws away what was left lying.
 */
export function snapshot(model: MemoryModel): string {
  const { world, ledger, offers, keptGroups, frozen, rotation, notices, hold, batches } = model;
  const { customers, groups, opens, reductions, priceCache } = world;
  const named = new Set([...frozen.values()].flatMap((sets) => sets.map(({ list }) => list)));
  const lists = [...model.lists].filter(([id]) => named.has(id));
  const all = {
    customers,
    groups,
    opens,
    reductions,
    priceCache,
    ledger,
    offers,
    keptGroups,
    lists,
    frozen,
    rotation,
    notices,
    hold,
  };
  const plain = (_: string, value: unknown): unknown =>
    value instanceof Map ? [...value] : value instanceof Set ? [...value] : value;
  return JSON.stringify({ ...all, batches: batches.size }, plain, 1);
}
