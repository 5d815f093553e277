import {
  explain,
  explainText,
  judge,
  needsOf,
  NO,
  ruleInWords,
  UNKNOWN,
  YES,
  type AudienceData,
  type Known,
} from '../../audience/index.ts';
import { InvalidInputError } from '../../errors.ts';
import { problemText } from '../../messages/index.ts';
import {
  audienceInFile,
  checked,
  EVERYBODY,
  partsOf,
  type AudienceInFile,
  type AudienceRule,
} from '../../offer/index.ts';
import { localDay } from '../../plan/index.ts';
import { KnownCustomers } from '../../sync/customers.ts';
import { CsvWriter } from '../csv.ts';
import { nameBook } from '../known-names.ts';
import { Names } from '../names.ts';
import { parseDocuments, parseOffers, readText } from '../offer-text.ts';
import { fewOf, percentText, table } from '../output.ts';
import { localeOf } from '../presets.ts';
import { Problems } from '../problems.ts';
import { resolveAudience } from '../resolve-audience.ts';
import type { Session } from '../session.ts';
import { writeDown } from '../worse-off.ts';
import { customerId } from './lists.ts';

export interface AudienceOptions {
  readonly explain?: string;
  readonly lang?: string;
  readonly csv?: string;
}

interface Counted {
  readonly rule: string;
  readonly yes: number;
  readonly no: number;
  readonly unknown: number;
  readonly of?: readonly Counted[];
}

const ANSWERS = { [NO]: 'no', [YES]: 'yes', [UNKNOWN]: 'unknown' } as Readonly<Record<number, string>>;

/** Counts whom an audience means, as of today, in total and rule by rule; or says why one customer is in or out. Changes nothing. */
export async function audience(session: Session, path: string, options: AudienceOptions): Promise<void> {
  const { shop, output } = session;
  const locale = localeOf(options.lang);
  if (options.explain !== undefined && options.csv !== undefined) {
    throw new InvalidInputError('--csv: tells of all customers and --explain of one; leave one of both out');
  }
  const asked = options.explain === undefined ? null : customerId(options.explain);
  const file = parseAudience(path, await readText(path));
  const [{ now, timezone }, details] = [await shop.status(), await shop.details()];
  const problems = new Problems();
  const names = new Names(shop, details);
  const { audience: resolved, written } = await resolveAudience(file.audience, names, problems, EVERYBODY.seed);
  const idShop = file.shop === undefined ? 0 : await problems.attempt(() => names.shop('shop', file.shop!), 0);
  problems.refuse();
  const { rule } = resolved;
  const asOf = localDay(timezone, now);
  const known = await output.progress('reading customers', async () => {
    const read = await KnownCustomers.read(shop, { orders: needsOf(rule, asOf).orders });
    writeDown(read, written);
    await read.require(rule, asOf);
    return read;
  });
  const strangers = strangersIn(known, written);
  if (strangers.length > 0) {
    output.note(`note: audience.customers: the shop has no customer ${fewOf(strangers)}; take them out of the list`);
  }
  const words = await nameBook(shop, details, rule);
  if (asked !== null) {
    const row = known.facts.id.indexOf(asked);
    if (row < 0) throw new InvalidInputError(`--explain: the shop has no customer ${asked}; guests are never meant`);
    const explanation = explain(rule, known, asOf, row);
    output.result({ customer: asked, asOf: asOf.toString(), explanation }, () =>
      explainText(explanation, locale, words),
    );
    return;
  }
  const verdicts = judge(rule, known, asOf);
  const rows = rowsOfShop(known, idShop);
  if (options.csv !== undefined) {
    const csv = await CsvWriter.open('--csv', options.csv, output.stdout, ['customer', 'answer']);
    for (const row of rows) await csv.write([[known.facts.id[row]!, ANSWERS[verdicts[row]!]!]]);
    await csv.close();
    if (options.csv === '-') return;
  }
  const tree = countTree(rule, words, (part) => judge(part, known, asOf), rows);
  const { yes } = tree;
  const share = rows.length === 0 ? 0 : Math.round((10_000 * yes) / rows.length) / 100;
  output.result(
    {
      asOf: asOf.toString(),
      customers: rows.length,
      ...tree,
      sharePercent: share,
      ...(strangers.length === 0 ? {} : { unknownCustomers: strangers }),
    },
    () =>
      [
        `as of ${asOf.toString()} the audience means ${yes} of ${rows.length} customers (${percentText(yes, rows.length)} %)` +
          (tree.unknown === 0 ? '' : `; of ${tree.unknown} the shop knows too little to tell, they are not meant`),
        table(['rule', 'yes', 'no', 'unknown'], linesOf(tree)),
        ...(yes === 0 ? ['note: it means nobody'] : []),
      ].join('\n'),
  );
}

/** An audience, an object with `audience:` (and `shop:`), or one offer. */
function parseAudience(
  path: string,
  text: string,
): { readonly audience: AudienceInFile; readonly shop?: string | number | undefined } {
  const documents = parseDocuments(path, text);
  if (documents.length !== 1 || documents[0] === null) {
    throw new InvalidInputError(`FILE: ${path} holds ${documents.length} documents; write one audience, or one offer`);
  }
  const [value] = documents;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (isObject && ('discount' in value || 'schedule' in value)) return parseOffers(path, text)[0]!;
  const { audience: inner = value, shop, ...others } = (isObject ? value : {}) as Record<string, unknown>;
  const wrapped = isObject && 'audience' in value;
  const [unknown] = wrapped ? Object.keys(others) : [];
  if (unknown !== undefined) {
    throw new InvalidInputError(`${unknown}: unknown field; beside audience: only shop: can be written here`);
  }
  if (wrapped && shop !== undefined && typeof shop !== 'string' && typeof shop !== 'number') {
    throw new InvalidInputError(`shop: ${JSON.stringify(shop)}; write a number or a name`);
  }
  const { data: audience, problems } = checked(audienceInFile, wrapped ? inner : value, 'audience');
  if (audience !== null) return { audience, ...(wrapped ? { shop: shop as string | number | undefined } : {}) };
  throw new InvalidInputError(problems.map(problemText).join('\n'));
}

/** Who is written down and no customer; `apply` refuses such a list. */
function strangersIn({ facts }: AudienceData, written: readonly (readonly number[])[]): number[] {
  const asked = written.flat();
  if (asked.length === 0) return [];
  const there = new Set(facts.id);
  return [...new Set(asked.filter((id) => !there.has(id)))];
}

function rowsOfShop({ facts }: AudienceData, idShop: number): readonly number[] {
  const rows = Array.from(facts.id, (_, row) => row);
  return idShop === 0 ? rows : rows.filter((row) => facts.idShop[row] === idShop);
}

/** How many each rule says yes, no and unknown of, and each rule that it is made of. */
function countTree(
  rule: AudienceRule,
  words: Known,
  judged: (rule: AudienceRule) => Uint8Array,
  rows: readonly number[],
): Counted {
  const counts = [0, 0, 0];
  const verdicts = judged(rule);
  for (const row of rows) counts[verdicts[row]!]!++;
  const own = {
    rule: ruleInWords(rule, 'en', words).text,
    yes: counts[YES]!,
    no: counts[NO]!,
    unknown: counts[UNKNOWN]!,
  };
  const of = partsOf(rule).map((part) => countTree(part, words, judged, rows));
  return of.length === 0 ? own : { ...own, of };
}

const linesOf = ({ rule, yes, no, unknown, of = [] }: Counted, depth = 0): (string | number)[][] => [
  ['  '.repeat(depth) + rule, yes, no, unknown],
  ...of.flatMap((part) => linesOf(part, depth + 1)),
];
