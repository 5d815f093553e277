import { z } from 'zod';
import type { Audience, AudienceRule } from './rule.ts';

/**
 * The audience as the shop keeps it (canonical JSON: ids, no names). Checks the shape: known kinds, the fields of each, their types.
 * Whether the figures make sense is `checkRule`'s to say (`audience/`).
 */

/** Levels of a rule within a rule; the shop has the same limit. */
export const DEEPEST_RULE = 16;

const count = z.int({ error: ({ input }) => `${shown(input)} is not accepted; write a whole number` });
const figure = z.number({ error: ({ input }) => `${shown(input)} is not accepted; write a number` });
const ids = z.array(z.int({ error: ({ input }) => `${shown(input)} is no id; write a whole number` }), {
  error: ({ input }) => `${shown(input)} is not accepted; write a list of ids`,
});
const list = z.int({ error: ({ input }) => `${shown(input)} is not accepted; write the id of one list` });
const yesNo = z.boolean({ error: ({ input }) => `${shown(input)} is not accepted; write true or false` });

const ago = z.union([z.strictObject({ days: count }), z.strictObject({ months: count })], {
  error: ({ input }) => `${shown(input)} is not accepted; write {"days": n} or {"months": n}`,
});
const period = z.strictObject(
  { from: z.exactOptional(ago), until: z.exactOptional(ago) },
  { error: (issue) => wrongObject(issue, 'write {"from": …, "until": …}, each {"days": n} or {"months": n}') },
);
const range = { atLeast: z.exactOptional(figure), atMost: z.exactOptional(figure) };
const optionalPeriod = { period: z.exactOptional(period) };

const genders = z.array(
  z.enum(['male', 'female', 'neutral'], { error: ({ input }) => `${shown(input)}; write male, female or neutral` }),
  { error: ({ input }) => `${shown(input)} is not accepted; write a list of male, female, neutral` },
);
const prefixes = z.array(z.string({ error: ({ input }) => `${shown(input)} is no text; put postcodes in quotes` }), {
  error: ({ input }) => `${shown(input)} is not accepted; write a list of postcode beginnings`,
});
const rankedBy = z.enum(['spend', 'orders', 'averageOrder', 'lastOrder'], {
  error: ({ input }) => `${shown(input)}; write spend, orders, averageOrder or lastOrder`,
});

const rules = z.array(
  z.lazy(() => tree),
  { error: ({ input }) => `${shown(input)} is not accepted; write a list of rules` },
);

type RuleOf<K, R = AudienceRule> = R extends { readonly kind: infer Kind } ? (K extends Kind ? R : never) : never;

/** Fields of each kind; a kind or field that is missing here, or one too many, does not compile. */
const FIELDS: { readonly [K in AudienceRule['kind']]: Record<Exclude<keyof RuleOf<K>, 'kind'>, z.ZodType> } = {
  allOf: { of: rules },
  anyOf: { of: rules },
  noneOf: { of: rules },
  orUnknown: { of: z.lazy(() => tree) },
  orders: { ...range, ...optionalPeriod },
  spend: { ...range, ...optionalPeriod },
  averageOrder: { ...range, ...optionalPeriod },
  lastOrder: { period },
  firstOrder: { period },
  rank: { by: rankedBy, from: figure, to: figure, ...optionalPeriod },
  all: {},
  defaultGroups: { groups: ids },
  memberGroups: { groups: ids },
  registered: { period },
  age: range,
  gender: { genders },
  company: { is: yesNo },
  country: { countries: ids },
  language: { languages: ids },
  newsletter: { is: yesNo },
  partnerOffers: { is: yesNo },
  chance: { percent: figure, seed: count },
  list: { list },
  score: { list, ...range },
  region: { states: ids },
  postcode: { prefixes },
  boughtCategory: { category: count, subcategories: yesNo, orders: count, ...optionalPeriod },
  rating: range,
  openCart: { period },
  visited: { period },
};

const KINDS = Object.keys(FIELDS) as readonly AudienceRule['kind'][];

function branch(kind: AudienceRule['kind']) {
  const fields: Record<string, z.ZodType> = FIELDS[kind];
  const known = `a rule of kind ${kind} has ${['kind', ...Object.keys(fields)].join(', ')}`;
  return z.strictObject({ kind: z.literal(kind), ...fields }, { error: (issue) => wrongObject(issue, known) });
}

const [first, ...others] = KINDS.map(branch);
const anyKind = z.discriminatedUnion('kind', [first!, ...others], {
  error: ({ input }) => {
    const kind: unknown = typeof input === 'object' && input !== null && 'kind' in input ? input.kind : undefined;
    if (kind === undefined) return `${shown(input)} is no rule; write an object with a kind`;
    return `kind ${shown(kind)} is not known; write one of ${KINDS.join(', ')}`;
  },
});
// The branches' fields come from a table, so their types are lost; the table's own type holds them to the rule's.
const tree = anyKind as unknown as z.ZodType<AudienceRule>;

export const audienceRuleSchema: z.ZodType<AudienceRule> = z
  .unknown()
  .refine((rule) => !isDeeperThan(rule, DEEPEST_RULE), {
    error: `is nested more than ${DEEPEST_RULE} levels deep; make it flatter`,
    abort: true,
  })
  .pipe(tree);

const percent = z
  .number({ error: ({ input }) => `${shown(input)} is no number; write a percentage from 0 to 100` })
  .min(0, { error: ({ input }) => `${shown(input)} is under 0; a percentage goes from 0 to 100` })
  .max(100, { error: ({ input }) => `${shown(input)} is over 100; a percentage goes from 0 to 100` });

export const audienceSchema: z.ZodType<Audience> = z.strictObject(
  {
    rule: audienceRuleSchema,
    taken: z.enum(['frozen', 'live'], { error: ({ input }) => `${shown(input)}; write frozen or live` }),
    holdout: percent,
    seed: count,
    worseOff: z.enum(['leaveOut', 'include'], { error: ({ input }) => `${shown(input)}; write leaveOut or include` }),
  },
  { error: (issue) => wrongObject(issue, 'an audience has rule, taken, holdout, seed, worseOff') },
);

/** One line for each thing refused: field, value, way out. @param field what the checked value is called */
export function explainRuleIssues(error: z.ZodError, field = 'rule'): string[] {
  return error.issues.map(({ path, message }) => `${[field, ...path].join('.')}: ${message}`);
}

/** A walk of its own, since the schema's would not come back from a rule nested thousands of levels deep. */
function isDeeperThan(rule: unknown, levels: number): boolean {
  let level: unknown[] = [rule];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((each) => (typeof each === 'object' && each !== null && 'of' in each ? each.of : []));
  }
  return false;
}

function wrongObject(issue: z.core.$ZodRawIssue, wayOut: string): string {
  if (issue.code === 'unrecognized_keys') return `${(issue.keys as string[]).join(', ')}: not known here; ${wayOut}`;
  return `${shown(issue.input)} is not accepted; ${wayOut}`;
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
