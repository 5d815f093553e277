import { PRESETS, presetRule, type AskKind, type Locale } from '../audience/index.ts';
import { InvalidInputError, ProblemError } from '../errors.ts';
import type { AudienceRule, Reference, RuleInFile } from '../offer/index.ts';
import { renamed } from '../problems.ts';
import type { Names } from './names.ts';

type PresetInFile = Extract<RuleInFile, { key: 'preset' }>;

/** A preset of an offer file as a rule. @throws InvalidInputError naming the field when the preset or a choice is refused */
export async function ruleOfPreset(
  { preset: id, choices }: PresetInFile,
  field: string,
  names: Names,
): Promise<AudienceRule> {
  const preset = PRESETS.find((each) => each.id === id);
  if (preset === undefined) {
    const known = PRESETS.map((each) => each.id).join(', ');
    throw new InvalidInputError(
      `${field}: ${JSON.stringify(id)} is no preset; write all, or one of ${known} (group-offers presets describes them)`,
    );
  }
  const found: Record<string, unknown> = { ...choices };
  for (const ask of preset.asks ?? []) {
    const chosen = choices[ask.id];
    if (chosen !== undefined) found[ask.id] = await LOOKUPS[ask.kind](`${field}.${id}.${ask.id}`, chosen, names);
  }
  const asks = preset.asks ?? [];
  const missing = asks.find((ask) => found[ask.id] === undefined);
  if (missing !== undefined) {
    const example = asks.map((ask) => `${ask.id}: ${EXAMPLES[ask.kind]}`).join(', ');
    throw new InvalidInputError(
      `${field}.preset.${id}.${missing.id}: is missing; write { preset: { ${id}: { ${example} } } }`,
    );
  }
  try {
    return presetRule(id, found);
  } catch (error) {
    throw error instanceof ProblemError
      ? new ProblemError(renamed(error.problem, (path) => `${field}.${path}`))
      : error;
  }
}

const EXAMPLES: Readonly<Record<AskKind, string>> = {
  category: 'Clothes',
  countries: '[ES, FR]',
  states: '[Barcelona]',
  languages: '[es]',
  list: 'Regulars',
  score: 'NPS',
  prefixes: '["28", "08"]',
  genders: '[female]',
  number: '10',
};

type Lookup = (field: string, chosen: unknown, names: Names) => Promise<unknown>;

const one =
  (find: (names: Names, field: string, wanted: Reference) => number | Promise<number>): Lookup =>
  async (field, chosen, names) =>
    find(names, field, reference(field, chosen));
const several =
  (find: (names: Names, field: string, wanted: Reference) => number): Lookup =>
  async (field, chosen, names) =>
    listOf(chosen).map((each, index) => find(names, `${field}.${index}`, reference(`${field}.${index}`, each)));
const asWritten: Lookup = async (_, chosen) => listOf(chosen);

const LOOKUPS: Readonly<Record<AskKind, Lookup>> = {
  category: one((names, field, wanted) => names.category(field, wanted)),
  list: one((names, field, wanted) => names.list(field, wanted)),
  score: one((names, field, wanted) => names.score(field, wanted)),
  countries: several((names, field, wanted) => names.country(field, wanted)),
  states: several((names, field, wanted) => names.region(field, wanted)),
  languages: several((names, field, wanted) => names.language(field, wanted)),
  prefixes: asWritten,
  genders: asWritten,
  number: async (_, chosen) => chosen,
};

const listOf = (chosen: unknown): unknown[] => (Array.isArray(chosen) ? (chosen as unknown[]) : [chosen]);

function reference(field: string, value: unknown): Reference {
  if (typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value))) return value;
  throw new InvalidInputError(`${field}: ${JSON.stringify(value)}; write a number or a name`);
}

export const LOCALES: readonly Locale[] = ['en', 'es', 'fr'];

/** @throws InvalidInputError when there are no texts in that language */
export function localeOf(option: string | undefined): Locale {
  const found = LOCALES.find((locale) => locale === (option ?? 'en'));
  if (found === undefined) throw new InvalidInputError(`--lang: "${option}"; write ${LOCALES.join(', ')}`);
  return found;
}

/** What a preset lets the merchant choose, as in an offer file: `category (needed), orders: 2`. */
export function choicesOf({ asks = [], settings = [] }: (typeof PRESETS)[number]): string {
  return [...asks.map(({ id }) => `${id} (needed)`), ...settings.map((each) => `${each.id}: ${each.default}`)].join(
    ', ',
  );
}
