import type { Offer } from '@group-offers/sync-service/offer';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { NOW, offerOf, scheduleOf } from './plan.fixture.ts';
import { timelineRows } from './timeline-rows.ts';

const at = (text: string) => Temporal.ZonedDateTime.from(`${text}[Europe/Madrid]`).epochMilliseconds;
const VIEW = { from: at('2026-11-16T00:00'), until: at('2026-12-21T00:00') };
const rowsOf = (offers: readonly Offer[], width = 900) => timelineRows(offers, VIEW, NOW, width);
const namesOf = (offers: readonly Offer[]) => rowsOf(offers).map(({ offer }) => offer.name);
const bar = (start: string, end: string) => ({ start: at(start), end: at(end) });

const sale = offerOf(1, 'Sale', scheduleOf('2026-11-20T00:00', '2026-12-05T00:00'));
const friday = offerOf(2, 'Black Friday', scheduleOf('2026-11-27T00:00', '2026-11-30T00:00'), { priority: 5 });

describe('the timeline’s rows', () => {
  it('say where another offer goes first, and which', () => {
    const [first, second] = rowsOf([sale, friday]);
    expect(first).toMatchObject({ offer: friday, contested: [], winners: [] });
    expect(second!.contested).toEqual([bar('2026-11-27T00:00', '2026-11-30T00:00')]);
    expect(second!.winners).toEqual([friday]);
  });

  it('of two with the same priority, the window that starts earlier goes first, as in the service', () => {
    const later = { ...friday, priority: 0 };
    const [first, second] = rowsOf([later, sale]);
    expect(first!.offer).toBe(sale);
    expect(second!.winners).toEqual([sale]);
  });

  it('weekends of one and weeks of the other: each may win somewhere', () => {
    const weekends = offerOf(3, 'Weekends', scheduleOf('2026-11-06T18:00', '2026-11-08T00:00', 'FREQ=WEEKLY;BYDAY=FR'));
    const week = offerOf(4, 'Week', scheduleOf('2026-11-28T00:00', '2026-12-05T00:00'));
    const rows = rowsOf([week, weekends]);
    const byName = Object.fromEntries(rows.map((row) => [row.offer.name, row]));
    // Friday 27 began before the week did; the week began before Friday 4.
    expect(byName['Week']!.contested).toEqual([bar('2026-11-28T00:00', '2026-11-29T00:00')]);
    expect(byName['Weekends']!.contested).toEqual([bar('2026-12-04T18:00', '2026-12-05T00:00')]);
  });

  it('nothing is contested by a draft, in another shop, or in the past', () => {
    expect(rowsOf([sale, { ...friday, intent: 'draft' }])[1]!.winners).toEqual([]);
    expect(
      rowsOf([
        { ...sale, idShop: 1 },
        { ...friday, idShop: 2 },
      ])[1]!.winners,
    ).toEqual([]);
    expect(rowsOf([{ ...sale, idShop: 1 }, friday])[1]!.winners).toEqual([friday]);
    const over = offerOf(5, 'Over', scheduleOf('2026-11-20T00:00', '2026-11-22T00:00'), { priority: 9 });
    expect(rowsOf([sale, over])[1]!.winners).toEqual([]);
  });

  it('a draft is told what would go first', () => {
    expect(rowsOf([{ ...sale, intent: 'draft' }, friday])[1]!.winners).toEqual([friday]);
  });

  it('cover what overlaps, once, however many offers do', () => {
    const many = [6, 7, 8, 9].map((id) => ({ ...friday, id, name: `Offer ${id}` }));
    const row = rowsOf([sale, ...many]).at(-1)!;
    expect(row.contested).toEqual([bar('2026-11-27T00:00', '2026-11-30T00:00')]);
    expect(row.winners).toHaveLength(3);
  });

  it('leave out what is put away, and what is to come of a cancelled offer', () => {
    expect(
      namesOf([
        { ...sale, intent: 'archived' },
        { ...friday, intent: 'cancelled' },
      ]),
    ).toEqual([]);
    const [cancelled] = rowsOf([{ ...sale, intent: 'cancelled' }]);
    expect(cancelled).toMatchObject({ state: 'cancelled', edge: null });
  });

  it('end where the merchant ended it', () => {
    const cut = { ...sale, cutAt: Temporal.Instant.fromEpochMilliseconds(at('2026-11-22T12:00')) };
    expect(rowsOf([cut])[0]!.bars).toMatchObject([bar('2026-11-20T00:00', '2026-11-22T12:00')]);
    expect(rowsOf([cut])[0]!.state).toBe('over');
  });

  it('know what comes next', () => {
    const [row] = rowsOf([sale]);
    expect(row).toMatchObject({ state: 'running', edge: { kind: 'until', at: at('2026-12-05T00:00') } });
    expect(rowsOf([friday])[0]).toMatchObject({ state: 'coming', edge: { kind: 'from', at: at('2026-11-27T00:00') } });
    expect(rowsOf([{ ...friday, intent: 'paused' }])[0]!.state).toBe('paused');
  });

  it('mark turns, unless they are too many to be told apart', () => {
    const turning = (turn: string) =>
      rowsOf([{ ...sale, rotation: { turn, by: { cohorts: 3 }, coolDown: 0, maxTurns: null } }])[0]!.turns;
    expect(turning('P7D')).toEqual([at('2026-11-27T00:00')]);
    expect(turning('PT30M')).toEqual([]);
  });

  it('an offer whose recurrence this version cannot read has no windows, and harms no other', () => {
    const odd = { ...sale, schedule: scheduleOf('2026-11-20T00:00', '2026-11-21T00:00', 'FREQ=MOONLY') };
    expect(namesOf([odd, friday])).toEqual(['Black Friday']);
  });

  it('of 200 offers, half of them daily for 73 years, are all there', () => {
    const offers = Array.from({ length: 200 }, (_, index) => {
      const rule = index % 2 === 0 ? 'FREQ=DAILY' : 'FREQ=WEEKLY;BYDAY=FR,SA';
      const hour = String(index % 20).padStart(2, '0');
      return {
        ...sale,
        id: index + 1,
        priority: index % 7,
        schedule: scheduleOf(`2026-11-01T${hour}:00`, `2026-11-01T${hour}:59`, rule),
      };
    }).map((offer) => ({ ...offer, endsAt: Temporal.Instant.from('2099-12-31T23:59:59Z') }));
    expect(rowsOf(offers)).toHaveLength(200);
  });
});
