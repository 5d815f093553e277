import { z } from 'zod';
import { coded } from './checked.ts';
import type { Audience, AudienceRule } from './rule.ts';

/**
 * The audience as the shop keeps it (canonical JSON: ids, no names). Checks the shape: known kinds, the fields of each, their types.
 * Whether the figures make sense is `checkRule`'s to say (`audience/`).
 */

/** Levels of a rule within a rule; the shop has the same limit. */
export const DEEPEST_RULE = 16;

const PERCENTAGE = { error: coded('percentage') };
const AGO = '{"days": n} | {"months": n}';
const AGO_OR_NONE = `{"from": …, "until": …} (${AGO})`;

const count = z.int({ error: '1, 2, 3, …' });
const figure = z.number({ error: coded('figure') });
const share = z.number(PERCENTAGE);
const ids = z.array(z.int({ error: '1, 2, 3, …' }), { error: '[1, 2, 3, …]' });
const list = z.int({ error: '1, 2, 3, …' });
const yesNo = z.boolean({ error: 'true | false' });

const ago = z.union([z.strictObject({ days: count }), z.strictObject({ months: count })], { error: AGO });
const period = z.strictObject({ from: z.exactOptional(ago), until: z.exactOptional(ago) }, { error: AGO_OR_NONE });
const range = { atLeast: z.exactOptional(figure), atMost: z.exactOptional(figure) };
const optionalPeriod = { period: z.exactOptional(period) };

const genders = z.array(z.enum(['male', 'female', 'neutral'], { error: 'male | female | neutral' }), {
  error: '[male, female, neutral]',
});
const prefixes = z.array(z.string({ error: '"28"' }), { error: '["28", …]' });
const rankedBy = z.enum(['spend', 'orders', 'averageOrder', 'lastOrder'], {
  error: 'spend | orders | averageOrder | lastOrder',
});

const rules = z.array(
  z.lazy(() => tree),
  { error: '[{"kind": …}, …]' },
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
  rank: { by: rankedBy, from: share, to: share, ...optionalPeriod },
  all: {},
  defaultGroups: { groups: ids },
  memberGroups: { groups: ids },
  registered: { period },
  age: range,
  birthday: range,
  gender: { genders },
  company: { is: yesNo },
  country: { countries: ids },
  language: { languages: ids },
  newsletter: { is: yesNo },
  partnerOffers: { is: yesNo },
  chance: { percent: share, seed: count },
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
  return z.strictObject({ kind: z.literal(kind), ...fields }, { error: ['kind', ...Object.keys(fields)].join(', ') });
}

const [first, ...others] = KINDS.map(branch);
const anyKind = z.discriminatedUnion('kind', [first!, ...others], {
  error: ({ input }) =>
    typeof input === 'object' && input !== null && 'kind' in input ? KINDS.join(', ') : '{"kind": …}',
});
// The branches' fields come from a table, so their types are lost; the table's own type holds them to the rule's.
const tree = anyKind as unknown as z.ZodType<AudienceRule>;

export const audienceRuleSchema: z.ZodType<AudienceRule> = z
  .unknown()
  .refine((rule) => !isDeeperThan(rule, DEEPEST_RULE), {
    error: coded('rule_deep', { max: DEEPEST_RULE, value: '…' }),
    abort: true,
  })
  .pipe(tree);

export const audienceSchema: z.ZodType<Audience> = z.strictObject(
  {
    rule: audienceRuleSchema,
    taken: z.enum(['frozen', 'live'], { error: 'frozen | live' }),
    holdout: share.min(0, PERCENTAGE).max(100, PERCENTAGE),
    seed: count,
    worseOff: z.enum(['leaveOut', 'include'], { error: 'leaveOut | include' }),
  },
  { error: 'rule, taken, holdout, seed, worseOff' },
);

/** A walk of its own, since the schema's would not come back from a rule nested thousands of levels deep. */
function isDeeperThan(rule: unknown, levels: number): boolean {
  let level: unknown[] = [rule];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((each) => (typeof each === 'object' && each !== null && 'of' in each ? each.of : []));
  }
  return false;
}
