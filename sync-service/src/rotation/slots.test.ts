import { readFileSync } from 'node:fs';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../test/support/refusal.ts';
import { ZoneClock } from '../windows/index.ts';
import type { Rotation } from '../offer/offer.ts';
import { readTurn, slotsOf, turnMs } from './slots.ts';

const every = (turn: string): Rotation => ({ turn, by: { capacity: 1 }, coolDown: 0, maxTurns: null });
const window = (start: string, end: string) => ({
  start: Temporal.Instant.from(start),
  end: Temporal.Instant.from(end),
});
const ALL = [Temporal.Instant.from('2000-01-01T00:00Z'), Temporal.Instant.from('2100-01-01T00:00Z')] as const;

function turns(turn: string, start: string, end: string, zone = 'UTC', [from, until] = ALL): string[] {
  const show = (at: Temporal.Instant) =>
    at.toZonedDateTimeISO(zone).toString({ timeZoneName: 'never', smallestUnit: 'minute' });
  return slotsOf(window(start, end), every(turn), new ZoneClock(zone), from, until).map(
    (slot) => `${show(slot.start)} – ${show(slot.end)}`,
  );
}

describe('a window is cut into turns', () => {
  it('of eight hours', () => {
    expect(turns('PT8H', '2026-11-27T00:00Z', '2026-11-28T00:00Z')).toEqual([
      '2026-11-27T00:00+00:00 – 2026-11-27T08:00+00:00',
      '2026-11-27T08:00+00:00 – 2026-11-27T16:00+00:00',
      '2026-11-27T16:00+00:00 – 2026-11-28T00:00+00:00',
    ]);
  });

  it('what remains and is shorter than a turn belongs to the last one', () => {
    expect(turns('PT8H', '2026-11-27T00:00Z', '2026-11-27T23:59Z')).toEqual([
      '2026-11-27T00:00+00:00 – 2026-11-27T08:00+00:00',
      '2026-11-27T08:00+00:00 – 2026-11-27T23:59+00:00',
    ]);
  });

  it('a window shorter than a turn is one', () => {
    expect(turns('PT8H', '2026-11-27T00:00Z', '2026-11-27T05:00Z')).toEqual([
      '2026-11-27T00:00+00:00 – 2026-11-27T05:00+00:00',
    ]);
  });

  it('days keep their time of day when the clock changes, hours do not', () => {
    const weekend = ['2026-10-24T16:00Z', '2026-10-27T17:00Z', 'Europe/Madrid'] as const;
    expect(turns('P1D', ...weekend)).toEqual([
      '2026-10-24T18:00+02:00 – 2026-10-25T18:00+01:00',
      '2026-10-25T18:00+01:00 – 2026-10-26T18:00+01:00',
      '2026-10-26T18:00+01:00 – 2026-10-27T18:00+01:00',
    ]);
    expect(turns('PT24H', ...weekend)[0]).toBe('2026-10-24T18:00+02:00 – 2026-10-25T17:00+01:00');
  });

  it('a time of day that does not exist on one day is back on the next', () => {
    expect(turns('P1D', '2026-03-28T01:30Z', '2026-03-31T00:30Z', 'Europe/Madrid')).toEqual([
      '2026-03-28T02:30+01:00 – 2026-03-29T03:30+02:00',
      '2026-03-29T03:30+02:00 – 2026-03-30T02:30+02:00',
      '2026-03-30T02:30+02:00 – 2026-03-31T02:30+02:00',
    ]);
  });

  it('all that end after one time and start before another, far into a window without end', () => {
    const asked = [Temporal.Instant.from('2076-06-01T00:00Z'), Temporal.Instant.from('2076-06-01T16:00Z')] as const;
    expect(turns('PT8H', '2026-11-27T00:00Z', '2099-12-31T23:59:59Z', 'Europe/Madrid', asked)).toEqual([
      '2076-06-01T02:00+02:00 – 2076-06-01T10:00+02:00',
      '2076-06-01T10:00+02:00 – 2076-06-01T18:00+02:00',
    ]);
    const weeks = [Temporal.Instant.from('2076-06-01T00:00Z'), Temporal.Instant.from('2076-06-01T00:01Z')] as const;
    expect(turns('P1W', '2026-11-27T17:00Z', '2099-12-31T23:59:59Z', 'Europe/Madrid', weeks)).toEqual([
      '2076-05-29T18:00+02:00 – 2076-06-05T18:00+02:00',
    ]);
    expect(turns('PT8H', '2026-11-27T00:00Z', '2026-11-28T00:00Z', 'UTC', asked)).toEqual([]);
  });

  it.each(['P1D', 'P2D', 'PT5H', 'P1DT6H', 'P1W', 'PT97M'])(
    'one follows the other, however they are asked for: %s',
    (turn) => {
      const [from, until] = ['2026-03-20T01:30Z', '2026-04-20T11:11Z'];
      const whole = slotsOf(window(from, until), every(turn), new ZoneClock('Europe/Madrid'), ...ALL);
      expect(whole[0]!.start.equals(from)).toBe(true);
      expect(whole.at(-1)!.end.equals(until)).toBe(true);
      for (const [index, slot] of whole.entries()) {
        if (index > 0) expect(slot.start.equals(whole[index - 1]!.end)).toBe(true);
        const middle = slot.start.add({ seconds: 1 });
        const [only, ...more] = slotsOf(
          window(from, until),
          every(turn),
          new ZoneClock('Europe/Madrid'),
          middle,
          middle.add({ seconds: 1 }),
        );
        expect(more).toEqual([]);
        expect(`${only!.start} ${only!.end}`).toBe(`${slot.start} ${slot.end}`);
      }
    },
  );
});

describe('the length of a turn', () => {
  it.each([
    ['P7D', 7 * 24],
    ['P1W', 7 * 24],
    ['P1DT12H', 36],
    ['PT90M', 1.5],
  ])('%s is %d hours', (turn, hours) => {
    expect(turnMs(every(turn))).toBe(hours * 3_600_000);
  });

  it.each(['', 'a week', 'P', '-PT8H', 'PT0S', '8h'])('"%s" is refused', (turn) => {
    expect(() => readTurn(turn)).toThrow(refusal('turn_unread', { field: 'rotation.turn', value: turn }));
  });

  it('months and years are refused, since they differ in length', () => {
    expect(() => readTurn('P1M')).toThrow(refusal('turn_of_months', { value: 'P1M' }));
  });
});

/** The module lets nobody enter but in a turn: what it makes of a window is held to the same file (TurnSlotsTest.php). */
interface SharedTurns {
  readonly name: string;
  readonly timezone: string;
  /** As the shop keeps them, in seconds. */
  readonly zoneOffsets: { readonly until: number; readonly offsets: readonly (readonly [number, number, 1?])[] };
  readonly turn: string;
  readonly window: readonly [start: string, end: string];
  readonly starts: readonly string[];
}
const SHARED = JSON.parse(
  readFileSync(new URL('../../test/support/turns.json', import.meta.url), 'utf8'),
) as readonly SharedTurns[];

describe('by the zone data that the shop keeps', () => {
  it.each(SHARED.map((each) => [each.name, each] as const))('%s', (_, { timezone, zoneOffsets, ...shared }) => {
    const offsets = zoneOffsets.offsets.map(([at, offset, changed]) => ({
      at: at * 1000,
      offset: offset * 1000,
      changed: changed === 1,
    }));
    const clock = new ZoneClock(timezone, { until: zoneOffsets.until * 1000, offsets });
    const [start, end] = shared.window;
    const slots = slotsOf(window(start, end), every(shared.turn), clock, ...ALL);
    expect(slots.map((slot) => slot.start.toString())).toEqual(shared.starts);
    expect(slots.at(-1)!.end.toString()).toBe(end);
  });
});
