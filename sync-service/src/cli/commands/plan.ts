import { OUTCOME_FLAG, outcomeOf, PLAN_OUTCOMES, type OfferOutcome, type PlanOutcome } from '../../moves/index.ts';
import { previewShop } from '../../sync/preview.ts';
import { instantOf, isOpen, windowsOf, zoneOf } from '../../windows/index.ts';
import { InvalidInputError } from '../../errors.ts';
import { problemText } from '../../messages/index.ts';
import { comingTurns } from '../coming-turns.ts';
import { CsvWriter, type CsvRow } from '../csv.ts';
import { instantText, table } from '../output.ts';
import { findOffer, lookOnly, type Session } from '../session.ts';
import { worseOffLines } from '../worse-off.ts';

/** Why somebody whom the audience means, or might mean, is left out. */
const LEFT_OUT: Readonly<Partial<Record<PlanOutcome, string>>> = {
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
  const preview = await output.progress('reading customers', () =>
    previewShop(lookOnly(shop), at, { asArmed: offer.id }),
  );
  const { moves, snapshot } = preview;
  const { id: customers } = snapshot.customers.facts;
  const own = moves.byOffer.get(offer.id) ?? nobody(customers.length);

  if (options.csv !== undefined) {
    const csv = await CsvWriter.open('--csv', options.csv, output.stdout, ['customer', 'what', 'reason']);
    await csv.write(linesOf(customers, own));
    await csv.close();
    if (options.csv === '-') return;
  }
  const { enter, switch: switches, stay } = own.counts;
  const leftOut = Object.fromEntries(Object.keys(LEFT_OUT).map((why) => [why, own.counts[why as PlanOutcome]]));
  const meant = customers.length - own.counts.notMeant - own.counts.unknown;
  const turn = preview.turns.get(offer.id);
  const turns = turn === undefined ? [] : await comingTurns(shop, offer, turn);
  const worseOff = snapshot.worseOff.get(offer.id) ?? [];
  const groups = worseOff.length === 0 ? [] : await shop.groups();
  const nameOf = (group: number) => groups.find(({ id }) => id === group)?.name ?? String(group);
  const enters = moves.enters.filter(({ window: { offer: of } }) => of.id === offer.id);
  const data = {
    offer: offer.id,
    at: new Date(at).toISOString(),
    meant,
    enter,
    switch: switches,
    stay,
    leave: own.leaving.length,
    goOver: own.goingOver.length,
    leftOut,
    fromGroups: enters.flatMap(({ byDefault }) =>
      [...byDefault].map(([group, ids]) => ({ group, customers: ids.length })),
    ),
    worseOff: worseOff.map((each) => ({ ...each, name: nameOf(each.group) })),
    turns: turns.map((each) => ({ ...each, start: each.start.toString(), end: each.end.toString() })),
    allOffers: moves.counts,
    problems: preview.problems.map(({ offer: id, problem }) => ({
      offer: id,
      ...problem,
      message: problemText(problem),
    })),
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
          ['leave', own.leaving.length],
          ['go over to another offer', own.goingOver.length],
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
        Object.entries(moves.counts).map(([what, count]) => [what, count]),
      ),
      ...data.problems.map(({ offer: id, message }) => `! offer ${id}: ${message}`),
    ].join('\n'),
  );
}

/** One line for each customer whom the offer concerns: those in it, and those whom its audience means or might mean. */
function* linesOf(ids: Uint32Array, { flags, leaving, goingOver }: OfferOutcome): Generator<CsvRow> {
  const going = new Map<number, string>();
  for (const id of leaving) going.set(id, 'leave');
  for (const id of goingOver) going.set(id, 'go over');
  for (const [row, id] of ids.entries()) {
    const outcome = outcomeOf(flags[row]!);
    const moved = (MOVED as Readonly<Partial<Record<PlanOutcome, string>>>)[outcome];
    const gone = going.get(id);
    going.delete(id);
    if (moved !== undefined) yield [id, moved, ''];
    else if (gone !== undefined) yield [id, gone, LEFT_OUT[outcome] ?? 'not meant by the audience'];
    else if (outcome !== 'notMeant') yield [id, 'left out', LEFT_OUT[outcome] ?? ''];
  }
  for (const [id, what] of going) yield [id, what, 'deleted'];
}

function nobody(customers: number): OfferOutcome {
  const counts = Object.fromEntries(PLAN_OUTCOMES.map((outcome) => [outcome, 0])) as Record<PlanOutcome, number>;
  return {
    counts: { ...counts, notMeant: customers },
    flags: new Uint16Array(customers).fill(OUTCOME_FLAG.notMeant),
    leaving: [],
    goingOver: [],
  };
}
