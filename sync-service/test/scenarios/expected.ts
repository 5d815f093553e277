import { sameSeat } from '../simulation/model.ts';
import type { Seat, StageState } from '../simulation/stage.ts';
import type { Story, Told } from './story.ts';

/** The shop as it is, with the customers of each turn that is settled; instants in ms. */
export interface Seen extends StageState {
  readonly cohorts: readonly {
    readonly offer: number;
    readonly start: number;
    readonly end: number;
    readonly ids: readonly number[];
  }[];
}

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
export function violations(seen: Seen, story: Story, at: number, word: Word, plannedFrom: PlannedFrom): string[] {
  const found: string[] = [];
  const wrong = (invariant: number, what: string) => void found.push(`invariant ${invariant}: ${what}`);
  const open = new Map(seen.open.map((each) => [each.customer, each]));
  for (const { id, rest, ...has } of seen.customers) {
    const base = story.base.get(id)!;
    const enrolment = open.get(id);
    const offer = seatedIn(seen, story, id, at);
    const seat = offer === null ? base : seatIn(seen, offer, base);
    if (!sameSeat(has, seat))
      wrong(
        offer === null ? 1 : 2,
        `customer ${id} has ${show(has)}, not ${show(seat)} (${offer?.name ?? 'no offer'})`,
      );
    if ((enrolment?.offer ?? null) !== (offer?.id ?? null))
      wrong(3, `customer ${id} is enrolled in ${enrolment?.offer ?? 'none'}, not ${offer?.id ?? 'none'}`);
    else if (offer !== null && enrolment!.until !== endFor(offer, at))
      wrong(4, `customer ${id} is in ${offer.name} until ${enrolment!.until - at} ms from now`);
    if (rest !== story.rest.get(id)) wrong(9, `customer ${id} is changed beyond groups`);
    found.push(...linesOf(seen, story, { id, base }, word, plannedFrom));
  }
  if (word !== 'lies') found.push(...turnsOf(seen, story, at));
  for (const each of seen.wrongCache) wrong(8, each);
  for (const { id, name, until } of story.offers) {
    const discount = seen.offerGroups.find(({ offer }) => offer === id)?.discount ?? 0;
    if (until <= at && discount !== 0) wrong(8, `${name} is over and its group still gives a discount`);
  }
  if (story.broken !== null && !seen.notices.includes(`offer_cannot_run ${story.broken}`))
    found.push('the merchant is not told that an offer cannot run');
  return found;
}

/** At some instant of these, both with them. */
function wasWinner(story: Story, customer: number, told: Told, from: number, to: number): boolean {
  const edges = story.offers.flatMap((offer) => [offer.from, offer.until]).filter((at) => from < at && at < to);
  return [from, ...edges, to].some((at) => winner(story, customer, at) === told);
}

/** With its turn: whoever is of the frozen cohort. That it is a right one is {@link turnsOf}'s matter. */
function seatedIn(seen: Seen, story: Story, customer: number, at: number): Told | null {
  const offer = winner(story, customer, at);
  if (offer === null || offer.turns === null) return offer;
  const { id } = offer;
  const cohort = seen.cohorts.find((each) => each.offer === id && each.start <= at && at < each.end);
  return cohort?.ids.includes(customer) === true ? offer : null;
}

function endFor({ from, until, turns }: Told, at: number): number {
  return turns === null ? until : Math.min(until, from + (Math.floor((at - from) / turns.ms) + 1) * turns.ms);
}

function seatIn({ offerGroups }: Seen, { id, membership }: Told, base: Seat): Seat {
  // 0: the service has not come to it yet.
  const idGroup = offerGroups.find(({ offer }) => offer === id)?.group ?? 0;
  const groups = membership === 'exclusive' ? [idGroup] : [...new Set([...base.groups, idGroup])].sort((a, b) => a - b);
  return { default: idGroup, groups };
}

/** Of the service that is proved: from when the story is told. What was before is the story's own. */
function linesOf(
  seen: Seen,
  story: Story,
  { id: customer, base }: { readonly id: number; readonly base: Seat },
  word: Word,
  plannedFrom: PlannedFrom,
): string[] {
  const lines = [...seen.closed, ...seen.open].filter((line) => line.customer === customer);
  const found: string[] = [];
  const wrong = (invariant: number, { offer }: { readonly offer: number }, what: string) =>
    void found.push(`invariant ${invariant}: customer ${customer}, offer ${offer}: ${what}`);
  for (const [index, line] of lines.entries()) {
    const { offer, openedAt } = line;
    const next = lines[index + 1];
    if (!sameSeat(line.base, base)) wrong(1, line, 'the ledger has another base');
    const told = story.offers.find(({ id }) => id === offer)!;
    const isOpen = told.from <= openedAt && openedAt < told.until && told.meant(openedAt).has(customer);
    // However slow the line: a higher offer that began after it was planned gets them with the next sync.
    const isTheirs = isOpen && (word === 'late' || wasWinner(story, customer, told, plannedFrom(openedAt), openedAt));
    if (!isTheirs && word !== 'lies') wrong(4, line, `let in at ${openedAt}, when it had no right to them`);
    if (!('closedAt' in line)) continue;
    const { closedAt, outcome } = line;
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
function turnsOf({ open, closed, turns }: Seen, { offers }: Story, at: number): string[] {
  const found: string[] = [];
  for (const offer of offers) {
    if (offer.turns === null) continue;
    const isOpen = offer.from <= at && at < offer.until;
    const ofIt = [...closed, ...open].filter((line) => line.offer === offer.id);
    const inside = open.filter((line) => line.offer === offer.id).length;
    const second = offer.from + offer.turns.ms;
    // Whoever missed the first since no service ran has the second too, unless that one was settled before.
    const first = ofIt.filter(({ openedAt }) => openedAt < second).length;
    const shares = at < second ? [offer.turns.size] : [offer.turns.size, offer.meant(at).size - first];
    if (!(isOpen ? shares : [0]).includes(inside))
      found.push(`invariant 10: ${inside} customers have the turn, not ${isOpen ? shares.join(' or ') : 0}`);
    for (const row of turns.filter((each) => each.offer === offer.id)) {
      const had = ofIt.filter(({ customer }) => customer === row.customer).length;
      if (row.turns > 1 || row.turns !== had)
        found.push(`invariant 10: customer ${row.customer} had ${had} turns, counted ${row.turns}`);
    }
  }
  return found;
}

const show = ({ default: group, groups }: Seat) => `${group} of ${groups.join()}`;
