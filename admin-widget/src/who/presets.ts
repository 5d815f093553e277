import { PRESETS, presetDraft, type AskKind, type Preset } from '@group-offers/sync-service/audience';
import type { AudienceRule } from '@group-offers/sync-service/offer';

export type PresetChoices = Readonly<Record<string, unknown>>;

/** A ready-made audience, and what was chosen in it. */
export interface ChosenPreset {
  readonly preset: Preset;
  readonly choices: PresetChoices;
}

/** What stands in a rule before the merchant has chosen; `checkRule` refuses it, so it cannot be forgotten. */
function nothingYet(kind: AskKind): unknown {
  switch (kind) {
    case 'category':
    case 'list':
    case 'score':
      return 0;
    case 'number':
      return undefined;
    default:
      return [];
  }
}

export function firstChoices({ asks = [], settings = [] }: Preset): PresetChoices {
  return Object.fromEntries([
    ...asks.map(({ id, kind }) => [id, nothingYet(kind)] as const),
    ...settings.map((setting) => [setting.id, setting.default] as const),
  ]);
}

/** Without what is not there yet: a missing field, not one that holds nothing. */
export function ruleOf({ preset, choices }: ChosenPreset): AudienceRule {
  return JSON.parse(JSON.stringify(presetDraft(preset, choices))) as AudienceRule;
}

/**
 * The ready-made audience that a rule is, by its shape. Where several are alike: the preferred one, then the one whose usual figures it has.
 * @param prefer id of the preset that was chosen
 */
export function presetOf(rule: AudienceRule, prefer = ''): ChosenPreset | null {
  const found = PRESETS.flatMap((preset) => {
    const choices = new Map<string, unknown>();
    return matches(preset.rule, rule, choices) ? [{ preset, choices: withAsks(preset, choices) }] : [];
  });
  const usual = found.find(({ preset, choices }) =>
    (preset.settings ?? []).every((setting) => choices[setting.id] === setting.default),
  );
  return found.find(({ preset }) => preset.id === prefer) ?? usual ?? found[0] ?? null;
}

/** A figure that was not chosen yet is missing in the rule. */
function withAsks(preset: Preset, choices: ReadonlyMap<string, unknown>): PresetChoices {
  return {
    ...Object.fromEntries((preset.asks ?? []).map(({ id }) => [id, undefined])),
    ...Object.fromEntries(choices),
  };
}

function matches(template: unknown, value: unknown, choices: Map<string, unknown>): boolean {
  if (typeof template !== 'object' || template === null) return template === value;
  if ('choice' in template) {
    const id = String(template.choice);
    if (choices.has(id)) return choices.get(id) === value;
    choices.set(id, value);
    return true;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(template) !== Array.isArray(value)) return false;
  const known = new Set([...Object.keys(template), ...Object.keys(value)]);
  return [...known].every((field) => {
    const part = (template as Record<string, unknown>)[field];
    const given = (value as Record<string, unknown>)[field];
    // What was not chosen yet has no field.
    if (given === undefined) return typeof part === 'object' && part !== null && 'choice' in part;
    return part !== undefined && matches(part, given, choices);
  });
}
