import { withCleanup } from '../../concurrency.ts';
import { InvalidInputError } from '../../errors.ts';
import type { CustomerList, ImportLine, Shop } from '../../moves/index.ts';
import { CsvWriter } from '../csv.ts';
import type { CsvLine, ImportChoices } from '../../imports/index.ts';
import { linesOf, surveyFile } from '../import/file.ts';
import { explainTrouble, understoodText } from '../import/words.ts';
import { ImportTally, TROUBLES, type Trouble } from '../import/tally.ts';
import { table } from '../output.ts';
import type { Session } from '../session.ts';

export interface ImportOptions {
  readonly score?: boolean;
  readonly report?: string;
  readonly separator?: keyof typeof SEPARATORS;
  readonly decimal?: 'point' | 'comma';
  readonly by?: 'id' | 'email';
  /** Only say what the file is taken for. */
  readonly check?: boolean;
}

export const SEPARATORS = { comma: ',', semicolon: ';', tab: '\t' } as const;

/** A request's share of lines: its body stays well under 128 kB. */
const LINES_AT_ONCE = 4_000;
const CHARACTERS_AT_ONCE = 90_000;
const LONGEST_NAME = 64;

/**
 * Puts a CSV of customers into the shop as a named list, or with figures as a score. The shop shows nothing of it before all of it is
 * there; a name that is known gets the new content.
 */
export async function importCsv(session: Session, name: string, path: string, options: ImportOptions): Promise<void> {
  const { shop, output } = session;
  const kind = options.score === true ? 'score' : 'list';
  const wanted = await checkedName(shop, name, kind);
  const file = await surveyFile(path, kind === 'score', choicesOf(options)).catch(explainTrouble);
  output.note(understoodText(file));
  if (options.check === true) return;
  const report =
    options.report === undefined
      ? null
      : await CsvWriter.open('--report', options.report, output.stdout, ['line', 'what']);
  const tally = new ImportTally(report);
  const made = await withCleanup(
    async () => {
      const list = await output
        .progress('importing (kB)', (step) => send(shop, kind, linesOf(path, file, step), tally))
        .catch(explainTrouble);
      return shop.finishImport(list, wanted);
    },
    () =>
      withCleanup(
        () => tally.write(),
        async () => report?.close(),
      ),
  );
  if (options.report === '-') return;
  const troubles = Object.keys(TROUBLES) as Trouble[];
  const data = { ...made, importedAt: new Date(made.importedAt).toISOString(), lines: tally.lines };
  output.result({ ...data, ...Object.fromEntries(troubles.map((each) => [each, tally.of(each)])) }, () =>
    [
      `${kind} ${made.id} "${made.name}" holds ${made.size} customers`,
      table(
        ['lines', 'number', 'which'],
        [
          ['read', tally.lines, ''],
          ...troubles.map((each) => [TROUBLES[each], tally.of(each).count, firstLines(tally.of(each))]),
        ],
      ),
    ].join('\n'),
  );
}

const firstLines = ({ count, lines }: { readonly count: number; readonly lines: readonly number[] }) =>
  lines.join(', ') + (count > lines.length ? ', …' : '');

async function checkedName(shop: Shop, name: string, kind: CustomerList['kind']): Promise<string> {
  const wanted = name.trim();
  const length = [...wanted].length;
  if (length === 0 || length > LONGEST_NAME) {
    throw new InvalidInputError(`NAME: has ${length} characters; write 1 to ${LONGEST_NAME}`);
  }
  const other = (await shop.lists()).find(
    (list) => list.kind !== kind && list.name.toLowerCase() === wanted.toLowerCase(),
  );
  if (other !== undefined) {
    const way = kind === 'list' ? 'add --score' : 'leave --score out';
    throw new InvalidInputError(`NAME: "${other.name}" is a ${other.kind} already; choose another name, or ${way}`);
  }
  return wanted;
}

function choicesOf({ separator, decimal, by }: ImportOptions): ImportChoices {
  return {
    ...(separator === undefined ? {} : { separator: SEPARATORS[separator] }),
    ...(decimal === undefined ? {} : { decimal: decimal === 'comma' ? ',' : '.' }),
    ...(by === undefined ? {} : { by }),
  };
}

/** Sends all lines. @returns the import under way @throws InvalidInputError when it would hold nobody */
async function send(
  shop: Shop,
  kind: CustomerList['kind'],
  source: AsyncIterable<CsvLine>,
  tally: ImportTally,
): Promise<number> {
  let list = 0;
  let matched = 0;
  let batch: ImportLine[] = [];
  let characters = 0;
  const sendBatch = async () => {
    if (batch.length > 0) {
      const taken = await shop.importLines({ list, kind }, batch);
      list = taken.list;
      matched += batch.length - taken.notFound.length - taken.disagree.length;
      for (const line of taken.notFound) tally.add('notFound', line);
      for (const line of taken.disagree) tally.add('disagree', line);
      for (const line of taken.duplicates) tally.add('duplicates', line);
    }
    batch = [];
    characters = 0;
    await tally.write();
  };
  let sinceWritten = 0;
  for await (const line of source) {
    tally.lines++;
    if (line.customer === null) {
      tally.add('notUnderstood', line.line);
    } else {
      batch.push(line);
      characters += 40 + String(line.customer).length;
    }
    if (batch.length >= LINES_AT_ONCE || characters >= CHARACTERS_AT_ONCE || ++sinceWritten >= 4 * LINES_AT_ONCE) {
      await sendBatch();
      sinceWritten = 0;
    }
  }
  await sendBatch();
  if (matched > 0) return list;
  const notUnderstood = tally.of('notUnderstood');
  const disagree = tally.of('disagree');
  throw new InvalidInputError(
    tally.lines === 0
      ? 'FILE: holds no customers; nothing was imported'
      : notUnderstood.count === tally.lines
        ? `FILE: none of its ${tally.lines} lines was understood; write a customer's id or e-mail${kind === 'score' ? ' and a figure' : ''} on each, separated by comma, semicolon or tab. Nothing was imported`
        : disagree.count > 0
          ? `FILE: on ${disagree.count} of its ${tally.lines} lines id and e-mail are not of one customer (${firstLines(disagree)}), and no other line names one; are these ids of another system? Then take that column out, or use --by email. Nothing was imported`
          : `FILE: none of its ${tally.lines} lines names a customer of this shop (${tally.of('notFound').count} not found, ${notUnderstood.count} not understood); nothing was imported`,
  );
}
