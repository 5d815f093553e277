import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { InvalidInputError } from '../../errors.ts';
import type { Shop } from '../../moves/index.ts';
import { explainIssues, offerFileSchema, type Offer, type OfferFile, type OfferPlan } from '../../offer/index.ts';
import { instantText } from '../output.ts';
import { Resolver, type Resolved } from '../resolve.ts';
import type { Session } from '../session.ts';
import { stateOf } from './look.ts';

/** Puts the offers of a file into the shop: all are checked first, and nothing is written when one is refused. */
export async function apply(
  { shop, output }: Session,
  path: string,
  options: { readonly draft?: boolean },
): Promise<void> {
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
      const resolved = await resolver.resolve(options.draft === true ? { ...file, intent: 'draft' } : file);
      const existing = file.id === undefined ? null : await shop.offer(file.id);
      refuseWhatCannotRun(resolved, existing, others, status.now);
      prepared.push({ resolved, existing });
    } catch (error) {
      if (files.length === 1 || !(error instanceof InvalidInputError)) throw error;
      throw new InvalidInputError(`offer "${file.name}": ${error.message}`, { cause: error });
    }
  }
  refuseDoubles(files);
  for (const { resolved } of prepared) for (const note of resolved.notes) output.note(`note: ${note}`);

  const stored = await storeAll(shop, prepared);
  output.result(
    stored.map((offer, index) => ({
      id: offer.id,
      name: offer.name,
      intent: offer.intent,
      version: offer.version,
      startsAt: offer.startsAt.toString(),
      endsAt: offer.endsAt.toString(),
      notes: prepared[index]!.resolved.notes,
    })),
    () => stored.map((offer) => describe(offer)).join('\n'),
  );
}

interface Prepared {
  readonly resolved: Resolved;
  /** The offer that the file names by its id. */
  readonly existing: Offer | null;
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

/** Stores all or, when the shop refuses one, puts back those before it. */
async function storeAll(shop: Shop, prepared: readonly Prepared[]): Promise<Offer[]> {
  // Lists first: unknown customers are the refusal that only the shop can give.
  const plans: OfferPlan[] = [];
  for (const { resolved } of prepared) plans.push(await withList(shop, resolved));
  const stored: Offer[] = [];
  try {
    for (const [index, plan] of plans.entries()) {
      const { existing } = prepared[index]!;
      stored.push(
        existing === null ? await shop.createOffer(plan) : await shop.changeOffer(existing.id, existing.version, plan),
      );
    }
    return stored;
  } catch (error) {
    for (const [index, offer] of [...stored.entries()].reverse()) {
      const { existing } = prepared[index]!;
      await shop.changeOffer(offer.id, offer.version, existing === null ? { intent: 'archived' } : planOf(existing));
    }
    throw error;
  }
}

async function withList(shop: Shop, { plan, customers }: Resolved): Promise<OfferPlan> {
  if (customers === null) return plan;
  const { list, unknown } = await shop.createList(customers);
  if (unknown.length === 0) return { ...plan, audience: { kind: 'list', list } };
  const shown = unknown.slice(0, 20).join(', ') + (unknown.length > 20 ? `, and ${unknown.length - 20} more` : '');
  throw new InvalidInputError(`audience.customers: the shop has no customer ${shown}; take them out of the list`);
}

const GIVEN_BY_THE_SHOP = new Set(['id', 'version', 'startsAt', 'endsAt', 'cutAt']);

function planOf(offer: Offer): OfferPlan {
  return Object.fromEntries(
    Object.entries(offer).filter(([field]) => !GIVEN_BY_THE_SHOP.has(field)),
  ) as unknown as OfferPlan;
}

function describe(offer: Offer): string {
  const zone = offer.schedule.timezone;
  const when = `${instantText(offer.startsAt, zone)} to ${instantText(offer.endsAt, zone)}`;
  const what = offer.intent === 'armed' ? 'armed: runs' : `kept as ${offer.intent}: would run`;
  return `offer ${offer.id} "${offer.name}" is ${what} ${when}`;
}

async function readText(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new InvalidInputError(
      `FILE: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}); name an existing file`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InvalidInputError(`FILE: ${path} is not UTF-8; save it with that encoding`);
  }
}

/** One offer, a list of offers, or several YAML documents. JSON is YAML. */
export function parseOffers(path: string, text: string): OfferFile[] {
  const documents = parseAllDocuments(text, { prettyErrors: true });
  const list = Array.isArray(documents) ? documents : [];
  const broken = list.flatMap(({ errors }) => errors);
  if (broken.length > 0) throw new InvalidInputError(`FILE: ${path} is neither YAML nor JSON: ${broken[0]!.message}`);
  const raw = list.flatMap((document) => {
    const content: unknown = document.toJS();
    return Array.isArray(content) ? (content as unknown[]) : [content];
  });
  if (raw.length === 0 || raw.every((each) => each === null)) {
    throw new InvalidInputError(`FILE: ${path} holds no offer; docs/OFFERS.md shows how one is written`);
  }
  const problems: string[] = [];
  const offers: OfferFile[] = [];
  raw.forEach((each, index) => {
    const result = offerFileSchema.safeParse(each);
    const where = raw.length === 1 ? '' : `offer ${index + 1}: `;
    if (result.success) offers.push(result.data);
    else problems.push(...explainIssues(result.error).map((line) => where + line));
  });
  if (problems.length > 0) throw new InvalidInputError(problems.join('\n'));
  return offers;
}
