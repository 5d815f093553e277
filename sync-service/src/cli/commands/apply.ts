import { randomInt } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { needsOf } from '../../audience/index.ts';
import { InvalidInputError } from '../../errors.ts';
import { errorText, problemText } from '../../messages/index.ts';
import type { Offer, OfferFile } from '../../offer/index.ts';
import { awaitingApproval } from '../approval.ts';
import { parseOffers, readText } from '../offer-text.ts';
import { instantText, untilText } from '../output.ts';
import { Resolver, type Resolved } from '../resolve.ts';
import type { Session } from '../session.ts';
import { storeOffers, type Prepared } from '../store-offers.ts';
import { AudienceCounter } from '../worse-off.ts';
import { zoneDifference, zoneOf } from '../../windows/index.ts';
import { stateOf } from './look.ts';

export interface ApplyOptions {
  readonly draft?: boolean;
  readonly acceptWorseOff?: boolean;
}

/** Puts the offers of a file into the shop: all are checked first, and nothing is written when one is refused. */
export async function apply(session: Session, path: string, options: ApplyOptions): Promise<void> {
  const { shop, output } = session;
  const files = parseOffers(path, await readText(path));
  const status = await shop.status();
  if (!status.groupsFeature) {
    throw new InvalidInputError(
      'the shop ignores group prices: switch on Advanced Parameters > Performance > Optional features > Customer groups, then apply again',
    );
  }
  const resolver = new Resolver(shop, await shop.details(), status.timezone);
  const others = await shop.offers();
  const prepared: Prepared[] = [];
  for (const file of files) {
    try {
      const existing = file.id === undefined ? null : await shop.offer(file.id);
      // Each new offer has its own: with one for all, the same customers would never get any offer.
      const seed = existing?.audience.seed ?? randomInt(2 ** 31);
      const resolved = await resolver.resolve(options.draft === true ? { ...file, intent: 'draft' } : file, seed);
      refuseWhatCannotRun(resolved, existing, others, status.now);
      const { plan, written, startsAt } = resolved;
      const at = Math.max(status.now, startsAt.epochMilliseconds);
      const countable = { rule: plan.audience.rule, written, idShop: plan.idShop, at };
      prepared.push({ resolved, existing, countable });
    } catch (error) {
      if (files.length === 1 || !(error instanceof InvalidInputError)) throw error;
      throw new InvalidInputError(`offer "${file.name}": ${errorText(error)}`, { cause: error });
    }
  }
  refuseDoubles(files);
  const counter = new AudienceCounter(session, status.timezone);
  const notes: (readonly string[])[] = [];
  for (const each of prepared) notes.push([...each.resolved.notes, ...(await emptyNotes(each, counter))]);
  for (const note of notes.flat()) output.note(`note: ${note}`);

  const stored = await storeOffers(session, prepared, counter, options.acceptWorseOff === true);
  for (const [index, offer] of stored.entries()) {
    const difference = zoneDifference(offer, Math.max(status.now, offer.startsAt.epochMilliseconds));
    if (difference === null) continue;
    const note = problemText(difference);
    output.note(`note: ${note}`);
    notes[index] = [...notes[index]!, note];
  }
  const waiting = await awaitingApproval(shop, stored);
  output.result(
    stored.map((offer, index) => ({
      id: offer.id,
      name: offer.name,
      intent: offer.intent,
      version: offer.version,
      startsAt: offer.startsAt.toString(),
      endsAt: offer.endsAt.toString(),
      notes: notes[index],
      awaitingApproval: waiting.find((each) => each.offer === offer.id) ?? null,
    })),
    () => [...stored.map((offer) => describe(offer)), ...waiting.map(({ message }) => `! ${message}`)].join('\n'),
  );
}

/** An audience of nobody is accepted, and said. */
async function emptyNotes({ resolved: { plan }, countable }: Prepared, counter: AudienceCounter): Promise<string[]> {
  const { rule } = plan.audience;
  // What the shop is asked by a stored offer is not known yet.
  if (rule.kind === 'all' || needsOf(rule, Temporal.Now.plainDateISO('UTC')).questions.length > 0) return [];
  const { customers, meant } = await counter.count(countable);
  return meant > 0 ? [] : [`audience: means nobody of ${customers} customers now (group-offers audience tells why)`];
}

function refuseWhatCannotRun(
  { plan, endsAt }: Resolved,
  existing: Offer | null,
  others: readonly Offer[],
  now: number,
): void {
  const at = new Date(now).toISOString();
  if (endsAt.epochMilliseconds <= now) {
    throw new InvalidInputError(
      `schedule.end: ${plan.schedule.end} ${plan.schedule.timezone} is past (the shop's clock says ${at}); choose a later end${existing === null ? '' : `, or: group-offers end ${existing.id}`}`,
    );
  }
  if (existing !== null && existing.cutAt !== null) {
    throw new InvalidInputError(
      `id: offer ${existing.id} was ended for good at ${existing.cutAt.toString()}; leave the id out to plan a new one`,
    );
  }
  const sameName = others.find(
    (other) =>
      other.name === plan.name && other.id !== existing?.id && !['over', 'cancelled'].includes(stateOf(other, now)),
  );
  if (sameName !== undefined) {
    throw new InvalidInputError(
      `name: offer ${sameName.id} is called "${plan.name}" too; write "id: ${sameName.id}" to change that one, or give this one another name`,
    );
  }
}

function refuseDoubles(files: readonly OfferFile[]): void {
  for (const field of ['id', 'name'] as const) {
    const seen = new Set<unknown>();
    for (const { [field]: value } of files) {
      if (value !== undefined && seen.has(value)) {
        throw new InvalidInputError(`${field}: ${JSON.stringify(value)} stands in the file twice; keep one`);
      }
      seen.add(value);
    }
  }
}

function describe(offer: Offer): string {
  const zone = zoneOf(offer);
  const again = offer.schedule.recurrence === null ? '' : `again and again (${offer.schedule.recurrence.rule}) `;
  const when = `${instantText(offer.startsAt, zone)} to ${untilText(offer)}`;
  const what = offer.intent === 'armed' ? 'armed: runs' : `kept as ${offer.intent}: would run`;
  return `offer ${offer.id} "${offer.name}" is ${what} ${again}${when}`;
}
