import { audienceRuleSchema, explainRuleIssues } from '../offer/rule-schema.ts';
import type { Ago, AudienceRule, Period, Range } from '../offer/rule.ts';

const DAYS_OF_A_MONTH = 30.44;
const LONGEST_AGO_DAYS = 36_500;

/**
 * What cannot be right about a rule, each line with field, value and way out; none when it can be judged. Types are checked too, so that a
 * rule may come from anywhere.
 */
export function checkRule(rule: AudienceRule): readonly string[] {
  const result = audienceRuleSchema.safeParse(rule);
  return result.success ? problemsOf(result.data, 'rule') : explainRuleIssues(result.error);
}

function problemsOf(rule: AudienceRule, field: string): string[] {
  switch (rule.kind) {
    case 'allOf':
    case 'anyOf':
    case 'noneOf':
      return [
        ...empty(rule.of, `${field}.of`, 'name at least one rule'),
        ...rule.of.flatMap((part, index) => problemsOf(part, `${field}.of.${index}`)),
      ];
    case 'orUnknown':
      return problemsOf(rule.of, `${field}.of`);
    case 'orders':
    case 'spend':
    case 'averageOrder':
      return [...range(rule, field, 0), ...period(rule.period, `${field}.period`), ...wholeNumbers(rule, field)];
    case 'lastOrder':
    case 'firstOrder':
    case 'registered':
    case 'openCart':
    case 'visited':
      return period(rule.period, `${field}.period`);
    case 'rank':
      return [
        ...percent(rule.from, `${field}.from`),
        ...percent(rule.to, `${field}.to`),
        ...(rule.from >= rule.to
          ? [`${field}.from: ${rule.from} is not less than to: ${rule.to}; 0 to 20 is the best fifth`]
          : []),
        ...period(rule.period, `${field}.period`),
      ];
    case 'age':
      return range(rule, field, 0);
    case 'score':
      return [...range(rule, field, -Infinity), ...idsOf([rule.list], `${field}.list`)];
    case 'rating':
      return range(rule, field, 0);
    case 'defaultGroups':
    case 'memberGroups':
      return idsOf(rule.groups, `${field}.groups`);
    case 'country':
      return idsOf(rule.countries, `${field}.countries`);
    case 'language':
      return idsOf(rule.languages, `${field}.languages`);
    case 'region':
      return idsOf(rule.states, `${field}.states`);
    case 'list':
      return idsOf([rule.list], `${field}.list`);
    case 'gender':
      return empty(rule.genders, `${field}.genders`, 'name at least one of male, female, neutral');
    case 'postcode':
      return [
        ...empty(rule.prefixes, `${field}.prefixes`, 'name at least one beginning of a postcode'),
        ...rule.prefixes.flatMap((prefix, index) =>
          prefix.trim() === '' ? [`${field}.prefixes.${index}: is empty; write the beginning of a postcode`] : [],
        ),
      ];
    case 'boughtCategory':
      return [
        ...idsOf([rule.category], `${field}.category`),
        ...(rule.orders < 1 ? [`${field}.orders: ${rule.orders} is under 1; write how many orders at least`] : []),
        ...period(rule.period, `${field}.period`),
      ];
    case 'chance':
      return percent(rule.percent, `${field}.percent`);
    case 'all':
    case 'company':
    case 'newsletter':
    case 'partnerOffers':
      return [];
  }
}

function empty(items: readonly unknown[], field: string, wayOut: string): string[] {
  return items.length === 0 ? [`${field}: is empty; ${wayOut}`] : [];
}

function idsOf(ids: readonly number[], field: string): string[] {
  const wrong = ids.filter((id) => id < 1);
  return [
    ...empty(ids, field, 'name at least one'),
    ...wrong.map((id) => `${field}: ${id} is no id; ids are whole numbers from 1`),
  ];
}

function percent(value: number, field: string): string[] {
  if (value < 0) return [`${field}: ${value} is under 0; a percentage goes from 0 to 100`];
  return value > 100 ? [`${field}: ${value} is over 100; a percentage goes from 0 to 100`] : [];
}

function range({ atLeast, atMost }: Range, field: string, least: number): string[] {
  if (atLeast === undefined && atMost === undefined) {
    return [`${field}: neither atLeast nor atMost is there; write one of both, or both`];
  }
  const problems = Object.entries({ atLeast, atMost }).flatMap(([end, value]) =>
    value !== undefined && value < least ? [`${field}.${end}: ${value} is under ${least}; write ${least} or more`] : [],
  );
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
    problems.push(`${field}.atLeast: ${atLeast} is more than atMost: ${atMost}, so nobody can match; exchange them`);
  }
  return problems;
}

/** Nobody has 2.5 orders; sums and means may well be broken. */
function wholeNumbers(rule: { readonly kind: string } & Range, field: string): string[] {
  if (rule.kind !== 'orders') return [];
  return Object.entries({ atLeast: rule.atLeast, atMost: rule.atMost }).flatMap(([end, value]) =>
    value !== undefined && !Number.isInteger(value)
      ? [`${field}.${end}: ${value} is no whole number; orders are counted`]
      : [],
  );
}

function period(value: Period | undefined, field: string): string[] {
  if (value === undefined) return [];
  const { from, until } = value;
  const problems = [...ago(from, `${field}.from`), ...ago(until, `${field}.until`)];
  if (problems.length > 0 || from === undefined || until === undefined) return problems;
  return daysOf(from) > daysOf(until)
    ? []
    : [`${field}.from: ${words(from)} ago is not before until: ${words(until)} ago; exchange them`];
}

function ago(value: Ago | undefined, field: string): string[] {
  if (value === undefined) return [];
  const [unit, count] = 'days' in value ? (['days', value.days] as const) : (['months', value.months] as const);
  if (count < 0) return [`${field}.${unit}: ${count} is under 0; periods are counted back from the day of judging`];
  return daysOf(value) > LONGEST_AGO_DAYS
    ? [`${field}.${unit}: ${count} is over 100 years; leave ${lastOf(field)} out`]
    : [];
}

const lastOf = (field: string): string => field.slice(field.lastIndexOf('.') + 1);

/** Roughly: which of a day count and a month count is longer ago differs from day to day where they are close, and is refused there too. */
function daysOf(value: Ago): number {
  return 'days' in value ? value.days : value.months * DAYS_OF_A_MONTH;
}

function words(value: Ago): string {
  return 'days' in value ? `${value.days} days` : `${value.months} months`;
}
