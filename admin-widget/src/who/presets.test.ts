import { PRESETS } from '@group-offers/sync-service/audience';
import { describe, expect, it } from 'vitest';
import { firstChoices, presetOf, ruleOf } from './presets.ts';
import { asGroup, isWhole, newCriterion, simplified, problemOf, KINDS } from './rules.ts';

describe('ready-made audiences', () => {
  it.each(PRESETS.map((preset) => [preset.id, preset] as const))('%s is known again by its rule', (id, preset) => {
    const rule = ruleOf({ preset, choices: firstChoices(preset) });
    expect(presetOf(rule)?.preset.id).toBe(id);
    expect(isWhole(rule)).toBe((preset.asks ?? []).length === 0);
  });

  it('keep what was chosen', () => {
    const preset = PRESETS.find(({ id }) => id === 'loyal')!;
    const choices = { ...firstChoices(preset), orders: 7 };
    expect(presetOf(ruleOf({ preset, choices }))).toEqual({ preset, choices });
  });

  it('stay the one that was picked where several have the same shape', () => {
    const rule = { kind: 'rank', by: 'spend', from: 20, to: 70 } as const;
    expect(presetOf(rule, 'middle')?.preset.id).toBe('middle');
  });

  it('are not seen in other rules', () => {
    expect(presetOf({ kind: 'orders', atLeast: 2, atMost: 9 })).toBeNull();
    expect(presetOf({ kind: 'allOf', of: [{ kind: 'orders', atLeast: 1, atMost: 1 }] })).toBeNull();
  });
});

describe('rules', () => {
  it.each(Object.values(KINDS).flat())('a new %s is whole, or says that something must be chosen', (kind) => {
    expect([undefined, 'empty', 'no_id']).toContain(problemOf(newCriterion(kind))?.code);
  });

  it.each([
    [{ kind: 'orders' }, 'figures_missing'],
    [{ kind: 'orders', atLeast: 2.5 }, 'figure_whole'],
    [{ kind: 'spend', atLeast: 5, atMost: 2 }, 'figures_exchanged'],
    [{ kind: 'lastOrder', period: { from: { months: 2 }, until: { months: 9 } } }, 'periods_exchanged'],
    [{ kind: 'rank', by: 'spend', from: 50, to: 20 }, 'percentages_exchanged'],
    [{ kind: 'country', countries: [] }, 'empty'],
    [{ kind: 'boughtCategory', category: 0, subcategories: true, orders: 1 }, 'no_id'],
    [{ kind: 'anyOf', of: [] }, 'empty_group'],
  ] as const)('%j lacks something: %s', (rule, code) => {
    expect(problemOf(rule)?.code).toBe(code);
  });

  it('become groups and come back without a change of what they mean', () => {
    const loyal = { kind: 'orders', atLeast: 3 } as const;
    expect(simplified(asGroup(loyal))).toEqual(loyal);
    expect(simplified(asGroup({ kind: 'all' }))).toEqual({ kind: 'all' });
    const inner = { kind: 'allOf', of: [{ kind: 'anyOf', of: [] }] } as const;
    expect(simplified(inner)).toEqual(inner);
  });
});
