import { checkRule } from '@group-offers/sync-service/audience';
import type { AudienceRule, Criterion } from '@group-offers/sync-service/offer';
import type { Problem } from '@group-offers/sync-service/problems';

/** Editing a rule as a tree: how a criterion begins, and what is wrong with it in words for the page. */

export type GroupKind = 'allOf' | 'anyOf' | 'noneOf';
export type Group = Extract<AudienceRule, { readonly kind: GroupKind }>;
export type CriterionKind = Criterion['kind'];

export const isGroup = (rule: AudienceRule): rule is Group =>
  rule.kind === 'allOf' || rule.kind === 'anyOf' || rule.kind === 'noneOf';

/** In the order in which the page offers them. */
export const KINDS: Readonly<Record<'orders' | 'person' | 'place' | 'shop' | 'other', readonly CriterionKind[]>> = {
  orders: ['orders', 'spend', 'averageOrder', 'lastOrder', 'firstOrder', 'rank', 'boughtCategory'],
  shop: ['openCart', 'visited', 'rating', 'registered', 'newsletter', 'partnerOffers'],
  person: ['age', 'birthday', 'gender', 'company', 'language'],
  place: ['country', 'region', 'postcode'],
  other: ['defaultGroups', 'memberGroups', 'list', 'score', 'chance', 'all'],
};

/** What may be unknown of a customer. */
const UNKNOWABLE: ReadonlySet<AudienceRule['kind']> = new Set<CriterionKind>([
  'spend',
  'averageOrder',
  'lastOrder',
  'firstOrder',
  'rank',
  'registered',
  'age',
  'birthday',
  'gender',
  'country',
  'language',
  'score',
  'region',
  'postcode',
  'rating',
  'visited',
]);

export const canBeUnknown = (kind: AudienceRule['kind']): boolean => UNKNOWABLE.has(kind);

const OWN_WORD: readonly CriterionKind[] = [...KINDS.person, ...KINDS.place, 'newsletter', 'partnerOffers'];

/** Whether customers write it into their own accounts. */
export const isOwnWord = (kind: CriterionKind): boolean => OWN_WORD.includes(kind);

const YEAR = { from: { months: 12 } } as const;

/** A criterion with usual figures; of what must be chosen, nothing. */
export function newCriterion(kind: CriterionKind): Criterion {
  switch (kind) {
    case 'all':
      return { kind };
    case 'orders':
      return { kind, period: YEAR, atLeast: 1 };
    case 'spend':
    case 'averageOrder':
      return { kind, period: YEAR, atLeast: 100 };
    case 'lastOrder':
    case 'firstOrder':
    case 'registered':
      return { kind, period: YEAR };
    case 'openCart':
    case 'visited':
      return { kind, period: { from: { months: 3 } } };
    case 'rank':
      return { kind, by: 'spend', period: YEAR, from: 0, to: 20 };
    case 'age':
      return { kind, atLeast: 18, atMost: 30 };
    case 'birthday':
      return { kind, atMost: 7 };
    case 'rating':
      return { kind, atLeast: 4 };
    case 'defaultGroups':
    case 'memberGroups':
      return { kind, groups: [] };
    case 'gender':
      return { kind, genders: [] };
    case 'company':
    case 'newsletter':
    case 'partnerOffers':
      return { kind, is: true };
    case 'country':
      return { kind, countries: [] };
    case 'language':
      return { kind, languages: [] };
    case 'region':
      return { kind, states: [] };
    case 'postcode':
      return { kind, prefixes: [] };
    case 'boughtCategory':
      return { kind, category: 0, subcategories: true, orders: 1 };
    case 'chance':
      return { kind, percent: 10, seed: 1 };
    case 'list':
      return { kind, list: 0 };
    case 'score':
      return { kind, list: 0, atLeast: 0 };
  }
}

/** What is wrong with one criterion or an empty group; what is inside of a group is told there. */
export function problemOf(rule: AudienceRule): Problem | null {
  if (rule.kind === 'orUnknown') return problemOf(rule.of);
  if (isGroup(rule) && rule.of.length > 0) return null;
  return checkRule(rule)[0] ?? null;
}

/** Whether it can be judged and stored. */
export const isWhole = (rule: AudienceRule): boolean => checkRule(rule).length === 0;

/** The rule as a group that can be added to, without a change of what it means. */
export function asGroup(rule: AudienceRule): Group {
  if (isGroup(rule)) return rule;
  return { kind: 'allOf', of: rule.kind === 'all' ? [] : [rule] };
}

/** Back from a group where there is nothing to group: so a ready-made audience is known again. A group inside stays, it is being filled. */
export function simplified(group: Group): AudienceRule {
  if (group.kind !== 'allOf') return group;
  const [first, second] = group.of;
  if (first === undefined) return { kind: 'all' };
  return second === undefined && !isGroup(unwrapped(first).rule) ? first : group;
}

/** The rule without a taking of unknown for yes around it, and whether there was one. */
export function unwrapped(rule: AudienceRule): { readonly rule: AudienceRule; readonly orUnknown: boolean } {
  return rule.kind === 'orUnknown' ? { rule: rule.of, orUnknown: true } : { rule, orUnknown: false };
}

export const wrapped = (rule: AudienceRule, orUnknown: boolean): AudienceRule =>
  orUnknown ? { kind: 'orUnknown', of: rule } : rule;
