import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import type { AudienceRule } from '../offer/rule.ts';
import { needsOf, questionKey } from './index.ts';

const AS_OF = Temporal.PlainDate.from('2026-08-31');

describe('needsOf', () => {
  it('names nothing for what the facts alone answer', () => {
    const rule: AudienceRule = { kind: 'allOf', of: [{ kind: 'all' }, { kind: 'age', atLeast: 18 }] };
    expect(needsOf(rule, AS_OF)).toEqual({ orders: false, lists: [], scores: [], questions: [] });
  });

  it('finds orders, lists, scores and questions however deep, each once', () => {
    const visited: AudienceRule = { kind: 'visited', period: { from: { days: 14 } } };
    const rule: AudienceRule = {
      kind: 'anyOf',
      of: [
        { kind: 'orUnknown', of: { kind: 'noneOf', of: [{ kind: 'list', list: 4 }, visited] } },
        { kind: 'allOf', of: [{ kind: 'list', list: 4 }, { kind: 'list', list: 5 }, visited] },
        { kind: 'score', list: 6, atLeast: 1 },
        { kind: 'rank', by: 'orders', from: 0, to: 10 },
      ],
    };
    expect(needsOf(rule, AS_OF)).toEqual({
      orders: true,
      lists: [4, 5],
      scores: [6],
      questions: [{ kind: 'visited', from: '2026-08-17', until: '2026-09-01' }],
    });
  });

  it('asks in dates of the calendar: half a year before 31 August is the end of February', () => {
    const { questions } = needsOf({ kind: 'openCart', period: { from: { months: 6 }, until: { days: 0 } } }, AS_OF);
    expect(questions).toEqual([{ kind: 'openCart', from: '2026-02-28', until: '2026-08-31' }]);
  });

  it('asks since ever and up to the day itself where no period is given', () => {
    const { questions } = needsOf({ kind: 'boughtCategory', category: 5, subcategories: true, orders: 2 }, AS_OF);
    expect(questions).toEqual([
      { kind: 'boughtCategory', category: 5, subcategories: true, orders: 2, from: null, until: '2026-09-01' },
    ]);
  });

  it('asks the same question once, in whatever order its parts were chosen', () => {
    const region = (states: number[]): AudienceRule => ({ kind: 'region', states });
    const { questions } = needsOf({ kind: 'anyOf', of: [region([3, 1, 2]), region([1, 2, 3, 3])] }, AS_OF);
    expect(questions).toEqual([{ kind: 'region', states: [1, 2, 3] }]);
  });
});

describe('questionKey', () => {
  it('does not depend on the order of the fields, and on everything else', () => {
    const key = questionKey({ kind: 'rating', atLeast: 4, atMost: null });
    expect(questionKey({ atMost: null, kind: 'rating', atLeast: 4 })).toBe(key);
    expect(questionKey({ kind: 'rating', atLeast: null, atMost: 4 })).not.toBe(key);
    expect(questionKey({ kind: 'openCart', from: null, until: '2026-09-01' })).not.toBe(
      questionKey({ kind: 'visited', from: null, until: '2026-09-01' }),
    );
  });
});
