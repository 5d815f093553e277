import { stringify } from 'csv-stringify/browser/esm/sync';
import type { EnrolmentRecord } from '@group-offers/sync-service/moves';
import { Temporal } from 'temporal-polyfill';
import type { Desk } from '../shop/desk.ts';

/** What is written above the columns, and for each outcome, in the employee's language. */
export interface ReportWords {
  readonly columns: readonly [
    id: string,
    name: string,
    email: string,
    window: string,
    entered: string,
    left: string,
    outcome: string,
  ];
  readonly outcomes: Readonly<Record<EnrolmentRecord['outcome'], string>>;
  readonly reasons: Readonly<Record<NonNullable<EnrolmentRecord['reason']>, string>>;
}

export interface ReportOptions {
  readonly timezone: string;
  /** Spreadsheets of countries with a decimal comma expect a semicolon. */
  readonly delimiter: ',' | ';';
  readonly words: ReportWords;
  readonly onProgress: (lines: number) => void;
  /** Otherwise names and e-mails stay empty. */
  readonly named: boolean;
}

const NAMES_AT_ONCE = 1_000;

/**
 * Who was in the offer, from when to when, and what became of them: a line for each time, as CSV with a byte order mark. Nothing in it is
 * taken for a formula by a spreadsheet.
 * @throws errors of the desk
 */
export async function reportOf(
  desk: Pick<Desk, 'history' | 'customers'>,
  offer: number,
  { timezone, delimiter, words, onProgress, named }: ReportOptions,
): Promise<string> {
  const records: EnrolmentRecord[] = [];
  for await (const page of desk.history(offer)) {
    records.push(...page);
    onProgress(records.length);
  }
  const people = await peopleOf(desk, named ? records : []);
  const at = (ms: number | null) => (ms === null ? '' : localText(ms, timezone));
  const lines = records.map(({ customer, window, openedAt, closedAt, outcome, reason }) => {
    const { name, email } = people.get(customer) ?? { name: '', email: '' };
    return [customer, name, email, at(window), at(openedAt), at(closedAt), became(words, outcome, reason)];
  });
  return stringify([[...words.columns], ...lines], {
    delimiter,
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}

/** How often each customer had a turn, as CSV like {@link reportOf}. */
export async function turnsReport(
  desk: Pick<Desk, 'rotation' | 'customers'>,
  offer: number,
  columns: readonly string[],
  { timezone, delimiter, named }: Pick<ReportOptions, 'timezone' | 'delimiter' | 'named'>,
): Promise<string> {
  const lines: { customer: number; turns: number; last: number }[] = [];
  for await (const { customer, turns, last } of desk.rotation(offer)) {
    for (const [row, id] of customer.entries()) lines.push({ customer: id, turns: turns[row]!, last: last[row]! });
  }
  const people = await peopleOf(desk, named ? lines : []);
  const rows = lines.map(({ customer, turns, last }) => {
    const { name, email } = people.get(customer) ?? { name: '', email: '' };
    return [customer, name, email, turns, last === 0 ? '' : localText(last, timezone)];
  });
  return stringify([[...columns], ...rows], {
    delimiter,
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}

/** Hands a text to the browser as a file. */
export function download(name: string, csv: string): void {
  const address = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

async function peopleOf(
  desk: Pick<Desk, 'customers'>,
  lines: readonly { readonly customer: number }[],
): Promise<ReadonlyMap<number, { readonly name: string; readonly email: string }>> {
  const ids = [...new Set(lines.map(({ customer }) => customer))];
  const people = new Map<number, { name: string; email: string }>();
  for (let from = 0; from < ids.length; from += NAMES_AT_ONCE) {
    for (const { id, name, email } of await desk.customers({ ids: ids.slice(from, from + NAMES_AT_ONCE) })) {
      people.set(id, { name, email });
    }
  }
  return people;
}

function became(
  { outcomes, reasons }: ReportWords,
  outcome: EnrolmentRecord['outcome'],
  reason: EnrolmentRecord['reason'],
): string {
  return reason === null ? outcomes[outcome] : `${outcomes[outcome]}: ${reasons[reason]}`;
}

/** `2026-11-27 18:00:00` by the shop's clock, which every spreadsheet reads. */
function localText(ms: number, timezone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(ms)
    .toZonedDateTimeISO(timezone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'second' })
    .replace('T', ' ');
}
