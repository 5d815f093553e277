import { heldOut } from '@group-offers/sync-service/audience';
import type { Offer } from '@group-offers/sync-service/offer';
import { scheduleSpan } from '@group-offers/sync-service/windows';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { changedFields, duplicateOf, newPlan, planOf, withFields } from './draft.ts';

const ZONE = 'Europe/Madrid';
const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds;
const NOON = at('2026-11-23T11:20:00Z');

function offerOf(change: Partial<Offer> = {}): Offer {
  const plan = { ...newPlan(ZONE, NOON), name: 'Weekend', ...change };
  const { startsAt, endsAt } = scheduleSpan(plan.schedule);
  return { id: 3, version: 4, cutAt: null, startsAt, endsAt, ...plan };
}

describe('a new plan', () => {
  it('begins at the next full hour by the clock of the shop and lasts three days', () => {
    expect(newPlan(ZONE, NOON).schedule).toEqual({
      timezone: ZONE,
      start: '2026-11-23T13:00',
      end: '2026-11-26T13:00',
      recurrence: null,
    });
  });

  it('begins an hour later when it is a full hour already, so that it is never in the past', () => {
    expect(newPlan(ZONE, at('2026-11-23T11:00:00Z')).schedule.start).toBe('2026-11-23T13:00');
  });

  it('gives 10 % to everybody, who keep their groups', () => {
    const { discount, membership, audience, intent } = newPlan(ZONE, NOON);
    expect({ discount, membership, rule: audience.rule, intent }).toEqual({
      discount: 10,
      membership: 'keep',
      rule: { kind: 'all' },
      intent: 'draft',
    });
  });
});

describe('a duplicate', () => {
  it('is a draft with another name and everything else', () => {
    const original = offerOf({ intent: 'armed', discount: 25 });
    const copy = duplicateOf(original, 'Weekend (copy)', NOON);
    expect({ ...copy, audience: { ...copy.audience, seed: original.audience.seed } }).toEqual({
      ...planOf(original),
      name: 'Weekend (copy)',
      intent: 'draft',
    });
  });

  it('of an offer that is over comes in the next weeks on the same weekdays at the same times', () => {
    const schedule = { timezone: ZONE, start: '2026-10-02T18:00', end: '2026-10-04T23:59', recurrence: null };
    const copy = duplicateOf(offerOf({ schedule }), 'again', NOON);
    expect([copy.schedule.start, copy.schedule.end]).toEqual(['2026-11-27T18:00', '2026-11-29T23:59']);
  });

  it('of one that comes again forgets which windows were ended by hand', () => {
    const recurrence = { rule: 'FREQ=WEEKLY;BYDAY=FR', except: ['2026-12-25'], cuts: ['2026-11-20T18:00:00Z'] };
    const schedule = { timezone: ZONE, start: '2026-10-02T18:00', end: '2026-10-02T23:59', recurrence };
    expect(duplicateOf(offerOf({ schedule }), 'again', NOON).schedule).toEqual({
      ...schedule,
      recurrence: { ...recurrence, cuts: [] },
    });
  });
});

it('of two offers that keep 10 % back, about 1 % of the customers get neither, also where one is a copy of the other', () => {
  const first = offerOf();
  for (const { audience } of [newPlan(ZONE, NOON), duplicateOf(first, 'again', NOON)]) {
    const customers = Array.from({ length: 100_000 }, (_, index) => index + 1);
    const both = customers.filter((id) => heldOut(id, 10, first.audience.seed) && heldOut(id, 10, audience.seed));
    // Six standard deviations around 1,000.
    expect(both.length).toBeGreaterThan(810);
    expect(both.length).toBeLessThan(1_190);
  }
});

describe('changed fields', () => {
  it('are none for the same plan, whatever the order of its fields', () => {
    const plan = newPlan(ZONE, NOON);
    const { seed, rule, ...rest } = plan.audience;
    expect(changedFields(plan, { ...plan, audience: { seed, ...rest, rule } })).toEqual([]);
  });

  it('are named, and can be laid over another version', () => {
    const base = newPlan(ZONE, NOON);
    const mine = { ...base, discount: 20, name: 'Mine' };
    const theirs = { ...base, discount: 15, priority: 7 };
    expect(changedFields(base, mine)).toEqual(['name', 'discount']);
    expect(withFields(theirs, mine, ['name'])).toMatchObject({ name: 'Mine', discount: 15, priority: 7 });
  });

  it('notice a discount that is not filled in', () => {
    const base = newPlan(ZONE, NOON);
    expect(changedFields(base, { ...base, discount: NaN })).toEqual(['discount']);
  });
});
