import { PRESETS } from '@group-offers/sync-service/audience';
import { describe, expect, it } from 'vitest';
import { firstChoices, presetOf, ruleOf } from './presets.ts';
import { asGroup, isWhole, newCriterion, simplified, troubleOf, KINDS } from './rules.ts';

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
    const trouble = troubleOf(newCriterion(kind));
    expect([null, 'choose']).toContain(trouble);
  });

  it.each([
    [{ kind: 'orders' }, 'figure'],
    [{ kind: 'orders', atLeast: 2.5 }, 'figure'],
    [{ kind: 'spend', atLeast: 5, atMost: 2 }, 'exchange'],
    [{ kind: 'lastOrder', period: { from: { months: 2 }, until: { months: 9 } } }, 'period'],
    [{ kind: 'rank', by: 'spend', from: 50, to: 20 }, 'percent'],
    [{ kind: 'country', countries: [] }, 'choose'],
    [{ kind: 'boughtCategory', category: 0, subcategories: true, orders: 1 }, 'choose'],
    [{ kind: 'anyOf', of: [] }, 'empty'],
  ] as const)('%j lacks something: %s', (rule, trouble) => {
    expect(troubleOf(rule)).toBe(trouble);
  });

  it('become groups and come back without a change of what they mean', () => {
    const loyal = { kind: 'orders', atLeast: 3 } as const;
    expect(simplified(asGroup(loyal))).toEqual(loyal);
    expect(simplified(asGroup({ kind: 'all' }))).toEqual({ kind: 'all' });
    const inner = { kind: 'allOf', of: [{ kind: 'anyOf', of: [] }] } as const;
    expect(simplified(inner)).toEqual(inner);
  });
});
