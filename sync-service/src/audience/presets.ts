import { ProblemError } from '../errors.ts';
import type { AudienceRule } from '../offer/rule.ts';
import { problem, renamed } from '../problems.ts';
import { checkRule } from './check.ts';
import { ORDER_PRESETS } from './presets/orders.ts';
import { PEOPLE_PRESETS } from './presets/people.ts';
import type { Preset } from './presets/preset.ts';

export type { Ask, AskKind, Preset, PresetFamily, PresetTemplate, Setting, Texts } from './presets/preset.ts';

/** Ready-made audiences, in the order in which merchants read them. */
export const PRESETS: readonly Preset[] = [...ORDER_PRESETS, ...PEOPLE_PRESETS];

/**
 * A preset as a rule of its own, to be judged or changed further.
 * @param choices by the ids of the preset's `asks` (all needed) and `settings` (their defaults stand otherwise); ids, no names
 * @throws ProblemError for an unknown preset, a missing, unknown or unfit choice, of the field `preset.ID.CHOICE`
 */
export function presetRule(id: string, choices: Readonly<Record<string, unknown>> = {}): AudienceRule {
  const preset = PRESETS.find((each) => each.id === id);
  if (preset === undefined) {
    const expected = PRESETS.map((each) => each.id).join(', ');
    throw new ProblemError(problem('malformed', { field: 'preset', value: id, expected }));
  }
  const values = valuesOf(preset, choices);
  const rule = filled(preset.rule, values) as AudienceRule;
  const [wrong] = checkRule(rule);
  if (wrong === undefined) return rule;
  throw new ProblemError(renamed(wrong, (path) => `preset.${id}${choiceAt(path, preset.rule)}`));
}

/** `.from` for `rule.period.from`: the choice that stands there in the template; empty where there is none. */
function choiceAt(path: string, template: unknown): string {
  let at = template;
  for (const field of path.split('.').slice(1)) {
    if (typeof at !== 'object' || at === null || 'choice' in at) break;
    at = (at as Readonly<Record<string, unknown>>)[field];
  }
  const [choice] = choicesIn(at);
  return choice === undefined ? '' : `.${choice}`;
}

function choicesIn(template: unknown): readonly string[] {
  if (typeof template !== 'object' || template === null) return [];
  if ('choice' in template) return [String(template.choice)];
  return Object.values(template).flatMap((part) => choicesIn(part));
}

function valuesOf({ id, asks = [], settings = [] }: Preset, choices: Readonly<Record<string, unknown>>) {
  const values = new Map<string, unknown>(settings.map((setting) => [setting.id, setting.default]));
  const known = [...asks, ...settings].map((each) => each.id);
  for (const [name, value] of Object.entries(choices)) {
    if (!known.includes(name)) {
      const told = { field: `preset.${id}`, value: name, expected: known.join(', ') || '-' };
      throw new ProblemError(problem('unknown_fields', told));
    }
    if (value !== undefined) values.set(name, value);
  }
  const missing = asks.find((ask) => !values.has(ask.id));
  if (missing !== undefined) throw new ProblemError(problem('empty', { field: `preset.${id}.${missing.id}` }));
  return values;
}

/** A preset's rule with what was chosen so far, whatever it is: for a page that shows it while it is being made. {@link checkRule} says what is missing. */
export function presetDraft(preset: Preset, choices: Readonly<Record<string, unknown>>): AudienceRule {
  return filled(preset.rule, new Map(Object.entries(choices))) as AudienceRule;
}

/** The template with each `{ choice: … }` replaced by what was chosen. */
function filled(template: unknown, values: ReadonlyMap<string, unknown>): unknown {
  if (Array.isArray(template)) return template.map((part) => filled(part, values));
  if (typeof template !== 'object' || template === null) return template;
  if ('choice' in template) return values.get(String(template.choice));
  return Object.fromEntries(Object.entries(template).map(([field, part]) => [field, filled(part, values)]));
}
