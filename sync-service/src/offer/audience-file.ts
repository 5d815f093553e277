import { z } from 'zod';
import { CRITERIA, type CriterionInFile } from './criteria-file.ts';
import { roundPercent, oneOf, shown, wholeBetween } from './file-fields.ts';
import { EVERYBODY, type Audience } from './rule.ts';

/** An audience as merchants write it (docs/OFFERS.md): names where they like; the command line looks them up and makes an {@link Audience}. */
export interface AudienceInFile {
  readonly who: RuleInFile;
  readonly taken: Audience['taken'];
  readonly holdout: number;
  readonly seed: number;
  readonly worseOff: Audience['worseOff'];
}

export type RuleInFile =
  | { readonly key: 'all' }
  /** By the preset's id, with what it leaves to the merchant. */
  | { readonly key: 'preset'; readonly preset: string; readonly choices: Readonly<Record<string, unknown>> }
  | { readonly key: 'allOf' | 'anyOf' | 'noneOf'; readonly of: readonly RuleInFile[] }
  | { readonly key: 'orUnknown'; readonly of: RuleInFile }
  | CriterionInFile;

/** As deep as the shop keeps rules. */
const MAX_DEPTH = 16;
const SETTINGS = {
  taken: oneOf(['frozen', 'live']),
  holdout: roundPercent,
  seed: wholeBetween(0, 2_147_483_647, 'a whole number'),
  worseOff: oneOf(['leave out', 'include']),
};
const KNOWN_SETTINGS = ['who', ...Object.keys(SETTINGS)];

type Path = readonly (string | number)[];
type Refuse = (path: Path, message: string) => void;

export const audienceInFile = z.unknown().transform((value, context): AudienceInFile => {
  const refuse: Refuse = (path, message) => {
    context.issues.push({ code: 'custom', input: value, path: [...path], message });
  };
  return readAudience(value, refuse);
});

function readAudience(value: unknown, refuse: Refuse): AudienceInFile {
  const { taken, holdout, seed, worseOff } = EVERYBODY;
  const settings = { taken, holdout, seed, worseOff };
  if (!isObject(value) || !Object.keys(value).some((key) => KNOWN_SETTINGS.includes(key))) {
    return { who: readRule(value, [], 1, refuse), ...settings };
  }
  const given: { -readonly [K in keyof AudienceInFile]: AudienceInFile[K] } = { who: { key: 'all' }, ...settings };
  for (const [key, field] of Object.entries(value)) {
    if (key === 'who') given.who = readRule(field, ['who'], 1, refuse);
    else if (key === 'taken') given.taken = parsed(SETTINGS.taken, field, [key], refuse) ?? taken;
    else if (key === 'holdout') given.holdout = parsed(SETTINGS.holdout, field, [key], refuse) ?? holdout;
    else if (key === 'seed') given.seed = parsed(SETTINGS.seed, field, [key], refuse) ?? seed;
    else if (key === 'worseOff') {
      given.worseOff = parsed(SETTINGS.worseOff, field, [key], refuse) === 'include' ? 'include' : 'leaveOut';
    } else {
      refuse([key], isRuleKey(key) ? `is a rule; write it as who: { ${key}: … }` : unknown(KNOWN_SETTINGS));
    }
  }
  return given;
}

const COMBINING = ['allOf', 'anyOf', 'noneOf', 'orUnknown', 'preset'];
const isRuleKey = (key: string) => COMBINING.includes(key) || Object.hasOwn(CRITERIA, key);
const NOTHING: RuleInFile = { key: 'all' };

function readRule(value: unknown, path: Path, depth: number, refuse: Refuse): RuleInFile {
  const no = (message: string, at: Path = path) => {
    refuse(at, message);
    return NOTHING;
  };
  if (depth > MAX_DEPTH) return no(`is nested more than ${MAX_DEPTH} levels deep; write it flatter`);
  if (value === 'all') return { key: 'all' };
  if (typeof value === 'string' && value !== '') return { key: 'preset', preset: value, choices: {} };
  if (!isObject(value) || Object.keys(value).length === 0) {
    return no(
      `${shown(value)} is no rule; write all, the name of a preset (group-offers presets), or a rule such as { orders: { atLeast: 3 } }`,
    );
  }
  const [first, ...more] = Object.keys(value);
  const key = first!;
  if (more.length > 0) {
    const each = Object.keys(value).map((name) => `{ ${name}: … }`);
    return no(
      `has ${more.length + 1} rules in one (${Object.keys(value).join(', ')}); write allOf: [${each.join(', ')}], or anyOf`,
    );
  }
  const inner = value[key];
  if (key === 'preset') return readPreset(inner, [...path, key], no);
  if (key === 'orUnknown') return { key, of: readRule(inner, [...path, key], depth + 1, refuse) };
  if (key === 'allOf' || key === 'anyOf' || key === 'noneOf') {
    if (!Array.isArray(inner) || inner.length === 0) {
      return no(`${shown(inner)} is no list of rules; write ${key}: [rule, rule]`, [...path, key]);
    }
    return { key, of: inner.map((rule, index) => readRule(rule, [...path, key, index], depth + 1, refuse)) };
  }
  if (!Object.hasOwn(CRITERIA, key)) return no(unknown([...COMBINING, ...Object.keys(CRITERIA)]), [...path, key]);
  const schema: z.ZodType = CRITERIA[key as keyof typeof CRITERIA];
  const result = parsed(schema, inner, [...path, key], refuse);
  return result === undefined ? NOTHING : ({ key, value: result } as CriterionInFile);
}

function readPreset(inner: unknown, path: Path, no: (message: string, at: Path) => RuleInFile): RuleInFile {
  if (typeof inner === 'string' && inner !== '') return { key: 'preset', preset: inner, choices: {} };
  if (isObject(inner) && Object.keys(inner).length === 1) {
    const [[preset, choices]] = Object.entries(inner) as [[string, unknown]];
    if (choices === null) return { key: 'preset', preset, choices: {} };
    if (isObject(choices)) return { key: 'preset', preset, choices };
  }
  return no(`${shown(inner)} is no preset; write its name, or { name: { what it asks for } }`, path);
}

/** @returns undefined when it was refused */
function parsed<T>(schema: z.ZodType<T>, value: unknown, path: Path, refuse: Refuse): T | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const at = [...path, ...(issue.path as (string | number)[])];
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) refuse([...at, key], unknown(knownOf(schema)));
    else refuse(at, issue.message);
  }
  return undefined;
}

function knownOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodPipe) return knownOf(schema.in as z.ZodType).concat(knownOf(schema.out as z.ZodType));
  return [];
}

const unknown = (known: readonly string[]) =>
  `unknown; ${known.length === 0 ? 'docs/OFFERS.md tells what can be written' : `known here: ${known.join(', ')}`}`;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
