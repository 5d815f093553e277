import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Resolver } from '../../src/cli/resolve.ts';
import { InvalidInputError } from '../../src/errors.ts';
import type { Shop, ShopDetails } from '../../src/moves/index.ts';
import { offerFileSchema, type OfferPlan } from '../../src/offer/index.ts';
import { planRow } from '../../src/wire/index.ts';
import { plainPlan } from '../support/plain-plan.ts';

/**
 * Each field of an offer gets the same odd values on the command line, on the page, and in the module's PHP: all three must take or refuse them,
 * and make the same of what they take.
 */
const NOW = Date.UTC(2026, 10, 22, 12);

/** The page's types need a browser's, which are not the service's. */
const PAGE: string = '../../../admin-widget/src/editor/problems.ts';
const { problemsOf } = (await import(PAGE)) as {
  readonly problemsOf: (plan: OfferPlan, surroundings: unknown) => readonly { readonly onlyToRun: boolean }[];
};
const GOOD = plainPlan(Date.UTC(2027, 2, 5, 18), Date.UTC(2027, 2, 7, 23), { intent: 'draft', rotation: null });
const ROTATION = { turn: 'P1D', by: { cohorts: 3 }, coolDown: 0, maxTurns: null };

/** Several values a line, apart by blanks; `␣` stands for a blank in one. */
const words = (text: string): string[] =>
  text
    .trim()
    .split(/\s+/u)
    .map((word) => word.replaceAll('␣', ' '));

/** Odd in any field. */
const ANYWHERE: readonly unknown[] = [
  ...['', ' ', '\t', '\n', '\u0000', '\u00a0', '\u200b', '5\n'],
  ...words(`
    null undefined true Infinity -Infinity NaN [] {}
    0 5 05 +5 -5 5␣ ␣5 5. .5 5.5 5,5 1e1 0x5 0b1 1_000 ٥ ５ ² 5% ١٠`),
  ...[0, 1, -1, 5, 5.5, -0.5, 0.1 + 0.2, 1e-9, 1e-7, 0.001, 12.345, 12.34, 99.99, 99.995, 100, 100.001, 101],
  ...[299, 1_000, 10_000, 10_001, 86_400, 1_000_000, 1_000_001, 1e8, 1e9],
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53, 1e21, 1e300],
  ...[true, false, null, [], [5], {}, { value: 5 }, ['5']],
];

/** What may stand before or after a text that is right. */
const AROUND = [' ', '\n', '\r\n', '\t', '\u0000', '\u00a0', '\ufeff', ' +01:00'];
const variants = (text: string): string[] => [
  text,
  ...[...AROUND, ...words(`Z x . ; , " ' +00:00 -05:00 +0100`)].flatMap((each) => [text + each, each + text]),
  ...[text.toLowerCase(), text.toUpperCase(), text.replaceAll('-', '/'), text.replaceAll('-', '')],
  ...[text.replace('-', '−'), text.replaceAll(':', ''), text.replaceAll('1', '١'), text.replaceAll('2', '２')],
  ...[text.replace(/\d/, 'O'), text + text, text.slice(1), text.slice(0, -1), [...text].join(' ')],
];

const LOCAL_TIMES = [
  ...variants('2027-03-05T18:00'),
  ...variants('2027-03-05T18:00:30'),
  ...words(`
    2027-03-05T18:00-05:00 2027-03-05T18:00Z 2027-03-05T18:00:00.000Z 2027-03-05T18:00:00.5 2027-03-05T18:00:00,5
    2027-03-05T18:00[Europe/Madrid] 2027-03-05T18:00+01:00[Europe/Madrid]
    2027-03-05 2027-03-05T18 2027-03-05T1800 20270305T1800 20270305T180000 2027-W09-5T18:00 2027-064T18:00
    2027-02-29T18:00 2027-02-30T18:00 2027-13-01T18:00 2027-00-01T18:00 2027-03-00T18:00 2027-03-32T18:00
    2027-03-05T24:00 2027-03-05T25:00 2027-03-05T18:60 2027-03-05T18:00:60 2027-03-05T18:00:61
    +002027-03-05T18:00 -002027-03-05T18:00 02027-03-05T18:00 27-03-05T18:00 2027-3-5T18:00
    2027-03-05T6:00 2027-03-05t18:00 2027-03-05␣18:00 2027-03-05T18:00␣PM 05.03.2027␣18:00 03/05/2027
    tomorrow @1799258400 now next␣friday`),
];
const DATES = [
  ...variants('2027-03-12'),
  ...words(`
    2027-02-29 2028-02-29 2027-13-01 2027-00-10 20270312 2027-W10-5 2027-03-12T00:00 12.03.2027 +002027-03-12`),
];
const ZONES = [
  ...variants('Europe/Madrid'),
  ...words(String.raw`
    UTC utc Z GMT CET EST EST5EDT MST Japan Cuba US/Eastern us/eastern Etc/GMT+5 Etc/UTC
    GMT+2 GMT+0 UTC+1 +02:00 -05 +02 PST8PDT PST CEST BST
    America/Argentina/Buenos_Aires America/Port-au-Prince Africa/Casablanca Asia/Calcutta Asia/Kolkata
    Factory localtime posix/Europe/Madrid right/UTC Mars/Base Europe Europe/ /Madrid Europe\Madrid
    ../../etc/passwd 2027-01-01T00:00+01:00[Europe/Madrid]`),
];
const TURNS = [
  ...variants('P1D'),
  ...variants('PT8H'),
  ...words(`
    P1W P7D P1W1D P1DT1H PT5M PT4M59S PT300S PT299S PT90M P0D P PT P1DT -P1D +P1D P-1D P1M P1Y PT1.5H P1,5D
    P99999D P100000D PT99999H PT100000H PT1H30M PT30M1H P1D1W p1d 1D P1H PT1D 01:00 P01D P001D`),
];
const NAMES = [
  ...variants('Black Friday'),
  ...['x'.repeat(128), 'x'.repeat(129), '🎉'.repeat(128), '🎉'.repeat(129), ` ${'x'.repeat(128)} `],
  ...['<b>&amp;</b>', ']]>', "'; DROP TABLE `x`; --", 'עברית', '0', '-', '\\', '%s'],
  ...['a\u0000b', 'a\u0007b', 'a\u007fb', '\u3000', '\u2003x', 'x\u2028', 'x\ufffe', 'a\nb', 'a\tb'],
];

interface Field {
  readonly name: string;
  readonly values: readonly unknown[];
  /** The offer file that has it. */
  readonly file: (value: unknown) => Record<string, unknown>;
  /** The page's plan that has it; left out where the page has no way to write such a value. */
  readonly plan?: (value: never) => OfferPlan;
  /** Of what type the page's own inputs make it. */
  readonly typed?: 'string' | 'number';
  /** The module's column with the value as it is, for values that are refused. */
  readonly raw: (value: unknown) => Record<string, unknown> | null;
}

const file = (changes: Record<string, unknown>) => ({
  name: GOOD.name,
  intent: 'draft',
  discount: GOOD.discount,
  schedule: { timezone: 'UTC', start: GOOD.schedule.start, end: GOOD.schedule.end },
  checkoutGrace: 0,
  ...changes,
});
const inSchedule = (changes: Record<string, unknown>) =>
  file({ schedule: { timezone: 'UTC', start: GOOD.schedule.start, end: GOOD.schedule.end, ...changes } });
const scheduleColumn = (changes: Record<string, unknown>) => ({
  schedule: JSON.stringify({ ...GOOD.schedule, ...changes }),
});
const again = { rule: 'FREQ=WEEKLY;COUNT=5', except: [] as unknown[], cuts: [] };
const inRotation = (changes: Record<string, unknown>) => file({ rotation: { turn: 'P1D', cohorts: 3, ...changes } });
const rotationColumn = (changes: Record<string, unknown>) => ({
  rotation: JSON.stringify({ ...ROTATION, ...changes }),
});
/** XML carries numbers as text: the text of a right number is right there, and no number in a file. */
const asText = (column: string, value: unknown) =>
  typeof value === 'string' && String(Number(value)) === value
    ? null
    : { [column]: typeof value === 'string' ? value : JSON.stringify(value) };

const FIELDS: readonly Field[] = [
  {
    name: 'name',
    values: [...ANYWHERE, ...NAMES],
    typed: 'string',
    file: (name) => file({ name }),
    plan: (name) => ({ ...GOOD, name }),
    raw: (name) => (typeof name === 'string' ? { name } : null),
  },
  {
    name: 'discount',
    values: ANYWHERE,
    typed: 'number',
    file: (discount) => file({ discount }),
    plan: (discount) => ({ ...GOOD, discount }),
    raw: (value) => asText('discount', value),
  },
  {
    name: 'priority',
    values: ANYWHERE,
    typed: 'number',
    file: (priority) => file({ priority }),
    plan: (priority) => ({ ...GOOD, priority }),
    raw: (value) => asText('priority', value),
  },
  {
    name: 'schedule.start',
    values: [...ANYWHERE, ...LOCAL_TIMES],
    typed: 'string',
    file: (start) => inSchedule({ start }),
    plan: (start) => ({ ...GOOD, schedule: { ...GOOD.schedule, start } }),
    raw: (start) => scheduleColumn({ start }),
  },
  {
    name: 'schedule.end',
    values: [...ANYWHERE, ...LOCAL_TIMES.map((each) => each.replace('03-05', '03-07').replace('0305', '0307'))],
    typed: 'string',
    file: (end) => inSchedule({ end }),
    plan: (end) => ({ ...GOOD, schedule: { ...GOOD.schedule, end } }),
    raw: (end) => scheduleColumn({ end }),
  },
  {
    name: 'schedule.timezone',
    values: [...ANYWHERE, ...ZONES],
    typed: 'string',
    file: (timezone) => inSchedule({ timezone }),
    plan: (timezone) => ({ ...GOOD, schedule: { ...GOOD.schedule, timezone } }),
    raw: (timezone) => scheduleColumn({ timezone }),
  },
  {
    name: 'schedule.recurrence.except',
    values: [...ANYWHERE, ...DATES],
    typed: 'string',
    file: (date) => inSchedule({ recurrence: { rule: again.rule, except: [date] } }),
    plan: (date) => ({ ...GOOD, schedule: { ...GOOD.schedule, recurrence: { ...again, except: [date] } } }),
    raw: (date) => scheduleColumn({ recurrence: { ...again, except: [date] } }),
  },
  {
    name: 'rotation.turn',
    values: [...ANYWHERE, ...TURNS],
    typed: 'string',
    file: (turn) => inRotation({ turn }),
    plan: (turn) => ({ ...GOOD, rotation: { ...ROTATION, turn } }),
    raw: (turn) => rotationColumn({ turn }),
  },
  {
    name: 'rotation.cohorts',
    values: ANYWHERE,
    typed: 'number',
    file: (cohorts) => inRotation({ cohorts }),
    plan: (cohorts) => ({ ...GOOD, rotation: { ...ROTATION, by: { cohorts } } }),
    raw: (cohorts) => rotationColumn({ by: { cohorts } }),
  },
  {
    name: 'rotation.capacity',
    values: ANYWHERE,
    typed: 'number',
    file: (capacity) => inRotation({ cohorts: undefined, capacity }),
    plan: (capacity) => ({ ...GOOD, rotation: { ...ROTATION, by: { capacity } } }),
    raw: (capacity) => rotationColumn({ by: { capacity } }),
  },
  {
    name: 'rotation.coolDown',
    values: ANYWHERE,
    typed: 'number',
    file: (coolDown) => inRotation({ coolDown }),
    plan: (coolDown) => ({ ...GOOD, rotation: { ...ROTATION, coolDown } }),
    raw: (coolDown) => rotationColumn({ coolDown }),
  },
  {
    name: 'audience.holdout',
    values: ANYWHERE,
    typed: 'number',
    file: (holdout) => file({ audience: { who: 'all', holdout } }),
    plan: (holdout) => ({ ...GOOD, audience: { ...GOOD.audience, holdout } }),
    raw: (holdout) => ({ audience: JSON.stringify({ ...GOOD.audience, holdout }) }),
  },
];

const DETAILS = { shortestTurn: 300, shops: [], modules: [] } as unknown as ShopDetails;
const resolver = new Resolver({} as Shop, DETAILS, 'UTC');
const SURROUNDINGS = {
  choices: { categories: [], groups: [], details: DETAILS },
  others: [],
  now: NOW,
};

/** The plan that the command line would send; null when it refuses. */
async function onCommandLine(offer: unknown): Promise<OfferPlan | null> {
  const parsed = offerFileSchema.safeParse(offer);
  if (!parsed.success) return null;
  try {
    return (await resolver.resolve(parsed.data, 1)).plan;
  } catch (error) {
    if (error instanceof InvalidInputError) return null;
    throw error;
  }
}

type Answer = { readonly row: Readonly<Record<string, string | null>> } | { readonly refused: string };

function askPhp(rows: readonly Record<string, unknown>[]): readonly Answer[] {
  const script = join(import.meta.dirname, '../../../admin-widget/php-tests/offer-fields.php');
  const input = rows.map((row) => JSON.stringify(row)).join('\n');
  const { stdout, stderr, status } = spawnSync('php', [script], { input, encoding: 'utf8', maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`php: ${stderr}${stdout.slice(-2_000)}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
}

const asSent = (plan: OfferPlan): Record<string, unknown> =>
  Object.fromEntries(Object.entries(planRow(plan)).map(([column, value]) => [column, String(value)]));
const BASE = asSent(GOOD);
/** What a row says of the plan; instants and the shop's zone data are the shop's. */
const told = (row: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.keys(BASE)
      .filter((column) => !column.endsWith('_at'))
      .map((column) => [column, String(row[column])]),
  );

describe('each field has one pattern', () => {
  it.each(FIELDS)('$name', async ({ values, file: fileOf, plan: planOf, typed, raw }) => {
    const cases = await Promise.all(values.map(async (value) => ({ value, plan: await onCommandLine(fileOf(value)) })));
    const answers = askPhp(cases.map(({ value, plan }) => (plan === null ? { ...BASE, ...raw(value) } : asSent(plan))));
    const wrong: string[] = [];
    for (const [index, { value, plan }] of cases.entries()) {
      const answer = answers[index]!;
      const shown = JSON.stringify(value);
      if (plan === null && raw(value) !== null && 'row' in answer)
        wrong.push(`${shown}: refused by the command line, taken by PHP`);
      if (plan !== null && 'refused' in answer)
        wrong.push(`${shown}: taken by the command line, refused by PHP: ${answer.refused}`);
      if (plan !== null && 'row' in answer && JSON.stringify(told(answer.row)) !== JSON.stringify(told(asSent(plan))))
        wrong.push(`${shown}: PHP makes ${JSON.stringify(answer.row)} of it`);
      if (planOf === undefined || typeof value !== typed) continue;
      const onPage = problemsOf(planOf(value as never), SURROUNDINGS).every(({ onlyToRun }) => onlyToRun);
      if (onPage !== (plan !== null))
        wrong.push(`${shown}: ${onPage ? 'taken' : 'refused'} on the page, not so by the command line`);
    }
    expect(wrong).toEqual([]);
  });

  it('are more than a thousand odd values', () => {
    expect(FIELDS.reduce((sum, { values }) => sum + values.length, 0)).toBeGreaterThan(1_000);
  });

  it('a time with an offset is refused with the way to write it', async () => {
    const offer = offerFileSchema.parse(inSchedule({ start: '2027-03-05T18:00-05:00', timezone: 'Europe/Madrid' }));
    await expect(resolver.resolve(offer, 1)).rejects.toThrow(
      'schedule.start: "2027-03-05T18:00-05:00" is not a local date and time; write it as 2026-11-27T18:00, without an offset: schedule.timezone says where',
    );
  });
});
