import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { plainOffer } from '../../test/support/plain-plan.ts';
import { refusal } from '../../test/support/refusal.ts';
import type { Offer, Recurrence } from '../offer/offer.ts';
import { byPrecedence, isOpen, windowsOf } from './windows.ts';

const at = (text: string) => Temporal.Instant.from(text);

/** Fridays 18:00 to Sundays 23:59 UTC from 2026-11-27 on, five times. */
function weekends(changes: Partial<Offer> = {}, recurrence: Partial<Recurrence> | null = {}): Offer {
  const again = { rule: 'FREQ=WEEKLY;BYDAY=FR;COUNT=5', except: [], cuts: [], ...recurrence };
  const times = { timezone: 'UTC', start: '2026-11-27T18:00', end: '2026-11-29T23:59' };
  const schedule = { ...times, recurrence: recurrence === null ? null : again };
  return plainOffer(schedule, '2026-11-27T18:00Z', '2026-12-27T23:59Z', changes);
}

const show = (offer: Offer, now: string, until?: string) =>
  windowsOf(offer, at(now), until === undefined ? undefined : at(until)).map(
    ({ start, end }) => `${start.toString({ smallestUnit: 'minute' })} ${end.toString({ smallestUnit: 'minute' })}`,
  );

describe('the windows of an offer', () => {
  it('that comes again: those of the next two weeks, the open one first', () => {
    expect(show(weekends(), '2026-11-28T00:00Z')).toEqual([
      '2026-11-27T18:00Z 2026-11-29T23:59Z',
      '2026-12-04T18:00Z 2026-12-06T23:59Z',
      '2026-12-11T18:00Z 2026-12-13T23:59Z',
    ]);
    expect(show(weekends(), '2026-12-27T23:59Z')).toEqual([]);
  });

  it('at least the next one, however far away', () => {
    expect(show(weekends(), '2020-01-01T00:00Z')).toEqual(['2026-11-27T18:00Z 2026-11-29T23:59Z']);
    const yearly = weekends({ endsAt: at('2099-12-31T23:59:59Z') }, { rule: 'FREQ=YEARLY' });
    expect(show(yearly, '2027-01-01T00:00Z')).toEqual(['2027-11-27T18:00Z 2027-11-29T23:59Z']);
  });

  it('up to a time', () => {
    expect(show(weekends(), '2026-11-28T00:00Z', '2026-12-04T18:00Z')).toHaveLength(1);
    expect(show(weekends(), '2026-11-28T00:00Z', '2026-12-04T18:01Z')).toHaveLength(2);
  });

  it('of an offer that is not armed: none', () => {
    for (const intent of ['draft', 'paused', 'cancelled', 'archived'] as const)
      expect(show(weekends({ intent }), '2026-11-28T00:00Z')).toEqual([]);
  });

  it('"end now" of the whole offer cuts the open one and all after it', () => {
    const cut = weekends({ cutAt: at('2026-12-05T12:00Z') });
    expect(show(cut, '2026-11-28T00:00Z')).toEqual([
      '2026-11-27T18:00Z 2026-11-29T23:59Z',
      '2026-12-04T18:00Z 2026-12-05T12:00Z',
    ]);
    expect(show(cut, '2026-12-05T12:00Z')).toEqual([]);
  });

  it('"end now" of this window lets the next one come', () => {
    const cut = weekends({}, { cuts: ['2026-11-28T12:00:00Z'] });
    expect(show(cut, '2026-11-28T12:00Z')[0]).toBe('2026-12-04T18:00Z 2026-12-06T23:59Z');
  });

  it('never outside the times that the shop keeps of the offer', () => {
    const narrower = weekends({ startsAt: at('2026-11-28T00:00Z'), endsAt: at('2026-12-05T00:00Z') });
    expect(show(narrower, '2026-11-01T00:00Z', '2027-11-01T00:00Z')).toEqual([
      '2026-11-28T00:00Z 2026-11-29T23:59Z',
      '2026-12-04T18:00Z 2026-12-05T00:00Z',
    ]);
  });

  it('of one window: as the shop keeps it', () => {
    const once = weekends({ endsAt: at('2026-11-29T23:59Z') }, null);
    expect(show(once, '2026-01-01T00:00Z')).toEqual(['2026-11-27T18:00Z 2026-11-29T23:59Z']);
    expect(show({ ...once, cutAt: at('2026-11-28T00:00Z') }, '2026-01-01T00:00Z')).toEqual([
      '2026-11-27T18:00Z 2026-11-28T00:00Z',
    ]);
    expect(show(once, '2026-11-29T23:59Z')).toEqual([]);
    expect(show({ ...once, cutAt: at('2026-11-27T18:00Z') }, '2026-01-01T00:00Z')).toEqual([]);
  });

  it('that cannot be read is told, naming the field', () => {
    expect(() => show(weekends({}, { rule: 'FREQ=SOMETIMES' }), '2026-11-28T00:00Z')).toThrow(
      refusal('rule_frequency', { field: 'schedule.recurrence.rule', part: 'FREQ=SOMETIMES' }),
    );
  });
});

describe('windows', () => {
  const [window] = windowsOf(weekends(), at('2026-11-28T00:00Z'));

  it('are open from their start until before their end', () => {
    const open = (text: string) => isOpen(window!, at(text));
    expect(open('2026-11-27T17:59:59.999Z')).toBe(false);
    expect(open('2026-11-27T18:00Z')).toBe(true);
    expect(open('2026-11-29T23:58:59.999Z')).toBe(true);
    expect(open('2026-11-29T23:59Z')).toBe(false);
  });

  it('take customers by priority, then by earlier start, then by lower id', () => {
    const of = (id: number, priority: number, hours = 0) => ({
      ...window!,
      offer: weekends({ id, priority }),
      start: window!.start.add({ hours }),
    });
    const sorted = [of(4, 0, -1), of(3, 0), of(2, 0), of(1, 5, 9)].sort(byPrecedence);
    expect(sorted.map(({ offer }) => offer.id)).toEqual([1, 4, 2, 3]);
  });
});
