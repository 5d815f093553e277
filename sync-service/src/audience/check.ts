import { checked } from '../offer/checked.ts';
import { audienceRuleSchema } from '../offer/rule-schema.ts';
import type { Ago, AudienceRule, Period, Range } from '../offer/rule.ts';
import { problem, type Problem } from '../problems.ts';

const DAYS_OF_A_MONTH = 30.44;
const LONGEST_AGO_DAYS = 36_500;

/**
 * What cannot be right about a rule; none when it can be judged. Types are checked too, so that a rule may come from anywhere.
 */
export function checkRule(rule: AudienceRule): readonly Problem[] {
  const { data, problems } = checked(audienceRuleSchema, rule, 'rule');
  return data === null ? problems : problemsOf(data, 'rule');
}

function problemsOf(rule: AudienceRule, field: string): Problem[] {
  switch (rule.kind) {
    case 'allOf':
    case 'anyOf':
    case 'noneOf':
      return [
        ...(rule.of.length === 0 ? [problem('empty_group', { field: `${field}.of` })] : []),
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
          ? [problem('percentages_exchanged', { field: `${field}.from`, value: rule.from, max: rule.to })]
          : []),
        ...period(rule.period, `${field}.period`),
      ];
    case 'age':
    case 'birthday':
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
      return empty(rule.genders, `${field}.genders`);
    case 'postcode':
      return [
        ...empty(rule.prefixes, `${field}.prefixes`),
        ...rule.prefixes.flatMap((prefix, index) =>
          prefix.trim() === '' ? [problem('empty', { field: `${field}.prefixes.${index}` })] : [],
        ),
      ];
    case 'boughtCategory':
      return [
        ...idsOf([rule.category], `${field}.category`),
        ...under(rule.orders, `${field}.orders`, 1),
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

function empty(items: readonly unknown[], field: string): Problem[] {
  return items.length === 0 ? [problem('empty', { field })] : [];
}

function idsOf(ids: readonly number[], field: string): Problem[] {
  const wrong = ids.filter((id) => id < 1);
  return [...empty(ids, field), ...wrong.map((value) => problem('no_id', { field, value }))];
}

function percent(value: number, field: string): Problem[] {
  return value < 0 || value > 100 ? [problem('percentage', { field, value })] : [];
}

function under(value: number | undefined, field: string, min: number): Problem[] {
  return value !== undefined && value < min ? [problem('figure_under', { field, value, min })] : [];
}

function range({ atLeast, atMost }: Range, field: string, least: number): Problem[] {
  if (atLeast === undefined && atMost === undefined) return [problem('figures_missing', { field })];
  const problems = [...under(atLeast, `${field}.atLeast`, least), ...under(atMost, `${field}.atMost`, least)];
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    problems.push(problem('figures_exchanged', { field: `${field}.atLeast`, value: atLeast, max: atMost }));
  return problems;
}

/** Nobody has 2.5 orders; sums and means may well be broken. */
function wholeNumbers(rule: { readonly kind: string } & Range, field: string): Problem[] {
  if (rule.kind !== 'orders') return [];
  return Object.entries({ atLeast: rule.atLeast, atMost: rule.atMost }).flatMap(([end, value]) =>
    value !== undefined && !Number.isInteger(value)
      ? [problem('figure_whole', { field: `${field}.${end}`, value })]
      : [],
  );
}

function period(value: Period | undefined, field: string): Problem[] {
  if (value === undefined) return [];
  const { from, until } = value;
  const problems = [...ago(from, `${field}.from`), ...ago(until, `${field}.until`)];
  if (problems.length > 0 || from === undefined || until === undefined) return problems;
  return daysOf(from) > daysOf(until) ? [] : [problem('periods_exchanged', { field: `${field}.from` })];
}

function ago(ago: Ago | undefined, at: string): Problem[] {
  if (ago === undefined) return [];
  const [unit, value] = 'days' in ago ? (['days', ago.days] as const) : (['months', ago.months] as const);
  const field = `${at}.${unit}`;
  if (value < 0) return [problem('period_ahead', { field, value })];
  return daysOf(ago) > LONGEST_AGO_DAYS ? [problem('period_long', { field, value })] : [];
}

/** Roughly: which of a day count and a month count is longer ago differs from day to day where they are close, and is refused there too. */
function daysOf(value: Ago): number {
  return 'days' in value ? value.days : value.months * DAYS_OF_A_MONTH;
}
