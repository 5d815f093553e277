import { judge, needsOf, YES } from '../audience/index.ts';
import { InvalidInputError } from '../errors.ts';
import type { OfferVersion, Shop, WorseOff } from '../moves/index.ts';
import type { Audience, AudienceRule, Offer } from '../offer/index.ts';
import { localDay } from '../plan/index.ts';
import { KnownCustomers } from '../sync/customers.ts';
import { percentText, table } from './output.ts';
import type { Session } from './session.ts';

/** Arming asks when more of the audience than this would fall out (invariant 11). */
const ASKED_OVER = 0.1;
const EXAMPLES_SHOWN = 3;

/** What is needed to count an audience. */
export interface Countable {
  readonly rule: AudienceRule;
  /** Customers written down: what list -1, -2… in the rule stand for. */
  readonly written: readonly (readonly number[])[];
  readonly idShop: number;
  /** As of when it is judged, ms. */
  readonly at: number;
  /** The offer as the shop keeps it, by which it is asked. */
  readonly stored?: OfferVersion;
}

export interface AudienceCount {
  readonly customers: number;
  readonly meant: number;
  /** Of those meant, by base default group. */
  readonly byGroup: ReadonlyMap<number, number>;
}

/** Counts audiences; the customers are read once, and not before somebody asks. */
export class AudienceCounter {
  private known: Promise<KnownCustomers> | null = null;

  constructor(
    private readonly session: Pick<Session, 'shop' | 'output'>,
    private readonly timezone: string,
  ) {}

  async count({ rule, written, idShop, at, stored }: Countable): Promise<AudienceCount> {
    const { shop, output } = this.session;
    const asOf = localDay(this.timezone, at);
    return output.progress('reading customers', async () => {
      const known = await (this.known ??= KnownCustomers.read(shop, { orders: needsOf(rule, asOf).orders }));
      writeDown(known, written);
      await known.require(rule, asOf, stored);
      const verdicts = judge(rule, known, asOf);
      const { id, idShop: shops, defaultGroup } = known.facts;
      const byGroup = new Map<number, number>();
      let [customers, meant] = [0, 0];
      for (let row = 0; row < id.length; row++) {
        if (idShop !== 0 && shops[row] !== idShop) continue;
        customers++;
        if (verdicts[row] !== YES) continue;
        meant++;
        byGroup.set(defaultGroup[row]!, (byGroup.get(defaultGroup[row]!) ?? 0) + 1);
      }
      return { customers, meant, byGroup };
    });
  }
}

/** Customers who are written down need no list in the shop to be judged by. */
export function writeDown(known: KnownCustomers, written: Countable['written']): void {
  for (const [index, ids] of written.entries()) known.addList(-1 - index, Uint32Array.from(ids).sort());
}

export interface WorseOffSeen {
  readonly offer: Offer;
  readonly meant: number;
  /** Of those meant, how many would be worse off. */
  readonly worse: number;
}

/** How many of an offer's audience would be worse off in it, as the shop judges it now. */
export async function seeWorseOff(
  shop: Shop,
  offer: Offer,
  counter: AudienceCounter,
  countable: Countable,
): Promise<WorseOffSeen> {
  const groups = await shop.worseOff(offer.id);
  if (groups.length === 0) return { offer, meant: 0, worse: 0 };
  const { meant, byGroup } = await counter.count({ ...countable, stored: offer });
  const worse = groups.reduce((sum, { group }) => sum + (byGroup.get(group) ?? 0), 0);
  return { offer, meant, worse };
}

/** As a note says it. */
export function worseOffText({ offer, meant, worse }: WorseOffSeen): string {
  const fate = offer.audience.worseOff === 'include' ? 'and are included anyway' : 'and are left out';
  return `${worse} of the ${meant} customers of its audience (${percentText(worse, meant, 1)} %) would be worse off in offer "${offer.name}" ${fate}`;
}

/**
 * Whether the merchant accepts that so many fall out; asked where somebody can answer.
 * @param kept what becomes of each offer that is not armed now, and the way out
 * @throws InvalidInputError when nobody accepted
 */
export async function acceptWorseOff(
  { output }: Pick<Session, 'output'>,
  seen: readonly WorseOffSeen[],
  accepted: boolean,
  kept: (offer: Offer) => string,
): Promise<void> {
  const isOver = ({ offer, meant, worse }: WorseOffSeen) =>
    offer.audience.worseOff === 'leaveOut' && worse > ASKED_OVER * meant;
  const over = seen.filter(isOver);
  for (const each of seen)
    if (each.worse > 0 && (accepted || !isOver(each))) output.note(`note: ${worseOffText(each)}`);
  if (over.length === 0 || accepted) return;
  const texts = over.map(worseOffText);
  if ((await output.ask(`${texts.join('\n')}. Arm anyway?`)) === true) return;
  throw new InvalidInputError(over.map(({ offer }, index) => `${texts[index]}; ${kept(offer)}`).join('\n'));
}

/** The groups that would be worse off, with products for examples. */
export function worseOffLines(
  worseOff: readonly WorseOff[],
  nameOf: (group: number) => string,
  decision: Audience['worseOff'],
): string[] {
  if (worseOff.length === 0) return [];
  const money = (amount: number) => amount.toFixed(2);
  const head =
    decision === 'include'
      ? 'worse off in the offer, included anyway, as the offer says:'
      : 'worse off in the offer, and left out:';
  return [
    head,
    table(
      ['group', 'customers', 'dearer products', 'for example (without tax: now, in the offer)'],
      worseOff.map(({ group, customers, products, examples, shown }) => [
        nameOf(group),
        customers,
        products,
        [
          ...examples
            .slice(0, EXAMPLES_SHOWN)
            .map(({ product, name, now, then }) => `${product} ${name}: ${money(now)}, ${money(then)}`),
          ...shown.map((what) => SHOWN[what] ?? what),
        ].join('\n'),
      ]),
    ),
  ];
}

const SHOWN: Readonly<Record<string, string>> = {
  prices_hidden: 'prices would be hidden',
  tax_display: 'prices would be shown with another tax display',
};
