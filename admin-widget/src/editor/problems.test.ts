import type { OfferPlan } from '@group-offers/sync-service/offer';
import { scheduleSpan } from '@group-offers/sync-service/windows';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { newPlan } from './draft.ts';
import { problemsOf } from './problems.ts';
import { CHOICES } from './samples.ts';

const NOW = Temporal.Instant.from('2026-11-23T11:20:00Z').epochMilliseconds;
const GOOD: OfferPlan = { ...newPlan('Europe/Madrid', NOW), name: 'Weekend' };

function keys(change: Partial<OfferPlan>, others: Parameters<typeof problemsOf>[1]['others'] = []): string[] {
  const problems = problemsOf({ ...GOOD, ...change }, { choices: CHOICES, others, now: NOW });
  return problems.map(({ field, key }) => `${field} ${key}`);
}

describe('what has to be put right', () => {
  it('is nothing when only a name was typed', () => {
    expect(keys({})).toEqual([]);
  });

  it.each<[string, Partial<OfferPlan>, string]>([
    ['no name', { name: '  ' }, 'go-offer-name nameMissing'],
    ['a name of 129 characters', { name: 'x'.repeat(129) }, 'go-offer-name nameLong'],
    ['no discount', { discount: NaN }, 'go-offer-discount percentMissing'],
    ['a discount over 100', { discount: 150 }, 'go-offer-discount percentRange'],
    ['three decimals', { discount: 12.345 }, 'go-offer-discount percentDecimals'],
    [
      'a category without a percentage',
      { reductions: [{ idCategory: 3, discount: NaN, subcategories: true }] },
      'go-offer-categories categoryPercent',
    ],
    [
      'a category that is gone',
      { reductions: [{ idCategory: 99, discount: 5, subcategories: true }] },
      'go-offer-categories categoryGone',
    ],
    ['modules for customers who keep their groups', { modulesDenied: [2] }, 'go-offer-modules modulesKeep'],
    ['a group that is gone', { idReferenceGroup: 77 }, 'go-offer-reference groupGone'],
    ['a shop that is gone', { idShop: 9 }, 'go-offer-shop shopGone'],
    ['half a priority', { priority: 1.5 }, 'go-offer-priority priority'],
    ['two days at the checkout', { checkoutGrace: 172_800 }, 'go-offer-grace grace'],
    [
      'an empty choice of customers',
      { audience: { ...GOOD.audience, rule: { kind: 'anyOf', of: [] } } },
      'go-section-who rule',
    ],
    [
      'an end before the start',
      { schedule: { ...GOOD.schedule, end: '2026-11-01T00:00' } },
      'go-section-when not_after',
    ],
    [
      'an end that is past',
      { schedule: { ...GOOD.schedule, start: '2026-11-01T00:00', end: '2026-11-02T00:00' } },
      'go-section-when over',
    ],
    [
      'turns longer than the offer',
      { rotation: { turn: 'P7D', by: { cohorts: 3 }, coolDown: 0, maxTurns: null } },
      'go-section-sharing turn_long',
    ],
  ])('%s', (_what, change, expected) => {
    expect(keys(change)).toEqual([expected]);
  });

  it('is a name that another offer has, as long as that one can still run', () => {
    const { startsAt, endsAt } = scheduleSpan(GOOD.schedule);
    const other = { ...GOOD, id: 8, version: 1, startsAt, endsAt, cutAt: null };
    expect(keys({}, [other])).toEqual(['go-offer-name nameTaken']);
    expect(keys({}, [{ ...other, intent: 'archived' }])).toEqual([]);
  });

  it('accepts two decimals although computers cannot write all of them', () => {
    expect(keys({ discount: 1.1 })).toEqual([]);
    expect(keys({ discount: 16.67 })).toEqual([]);
  });
});
