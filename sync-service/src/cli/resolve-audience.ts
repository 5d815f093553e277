import { checkRule } from '../audience/index.ts';
import type {
  Audience,
  AudienceInFile,
  AudienceRule,
  CriterionInFile,
  CriterionKey,
  CriterionValue,
  RuleInFile,
} from '../offer/index.ts';
import { problemText } from '../messages/index.ts';
import { renamed } from '../problems.ts';
import type { Names } from './names.ts';
import { ruleOfPreset } from './presets.ts';
import type { Problems } from './problems.ts';

export interface ResolvedAudience {
  readonly audience: Audience;
  /** Customers that are written down in the rule; list `-1` in it means the first of these, `-2` the second. */
  readonly written: readonly (readonly number[])[];
}

/** Looks an audience's names up in the shop. What is refused goes to `problems`. @param ownSeed where the file has none */
export async function resolveAudience(
  file: AudienceInFile,
  names: Names,
  problems: Problems,
  ownSeed: number,
): Promise<ResolvedAudience> {
  const written: (readonly number[])[] = [];
  const rule = await resolveRule(file.who, 'audience', { names, problems, written });
  const { taken, holdout, seed = ownSeed, worseOff } = file;
  return { audience: { rule, taken, holdout, seed, worseOff }, written };
}

interface Means {
  readonly names: Names;
  readonly problems: Problems;
  readonly written: (readonly number[])[];
}

async function resolveRule(file: RuleInFile, path: string, means: Means): Promise<AudienceRule> {
  const field = `${path}.${file.key}`;
  switch (file.key) {
    case 'all':
      return { kind: 'all' };
    case 'preset':
      return means.problems.attempt(() => ruleOfPreset(file, path, means.names), { kind: 'all' });
    case 'allOf':
    case 'anyOf':
    case 'noneOf': {
      const of: AudienceRule[] = [];
      for (const [index, each] of file.of.entries()) of.push(await resolveRule(each, `${field}.${index}`, means));
      return { kind: file.key, of };
    }
    case 'orUnknown':
      return { kind: 'orUnknown', of: await resolveRule(file.of, field, means) };
    default: {
      const before = means.problems.count;
      const rule = await resolveCriterion(file, field, means);
      // A name that was not found is one problem, not two.
      if (means.problems.count === before && file.key !== 'customers') means.problems.add(...checked(rule, field));
      return rule;
    }
  }
}

/** What the engine says against a criterion, with the fields as they stand in the file. */
const checked = (rule: AudienceRule, field: string) =>
  checkRule(rule).map((problem) => problemText(renamed(problem, (path) => path.replace(/^rule(\.period)?/, field))));

const CRITERIA: {
  readonly [K in CriterionKey]: (value: CriterionValue<K>, field: string, means: Means) => Promise<AudienceRule>;
} = {
  defaultGroups: async (groups, field, means) => ({
    kind: 'defaultGroups',
    groups: await each('group', groups, field, means),
  }),
  memberGroups: async (groups, field, means) => ({
    kind: 'memberGroups',
    groups: await each('group', groups, field, means),
  }),
  customers: async (ids, _, { written }) => ({ kind: 'list', list: -written.push(ids) }),
  list: async (list, field, means) => ({ kind: 'list', list: await one('list', list, field, means) }),
  score: async ({ list, ...range }, field, means) => ({
    kind: 'score',
    list: await one('score', list, `${field}.list`, means),
    ...range,
  }),
  orders: async (value) => ({ kind: 'orders', ...value }),
  spend: async (value) => ({ kind: 'spend', ...value }),
  averageOrder: async (value) => ({ kind: 'averageOrder', ...value }),
  lastOrder: async (period) => ({ kind: 'lastOrder', period }),
  firstOrder: async (period) => ({ kind: 'firstOrder', period }),
  rank: async (value) => ({ kind: 'rank', ...value }),
  registered: async (period) => ({ kind: 'registered', period }),
  age: async (value) => ({ kind: 'age', ...value }),
  birthday: async (value) => ({ kind: 'birthday', ...value }),
  gender: async (genders) => ({ kind: 'gender', genders }),
  company: async (is) => ({ kind: 'company', is }),
  country: async (countries, field, means) => ({
    kind: 'country',
    countries: await each('country', countries, field, means),
  }),
  region: async (states, field, means) => ({ kind: 'region', states: await each('region', states, field, means) }),
  postcode: async (prefixes) => ({ kind: 'postcode', prefixes }),
  language: async (languages, field, means) => ({
    kind: 'language',
    languages: await each('language', languages, field, means),
  }),
  newsletter: async (is) => ({ kind: 'newsletter', is }),
  partnerOffers: async (is) => ({ kind: 'partnerOffers', is }),
  chance: async (value) => ({ kind: 'chance', ...value }),
  boughtCategory: async ({ category, ...value }, field, means) => ({
    kind: 'boughtCategory',
    category: await one('category', category, `${field}.category`, means),
    ...value,
  }),
  rating: async (value) => ({ kind: 'rating', ...value }),
  openCart: async (period) => ({ kind: 'openCart', period }),
  visited: async (period) => ({ kind: 'visited', period }),
};

function resolveCriterion<K extends CriterionKey>(
  file: { readonly key: K } & CriterionInFile,
  field: string,
  means: Means,
): Promise<AudienceRule> {
  return CRITERIA[file.key](file.value as CriterionValue<K>, field, means);
}

type Lookup = 'group' | 'category' | 'country' | 'language' | 'region' | 'list' | 'score';
type Wanted = Parameters<Names[Lookup]>[1];

const one = (what: Lookup, wanted: Wanted, field: string, { names, problems }: Means) =>
  problems.attempt(() => names[what](field, wanted), 0);
const each = (what: Lookup, wanted: readonly Wanted[], field: string, { names, problems }: Means) =>
  problems.each(wanted, (name, index) => names[what](`${field}.${index}`, name));

/** The rule with `-1`, `-2`… replaced by the lists that the written-down customers have become. */
export function withLists(rule: AudienceRule, lists: readonly number[]): AudienceRule {
  switch (rule.kind) {
    case 'allOf':
    case 'anyOf':
    case 'noneOf':
      return { kind: rule.kind, of: rule.of.map((part) => withLists(part, lists)) };
    case 'orUnknown':
      return { kind: 'orUnknown', of: withLists(rule.of, lists) };
    case 'list':
      return rule.list < 0 ? { kind: 'list', list: lists[-rule.list - 1]! } : rule;
    default:
      return rule;
  }
}
