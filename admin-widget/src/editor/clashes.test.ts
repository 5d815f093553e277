import type { Offer, OfferPlan } from '@group-offers/sync-service/offer';
import { scheduleSpan } from '@group-offers/sync-service/windows';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { clashesOf } from './clashes.ts';
import { newPlan } from './draft.ts';

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds;
const NOW = at('2026-11-23T11:20:00Z');

function planned(start: string, end: string, change: Partial<OfferPlan> = {}): OfferPlan {
  const schedule = { timezone: 'UTC', start, end, recurrence: null };
  return { ...newPlan('UTC', NOW), intent: 'armed', schedule, ...change };
}
function offer(id: number, plan: OfferPlan): Offer {
  const { startsAt, endsAt } = scheduleSpan(plan.schedule);
  return { ...plan, id, version: 1, cutAt: null, startsAt, endsAt };
}
const MINE = planned('2026-11-27T00:00', '2026-11-30T00:00');

describe('offers at the same time', () => {
  it('are told with the time that they share', () => {
    const other = offer(1, planned('2026-11-28T00:00', '2026-12-05T00:00'));
    const [clash, ...none] = clashesOf(MINE, 0, [other], NOW);
    expect(clash).toMatchObject({ from: at('2026-11-28T00:00:00Z'), until: at('2026-11-30T00:00:00Z') });
    expect(none).toEqual([]);
  });

  it('are won by the larger priority, then the earlier start, then the older offer', () => {
    const who = (start: string, priority: number) => {
      const [clash] = clashesOf(MINE, 0, [offer(1, planned(start, '2026-12-05T00:00', { priority }))], NOW);
      return `${clash!.wins} by ${clash!.by}`;
    };
    expect(who('2026-11-28T00:00', 5)).toBe('other by priority');
    expect(who('2026-11-26T00:00', -1)).toBe('mine by priority');
    expect(who('2026-11-26T00:00', 0)).toBe('other by start');
    expect(who('2026-11-28T00:00', 0)).toBe('mine by start');
    expect(who('2026-11-27T00:00', 0)).toBe('other by age');
  });

  it('are not those that only touch, are no more than drafts, or come later', () => {
    const others = [
      offer(1, planned('2026-11-25T00:00', '2026-11-27T00:00')),
      offer(2, planned('2026-11-28T00:00', '2026-12-05T00:00', { intent: 'draft' })),
      offer(3, planned('2026-12-01T00:00', '2026-12-05T00:00')),
    ];
    expect(clashesOf(MINE, 0, others, NOW)).toEqual([]);
  });

  it('are found among windows that come again', () => {
    const recurrence = { rule: 'FREQ=WEEKLY;BYDAY=SA', except: [], cuts: [] };
    const schedule = { timezone: 'UTC', start: '2026-11-07T10:00', end: '2026-11-07T20:00', recurrence };
    const [clash] = clashesOf(MINE, 0, [offer(1, { ...MINE, schedule })], NOW);
    expect(clash!.from).toBe(at('2026-11-28T10:00:00Z'));
  });

  it('are none while the plan’s own times cannot be read', () => {
    expect(clashesOf(planned('', ''), 0, [offer(1, MINE)], NOW)).toEqual([]);
  });
});
