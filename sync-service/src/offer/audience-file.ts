import { z } from 'zod';
import { CRITERIA, type CriterionInFile } from './criteria-file.ts';
import { oneOf, roundPercent, wholeBetween } from './file-fields.ts';
import { coded } from './checked.ts';
import { EVERYBODY, type Audience } from './rule.ts';

/** An audience as merchants write it (docs/OFFERS.md): names where they like; the command line looks them up and makes an {@link Audience}. */
export interface AudienceInFile {
  readonly who: RuleInFile;
  readonly taken: Audience['taken'];
  readonly holdout: number;
  /** Undefined: drawn for a new offer, and kept of one that exists. */
  readonly seed?: number;
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
  seed: wholeBetween(0, 2_147_483_647),
  worseOff: oneOf(['leave out', 'include']),
};
const KNOWN_SETTINGS = ['who', ...Object.keys(SETTINGS)];

type Path = readonly (string | number)[];
type Refuse = (path: Path, message: string, input: unknown) => void;

export const audienceInFile = z.unknown().transform((value, context): AudienceInFile => {
  const refuse: Refuse = (path, message, input) => {
    context.issues.push({ code: 'custom', input, path: [...path], message });
  };
  return readAudience(value, refuse);
});

function readAudience(value: unknown, refuse: Refuse): AudienceInFile {
  const { taken, holdout, worseOff } = EVERYBODY;
  const settings = { taken, holdout, worseOff };
  if (!isObject(value) || !Object.keys(value).some((key) => KNOWN_SETTINGS.includes(key))) {
    return { who: readRule(value, [], 1, refuse), ...settings };
  }
  const given: { -readonly [K in keyof AudienceInFile]: AudienceInFile[K] } = { who: { key: 'all' }, ...settings };
  for (const [key, field] of Object.entries(value)) {
    if (key === 'who') given.who = readRule(field, ['who'], 1, refuse);
    else if (key === 'taken') given.taken = parsed(SETTINGS.taken, field, [key], refuse) ?? taken;
    else if (key === 'holdout') given.holdout = parsed(SETTINGS.holdout, field, [key], refuse) ?? holdout;
    else if (key === 'seed') given.seed = parsed(SETTINGS.seed, field, [key], refuse) ?? EVERYBODY.seed;
    else if (key === 'worseOff') {
      given.worseOff = parsed(SETTINGS.worseOff, field, [key], refuse) === 'include' ? 'include' : 'leaveOut';
    } else {
      refuse([key], isRuleKey(key) ? `{ who: { ${key}: … } }` : unknown(key, KNOWN_SETTINGS), field);
    }
  }
  return given;
}

const COMBINING = ['allOf', 'anyOf', 'noneOf', 'orUnknown', 'preset'];
const isRuleKey = (key: string) => COMBINING.includes(key) || Object.hasOwn(CRITERIA, key);
const NOTHING: RuleInFile = { key: 'all' };

function readRule(value: unknown, path: Path, depth: number, refuse: Refuse): RuleInFile {
  const no = (message: string, at: Path = path, input = value) => {
    refuse(at, message, input);
    return NOTHING;
  };
  if (depth > MAX_DEPTH) return no(coded('rule_deep', { max: MAX_DEPTH, value: '…' }), path, null);
  if (value === 'all') return { key: 'all' };
  if (typeof value === 'string' && value !== '') return { key: 'preset', preset: value, choices: {} };
  if (!isObject(value) || Object.keys(value).length === 0) {
    return no('all | loyal | { orders: { atLeast: 3 } }');
  }
  const [first, ...more] = Object.keys(value);
  const key = first!;
  if (more.length > 0) {
    const each = Object.keys(value).map((name) => `{ ${name}: … }`);
    return no(`{ allOf: [${each.join(', ')}] } | { anyOf: … }`);
  }
  const inner = value[key];
  if (key === 'preset') return readPreset(inner, [...path, key], no);
  if (key === 'orUnknown') return { key, of: readRule(inner, [...path, key], depth + 1, refuse) };
  if (key === 'allOf' || key === 'anyOf' || key === 'noneOf') {
    if (!Array.isArray(inner) || inner.length === 0) {
      return no(`{ ${key}: [{ … }, { … }] }`, [...path, key], inner);
    }
    return { key, of: inner.map((rule, index) => readRule(rule, [...path, key, index], depth + 1, refuse)) };
  }
  if (!Object.hasOwn(CRITERIA, key)) return no(unknown(key, [...COMBINING, ...Object.keys(CRITERIA)]));
  const schema: z.ZodType = CRITERIA[key as keyof typeof CRITERIA];
  const result = parsed(schema, inner, [...path, key], refuse);
  return result === undefined ? NOTHING : ({ key, value: result } as CriterionInFile);
}

function readPreset(
  inner: unknown,
  path: Path,
  no: (message: string, at: Path, input: unknown) => RuleInFile,
): RuleInFile {
  if (typeof inner === 'string' && inner !== '') return { key: 'preset', preset: inner, choices: {} };
  if (isObject(inner) && Object.keys(inner).length === 1) {
    const [[preset, choices]] = Object.entries(inner) as [[string, unknown]];
    if (choices === null) return { key: 'preset', preset, choices: {} };
    if (isObject(choices)) return { key: 'preset', preset, choices };
  }
  return no('loyal | { repeat-category: { category: Art } }', path, inner);
}

/** @returns undefined when it was refused */
function parsed<T>(schema: z.ZodType<T>, value: unknown, path: Path, refuse: Refuse): T | undefined {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  for (const { path: below, message, input, ...issue } of result.error.issues) {
    const at = [...path, ...(below as (string | number)[])];
    if (issue.code !== 'unrecognized_keys') refuse(at, message, input);
    else for (const key of issue.keys) refuse(at, unknown(key, message.split(', ')), input);
  }
  return undefined;
}

const unknown = (value: string, known: readonly string[]) =>
  coded('unknown_fields', { value, expected: known.join(', ') });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
