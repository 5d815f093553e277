import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { plainOffer } from '../../test/support/plain-plan.ts';
import type { Offer, ZoneOffsets } from '../offer/index.ts';
import { windowsOf } from './windows.ts';
import { ZoneClock } from './zone.ts';
import { zoneDifference } from './zone-difference.ts';

const HOUR = 3_600_000;
const ms = (text: string) => Temporal.Instant.from(text).epochMilliseconds;
const local = (text: string) => ms(`${text}Z`);

/** A shop whose zone data has another idea of the zone than this machine's. */
const shopZone = (...offsets: readonly (readonly [at: string, hours: number, changed?: boolean])[]): ZoneOffsets => ({
  until: ms('2028-06-01T00:00Z'),
  offsets: offsets.map(([at, hours, changed = false]) => ({ at: ms(at), offset: hours * HOUR, changed })),
});

const WEEKLY = {
  timezone: 'America/Asuncion',
  start: '2026-06-20T18:00',
  end: '2026-06-20T20:00',
  recurrence: { rule: 'FREQ=WEEKLY', except: [], cuts: [] },
};
const offer = (zone: ZoneOffsets, more: Partial<Offer> = {}): Offer =>
  plainOffer(WEEKLY, '2026-06-20T22:00Z', '2099-12-31T23:59:59Z', { zone, ...more });

describe('the shop’s zone data decides', () => {
  // Asunción has stayed on summer time since 2024: data from before says four hours in June.
  const old = shopZone(['2025-05-01T00:00Z', -4]);

  it('the windows of an offer that comes again are at its instants', () => {
    const windows = windowsOf(
      offer(old),
      Temporal.Instant.from('2026-06-01T00:00Z'),
      Temporal.Instant.from('2026-07-01T00:00Z'),
    );
    expect(windows.map(({ start, end }) => `${start} ${end}`)).toEqual([
      '2026-06-20T22:00:00Z 2026-06-21T00:00:00Z',
      '2026-06-27T22:00:00Z 2026-06-28T00:00:00Z',
    ]);
  });

  it('the difference is told, with its cause and who decides', () => {
    expect(zoneDifference(offer(old), ms('2026-06-20T22:00Z'))).toEqual({
      code: 'zones_differ',
      params: {
        field: 'schedule.timezone',
        zone: 'America/Asuncion',
        utc: '2026-06-20 22:00',
        shop: '18:00',
        here: '19:00',
      },
    });
    expect(zoneDifference(offer(shopZone(['2025-05-01T00:00Z', -3])), ms('2026-06-20T22:00Z'))).toBeNull();
  });

  it('beyond what the shop says, this machine’s counts', () => {
    const clock = new ZoneClock('America/Asuncion', old);
    expect(clock.localAt(ms('2028-07-01T12:00Z'))).toBe(local('2028-07-01T09:00'));
    expect(clock.instantOf(local('2028-07-01T09:00'))).toBe(ms('2028-07-01T12:00Z'));
    expect(clock.localAt(ms('2024-06-01T12:00Z'))).toBe(
      new ZoneClock('America/Asuncion').localAt(ms('2024-06-01T12:00Z')),
    );
  });

  it('what was begun when the data changed keeps its start, and its end follows', () => {
    const changed = shopZone(['2025-05-01T00:00Z', -4], ['2026-06-20T22:30Z', -3, true]);
    const [open, next] = windowsOf(offer(changed), Temporal.Instant.from('2026-06-20T22:30Z'));
    expect(`${open!.start} ${open!.end}`).toBe('2026-06-20T22:00:00Z 2026-06-20T23:00:00Z');
    expect(`${next!.start} ${next!.end}`).toBe('2026-06-27T21:00:00Z 2026-06-27T23:00:00Z');
  });

  it('what the change jumps over is at the change, and nobody is told of a clock change', () => {
    const changed = shopZone(['2025-05-01T00:00Z', -4], ['2026-06-20T22:30Z', -3, true]);
    const clock = new ZoneClock('America/Asuncion', changed);
    expect(clock.instantOf(local('2026-06-20T19:00'))).toBe(ms('2026-06-20T22:30Z'));
    expect(clock.isOdd(local('2026-06-20T19:00'))).toBeNull();
  });

  it.each(['Europe/Madrid', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca'])(
    'data that say the same give the same instants and oddities: %s',
    (zone) => {
      const here = new ZoneClock(zone);
      const offsets: ZoneOffsets['offsets'][number][] = [];
      for (let at = ms('2025-05-01T00:00Z'); at < ms('2028-06-01T00:00Z'); at += HOUR / 2) {
        const offset = here.localAt(at) - at;
        if (offsets.at(-1)?.offset !== offset) offsets.push({ at, offset, changed: false });
      }
      const shop = new ZoneClock(zone, { until: ms('2028-06-01T00:00Z'), offsets });
      for (let each = local('2026-01-01T00:15'); each < local('2027-01-01T00:00'); each += HOUR / 2) {
        expect([each, shop.instantOf(each), shop.isOdd(each)]).toEqual([each, here.instantOf(each), here.isOdd(each)]);
      }
    },
  );
});
