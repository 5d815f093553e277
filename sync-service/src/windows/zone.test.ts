import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asIfUtc, localOf, ZoneClock } from './zone.ts';

const HOUR = 3_600_000;

describe('local times as instants', () => {
  it.each([
    'Europe/Madrid',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Tehran',
    // Skipped 30 December 2011.
    'Pacific/Apia',
    'UTC',
  ])('in %s are those of Temporal, in whatever order they are asked for', (zone) => {
    const seed = process.env['FC_SEED'] === undefined ? Date.now() % 2 ** 31 : Number(process.env['FC_SEED']);
    const year = fc.integer({ min: Date.UTC(2009, 0) / 60_000, max: Date.UTC(2030, 0) / 60_000 });
    // Around the changes of 2011 and 2026.
    const changes = [
      [2011, 2, 27],
      [2011, 9, 30],
      [2011, 11, 30],
      [2026, 2, 29],
      [2026, 9, 25],
      [2026, 3, 5],
      [2026, 10, 1],
    ];
    const near = fc
      .record({ day: fc.constantFrom(...changes), minute: fc.integer({ min: -2 * 1440, max: 3 * 1440 }) })
      .map(({ day, minute }) => Date.UTC(day[0]!, day[1]!, day[2]!) / 60_000 + minute);
    fc.assert(
      fc.property(fc.array(fc.oneof(year, near), { minLength: 1, maxLength: 40 }), (minutes) => {
        const clock = new ZoneClock(zone);
        for (const minute of minutes) {
          const local = minute * 60_000;
          const expected = localOf(local).toZonedDateTime(zone, { disambiguation: 'compatible' });
          expect(clock.instantOf(local)).toBe(expected.epochMilliseconds);
          const shown = asIfUtc(expected.toPlainDateTime());
          expect(clock.localAt(expected.epochMilliseconds)).toBe(shown);
          if (shown !== local) expect(clock.isOdd(local)).toBe('missing');
        }
      }),
      { seed, numRuns: 60 },
    );
  });

  it('says which happen twice or never', () => {
    const clock = new ZoneClock('Europe/Madrid');
    const spring = Date.UTC(2026, 2, 29);
    const autumn = Date.UTC(2026, 9, 25);
    expect(clock.isOdd(spring + 2.5 * HOUR)).toBe('missing');
    expect(clock.isOdd(spring + 3.5 * HOUR)).toBeNull();
    expect(clock.isOdd(autumn + 2.5 * HOUR)).toBe('twice');
    expect(clock.isOdd(autumn + 3 * HOUR)).toBeNull();
    clock.instantOf(Date.UTC(2026, 6, 1));
    expect(clock.isOdd(Date.UTC(2026, 6, 2))).toBeNull();
    expect(clock.isOdd(autumn + 2.5 * HOUR)).toBe('twice');
  });
});
