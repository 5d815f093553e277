import type { EnrolmentRecord } from '@group-offers/sync-service/moves';
import { describe, expect, test } from 'vitest';
import { customerOf } from '../offers/samples.ts';
import { reportOf, turnsReport, type ReportWords } from './report.ts';

const WORDS: ReportWords = {
  columns: ['Customer', 'Name', 'E-mail', 'Start', 'Entered', 'Left', 'Result'],
  outcomes: {
    open: 'in it',
    restored: 'as before',
    staff_kept: 'staff',
    changed_elsewhere: 'elsewhere',
    corrected: 'corrected',
    switched: 'went over',
    repaired: 'put right',
    deleted: 'deleted',
  },
  reasons: {
    no_group: 'had no group',
    no_default: 'no default',
    default_missing: 'default missing',
    group_missing: 'group missing',
  },
};
const START = Date.parse('2026-11-27T17:00:00Z');

const record = (customer: number, changes: Partial<EnrolmentRecord> = {}): EnrolmentRecord => ({
  customer,
  offer: 12,
  window: START,
  baseDefault: 3,
  baseGroups: [3],
  writtenDefault: 9,
  writtenGroups: [3, 9],
  until: START + 3_600_000,
  openedAt: START + 1_000,
  closedAt: START + 3_600_000,
  outcome: 'restored',
  reason: null,
  ...changes,
});

async function* pages<T>(...all: T[]): AsyncIterable<T> {
  yield* all;
}

describe('the report as a file', () => {
  test('has a line for each time, in the shop’s time, with names', async () => {
    const csv = await report([[record(7)], [record(8, { closedAt: null, outcome: 'open' })]]);
    expect(csv.split('\r\n')).toEqual([
      '\uFEFFCustomer,Name,E-mail,Start,Entered,Left,Result',
      '7,Ann Smith,ann@shop.example,2026-11-27 18:00:00,2026-11-27 18:00:01,2026-11-27 19:00:00,as before',
      '8,Bo,bo@shop.example,2026-11-27 18:00:00,2026-11-27 18:00:01,,in it',
      '',
    ]);
  });

  test('is no formula to a spreadsheet, whatever customers are called', async () => {
    const people = [customerOf({ name: '=HYPERLINK("http://evil.example","x")', email: '@SUM(A1)' })];
    const csv = await report([[record(7)]], people);
    expect(csv).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")",'@SUM(A1),`);
  });

  test('names deleted customers by their number', async () => {
    expect(await report([[record(99, { outcome: 'deleted' })]])).toContain('\r\n99,,,');
  });

  test('says why what a customer had was corrected', async () => {
    const csv = await report([[record(7, { outcome: 'corrected', reason: 'no_group' })]]);
    expect(csv).toContain(',corrected: had no group\r\n');
  });

  test('asks for names a thousand at a time, each customer once', async () => {
    const asked: number[] = [];
    const records = Array.from({ length: 2_500 }, (_, index) => record(index + 1));
    await reportOf(
      {
        history: () => pages(records, records),
        customers: (what) => {
          asked.push('ids' in what ? what.ids.length : 0);
          return Promise.resolve([]);
        },
      },
      12,
      { timezone: 'Europe/Madrid', delimiter: ';', words: WORDS, onProgress: () => undefined, named: true },
    );
    expect(asked).toEqual([1_000, 1_000, 500]);
  });

  test('of turns says how many each customer had, and when the last', async () => {
    const csv = await turnsReport(
      {
        rotation: () =>
          pages({
            customer: Uint32Array.of(7, 8),
            level: Int32Array.of(2, 0),
            turns: Int32Array.of(2, 0),
            last: Float64Array.of(START, 0),
          }),
        customers: () => Promise.resolve([customerOf()]),
      },
      12,
      ['Customer', 'Name', 'E-mail', 'Turns', 'Last turn'],
      { timezone: 'Europe/Madrid', delimiter: ';', named: true },
    );
    expect(csv.split('\r\n').slice(1, 3)).toEqual(['7;Ann Smith;ann@shop.example;2;2026-11-27 18:00:00', '8;;;0;']);
  });
});

function report(
  records: readonly EnrolmentRecord[][],
  people = [customerOf(), customerOf({ id: 8, name: 'Bo', email: 'bo@shop.example' })],
  named = true,
) {
  return reportOf({ history: () => pages(...records), customers: () => Promise.resolve(people) }, 12, {
    timezone: 'Europe/Madrid',
    delimiter: ',',
    words: WORDS,
    onProgress: () => undefined,
    named,
  });
}
