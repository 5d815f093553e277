import { InvalidInputError } from '../errors.ts';
import type { AudienceRule } from '../offer/rule.ts';
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
 * @throws InvalidInputError for an unknown preset, a missing, unknown or unfit choice; the message names the way out
 */
export function presetRule(id: string, choices: Readonly<Record<string, unknown>> = {}): AudienceRule {
  const preset = PRESETS.find((each) => each.id === id);
  if (preset === undefined) {
    const known = PRESETS.map((each) => each.id).join(', ');
    throw new InvalidInputError(`preset: ${JSON.stringify(id)} is not known; write one of ${known}`);
  }
  const values = valuesOf(preset, choices);
  const rule = filled(preset.rule, values) as AudienceRule;
  const [problem] = checkRule(rule);
  if (problem !== undefined) throw new InvalidInputError(`preset ${id}${inItsChoices(problem, preset.rule)}`);
  return rule;
}

/** `rule.period.from: 3 months…` as `.from: 3 months…`, with the choice that stands there in the template; of a field without one, `: …`. */
function inItsChoices(problem: string, template: unknown): string {
  const [, path = '', said = problem] = /^rule((?:\.\w+)*): (.*)$/s.exec(problem) ?? [];
  let at = template;
  for (const field of path.split('.').slice(1)) {
    if (typeof at !== 'object' || at === null || 'choice' in at) break;
    at = (at as Readonly<Record<string, unknown>>)[field];
  }
  const [choice] = choicesIn(at);
  return choice === undefined ? `: ${said}` : `.${choice}: ${said}`;
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
      const wayOut = known.length > 0 ? `write ${known.join(', ')}` : 'it has no choices';
      throw new InvalidInputError(`preset ${id}: ${name} is no choice of it; ${wayOut}`);
    }
    if (value !== undefined) values.set(name, value);
  }
  const missing = asks.find((ask) => !values.has(ask.id));
  if (missing !== undefined) {
    throw new InvalidInputError(
      `preset ${id}: ${missing.id} is missing; choose it (${missing.label.en.toLowerCase()})`,
    );
  }
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
