import { FATES, type Fate, type OfferFates } from '../../moves/index.ts';
import { planShop } from '../../sync/plan.ts';
import { instantOf, isOpen, windowsOf, zoneOf } from '../../windows/index.ts';
import { InvalidInputError } from '../../errors.ts';
import { comingTurns } from '../coming-turns.ts';
import { CsvWriter, type CsvRow } from '../csv.ts';
import { instantText, table } from '../output.ts';
import { findOffer, lookOnly, type Session } from '../session.ts';
import { worseOffLines } from '../worse-off.ts';

/** Why somebody whom the audience means, or might mean, is left out. */
const LEFT_OUT: Readonly<Partial<Record<Fate, string>>> = {
  higherOffer: 'a higher offer has them',
  blockedByStaff: 'staff took them out',
  pinned: 'pinned by staff',
  holdout: 'held out for comparison',
  worseOff: 'would be worse off',
  notTheirTurn: 'not their turn',
  wouldLoseAccess: 'would lose access to something',
  unknown: 'the shop knows too little to tell',
};
const MOVED = { enter: 'enter', switch: 'switch', stay: 'stay' } as const;

/** What would move if the service looked now (or, for an offer to come, at its next start), with everyone left out and why. Changes nothing. */
export async function plan(session: Session, wanted: string, options: { readonly csv?: string } = {}): Promise<void> {
  const { shop, output } = session;
  const offer = await findOffer(shop, wanted);
  const { now } = await shop.status();
  const [window] = windowsOf({ ...offer, intent: 'armed' }, instantOf(now));
  if (window === undefined) throw new InvalidInputError(`offer ${offer.id} is over; nothing of it moves any more`);
  const running = isOpen(window, instantOf(now));
  const at = running ? now : window.start.epochMilliseconds;
  const seen = await output.progress('reading customers', () => planShop(lookOnly(shop), at, { asArmed: offer.id }));
  const fates = seen.plan.byOffer.get(offer.id) ?? nobody(seen.known.facts.id.length);

  if (options.csv !== undefined) {
    const csv = await CsvWriter.open('--csv', options.csv, output.stdout, ['customer', 'what', 'reason']);
    await csv.write(linesOf(seen.known.facts.id, fates));
    await csv.close();
    if (options.csv === '-') return;
  }
  const { enter, switch: switches, stay } = fates.counts;
  const leftOut = Object.fromEntries(Object.keys(LEFT_OUT).map((fate) => [fate, fates.counts[fate as Fate]]));
  const meant = seen.known.facts.id.length - fates.counts.notMeant - fates.counts.unknown;
  const turn = seen.turns.get(offer.id);
  const turns = turn === undefined ? [] : await comingTurns(shop, offer, turn);
  const worseOff = seen.worseOff.get(offer.id) ?? [];
  const groups = worseOff.length === 0 ? [] : await shop.groups();
  const nameOf = (group: number) => groups.find(({ id }) => id === group)?.name ?? String(group);
  const own = seen.plan.enters.filter(({ window: { offer: of } }) => of.id === offer.id);
  const data = {
    offer: offer.id,
    at: new Date(at).toISOString(),
    meant,
    enter,
    switch: switches,
    stay,
    leave: fates.leaving.length,
    goOver: fates.goingOver.length,
    leftOut,
    fromGroups: own.flatMap(({ byDefault }) =>
      [...byDefault].map(([group, ids]) => ({ group, customers: ids.length })),
    ),
    worseOff: worseOff.map((each) => ({ ...each, name: nameOf(each.group) })),
    turns: turns.map((each) => ({ ...each, start: each.start.toString(), end: each.end.toString() })),
    allOffers: seen.plan.counts,
    problems: seen.problems,
  };
  const zone = zoneOf(offer);
  output.result(data, () =>
    [
      `${running ? 'now' : 'at its start'}, ${instantText(instantOf(at), zone)}, offer ${offer.id} "${offer.name}":`,
      table(
        ['would', 'customers'],
        [
          ['be meant by the audience', meant],
          ['enter', enter],
          ['switch from another offer', switches],
          ['stay', stay],
          ['leave', fates.leaving.length],
          ['go over to another offer', fates.goingOver.length],
          ...Object.entries(LEFT_OUT)
            .map(([fate, why]) => [`be left out: ${why}`, leftOut[fate]!] as const)
            .filter(([, customers]) => customers > 0),
        ],
      ),
      ...(meant === 0 ? ['note: the audience means nobody'] : []),
      ...worseOffLines(worseOff, nameOf, offer.audience.worseOff),
      ...(turns.length === 0
        ? []
        : [
            table(
              ['turn', 'from', 'to', 'customers'],
              turns.map((each) => [each.number, instantText(each.start, zone), instantText(each.end, zone), each.size]),
            ),
          ]),
      table(
        ['of all offers together, would', 'customers'],
        Object.entries(seen.plan.counts).map(([what, count]) => [what, count]),
      ),
      ...seen.problems.map(({ offer: id, message }) => `! offer ${id}: ${message}`),
    ].join('\n'),
  );
}

/** One line for each customer whom the offer concerns: those in it, and those whom its audience means or might mean. */
function* linesOf(ids: Uint32Array, { fates, leaving, goingOver }: OfferFates): Generator<CsvRow> {
  const going = new Map<number, string>();
  for (const id of leaving) going.set(id, 'leave');
  for (const id of goingOver) going.set(id, 'go over');
  for (const [row, id] of ids.entries()) {
    const fate = FATES[fates[row]!]!;
    const moved = (MOVED as Readonly<Partial<Record<Fate, string>>>)[fate];
    const gone = going.get(id);
    going.delete(id);
    if (moved !== undefined) yield [id, moved, ''];
    else if (gone !== undefined) yield [id, gone, LEFT_OUT[fate] ?? 'not meant by the audience'];
    else if (fate !== 'notMeant') yield [id, 'left out', LEFT_OUT[fate] ?? ''];
  }
  for (const [id, what] of going) yield [id, what, 'deleted'];
}

function nobody(customers: number): OfferFates {
  const counts = Object.fromEntries(FATES.map((fate) => [fate, 0])) as Record<Fate, number>;
  return {
    counts: { ...counts, notMeant: customers },
    fates: new Uint8Array(customers),
    leaving: [],
    goingOver: [],
  };
}
