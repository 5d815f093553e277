import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { InvalidInputError } from '../../errors.ts';
import type { Shop } from '../../moves/index.ts';
import { explainIssues, offerFileSchema, type Offer, type OfferFile } from '../../offer/index.ts';
import { instantText } from '../output.ts';
import { Resolver, type Resolved } from '../resolve.ts';
import type { Session } from '../session.ts';

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
  const resolved: { file: OfferFile; result: Resolved; existing: Offer | null }[] = [];
  for (const file of files) {
    const result = await resolver.resolve(options.draft === true ? { ...file, intent: 'draft' } : file);
    const existing = file.id === undefined ? null : await shop.offer(file.id);
    resolved.push({ file, result, existing });
  }
  for (const { result } of resolved) for (const note of result.notes) output.note(`note: ${note}`);

  const stored: Offer[] = [];
  for (const { result, existing } of resolved) stored.push(await store(shop, result, existing));
  const notes = resolved.map(({ result }) => result.notes);
  output.result(
    stored.map((offer, index) => ({
      id: offer.id,
      name: offer.name,
      intent: offer.intent,
      version: offer.version,
      startsAt: offer.startsAt.toString(),
      endsAt: offer.endsAt.toString(),
      notes: notes[index],
    })),
    () => stored.map((offer) => describe(offer)).join('\n'),
  );
}

async function store(shop: Shop, { plan, customers }: Resolved, existing: Offer | null): Promise<Offer> {
  let audience = plan.audience;
  if (customers !== null) {
    const { list, unknown } = await shop.createList(customers);
    if (unknown.length > 0) {
      const shown = unknown.slice(0, 20).join(', ') + (unknown.length > 20 ? `, and ${unknown.length - 20} more` : '');
      throw new InvalidInputError(`audience.customers: the shop has no customer ${shown}; take them out of the list`);
    }
    audience = { kind: 'list', list };
  }
  const complete = { ...plan, audience };
  return existing === null ? shop.createOffer(complete) : shop.changeOffer(existing.id, existing.version, complete);
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
