import type { Temporal } from 'temporal-polyfill';
import type { Criterion } from '../offer/rule.ts';
import { drawnByRule } from './chance.ts';
import { eachOf, oneOf, boundsOf, isIn, isWithin } from './columns.ts';
import { FLAG, GENDERS, type Facts } from './facts.ts';
import type { AudienceData } from './needs.ts';
import { NO, UNKNOWN, YES } from './kleene.ts';
import { questionKey, questionOf } from './needs.ts';
import { fillByOrders } from './order-criteria.ts';
import type { OrderFigures } from './order-figures.ts';
import { dayNumber, rangeOf } from './period.ts';
import type { Answer } from './questions.ts';

/** Writes a criterion's answer into every row of `column`. */
export function answerCriterion(
  criterion: Criterion,
  data: AudienceData,
  figures: OrderFigures | null,
  asOf: Temporal.PlainDate,
  column: Uint8Array,
): void {
  const { facts } = data;
  switch (criterion.kind) {
    case 'all':
      column.fill(YES);
      return;
    case 'defaultGroups':
      return oneOf(facts.defaultGroup, criterion.groups, NO, column);
    case 'memberGroups':
      return memberGroups(facts, criterion.groups, column);
    case 'registered': {
      const range = rangeOf(criterion.period, asOf);
      const today = dayNumber(asOf);
      for (let row = 0; row < column.length; row++) {
        const day = facts.registered[row]!;
        column[row] = day === -1 || day > today ? UNKNOWN : isIn(day, range);
      }
      return;
    }
    case 'age': {
      const bounds = boundsOf(criterion);
      const today = asNumber(asOf);
      for (let row = 0; row < column.length; row++) {
        const age = ageOn(facts.birthday[row]!, today);
        column[row] = age === null ? UNKNOWN : isWithin(age, bounds);
      }
      return;
    }
    case 'birthday': {
      const bounds = boundsOf(criterion);
      const until = daysUntilBirthday(asOf);
      for (let row = 0; row < column.length; row++) {
        const days = until(facts.birthday[row]!);
        column[row] = days === null ? UNKNOWN : isWithin(days, bounds);
      }
      return;
    }
    case 'gender': {
      const verdicts = Uint8Array.from(GENDERS, (gender) => {
        return gender === 'unknown' ? UNKNOWN : criterion.genders.includes(gender) ? YES : NO;
      });
      for (let row = 0; row < column.length; row++) column[row] = verdicts[facts.gender[row]!]!;
      return;
    }
    case 'country':
      return oneOf(facts.country, criterion.countries, UNKNOWN, column);
    case 'language':
      return oneOf(facts.language, criterion.languages, UNKNOWN, column);
    case 'company':
    case 'newsletter':
    case 'partnerOffers': {
      const bit = FLAG[criterion.kind];
      const wanted = criterion.is ? bit : 0;
      for (let row = 0; row < column.length; row++) column[row] = (facts.flags[row]! & bit) === wanted ? YES : NO;
      return;
    }
    case 'chance': {
      const { percent, seed } = criterion;
      for (let row = 0; row < column.length; row++) column[row] = Number(drawnByRule(facts.id[row]!, percent, seed));
      return;
    }
    case 'list': {
      const ids = data.lists.get(criterion.list);
      if (ids === undefined) throw new Error(`list ${criterion.list} is missing in the data; needsOf names it`);
      column.fill(NO);
      return eachOf(ids, facts.id, (row) => (column[row] = YES));
    }
    case 'score': {
      const score = data.scores.get(criterion.list);
      if (score === undefined) throw new Error(`score ${criterion.list} is missing in the data; needsOf names it`);
      const bounds = boundsOf(criterion);
      column.fill(UNKNOWN);
      return eachOf(score.ids, facts.id, (row, index) => (column[row] = isWithin(score.figures[index]!, bounds)));
    }
    case 'region':
    case 'postcode':
    case 'boughtCategory':
    case 'rating':
    case 'openCart':
    case 'visited': {
      const key = questionKey(questionOf(criterion, asOf));
      const answer = data.answers.get(key);
      if (answer === undefined) throw new Error(`the answer to ${key} is missing in the data; needsOf names it`);
      return answered(answer, facts.id, column);
    }
    default:
      if (figures === null) throw new Error(`orders are missing in the data, and ${criterion.kind} needs them`);
      return fillByOrders(criterion, figures, asOf, column);
  }
}

/** `20260831` for 31 August 2026, as {@link Facts.birthday} is written. */
export function asNumber(date: Temporal.PlainDate): number {
  return date.year * 10_000 + date.month * 100 + date.day;
}

/**
 * Whole years on the day of judging, or null: no birthday, one in the future, or one over 120 years ago. Born on 29 February: a year older
 * on 1 March. Both as {@link asNumber}.
 */
export function ageOn(birthday: number, today: number): number | null {
  if (birthday === 0 || birthday > today || birthday < today - 120 * 10_000) return null;
  // 20260831 - 19800901 = 459930: a birthday that is still to come this year takes one off.
  return Math.floor((today - birthday) / 10_000);
}

/**
 * @returns how many days there are from the day of judging to the next birthday, 0 on the day itself; null as {@link ageOn}. Born on 29 February:
 * on the 28th in other years.
 */
export function daysUntilBirthday(asOf: Temporal.PlainDate): (birthday: number) => number | null {
  const today = asNumber(asOf);
  const known = new Map<number, number>();
  return (birthday) => {
    if (ageOn(birthday, today) === null) return null;
    const monthAndDay = birthday % 10_000;
    const days = known.get(monthAndDay) ?? daysUntil(monthAndDay, asOf);
    known.set(monthAndDay, days);
    return days;
  };
}

/** @param monthAndDay `831` for 31 August */
function daysUntil(monthAndDay: number, asOf: Temporal.PlainDate): number {
  const date = { month: Math.floor(monthAndDay / 100), day: monthAndDay % 100 };
  const [inThisYear, inTheNext] = [0, 1].map((years) => {
    // A day that the month does not have is its last.
    return dayNumber(asOf.with({ day: 1 }).add({ years }).with(date)) - dayNumber(asOf);
  });
  return inThisYear! >= 0 ? inThisYear! : inTheNext!;
}

function memberGroups(facts: Facts, groups: readonly number[], column: Uint8Array): void {
  const wanted = new Set(groups);
  const sets = Uint8Array.from(facts.groupSets, (set) => (set.some((group) => wanted.has(group)) ? YES : NO));
  for (let row = 0; row < column.length; row++) column[row] = sets[facts.groups[row]!]!;
}

function answered(answer: Answer, customers: Uint32Array, column: Uint8Array): void {
  column.fill(answer.others === 'no' ? NO : UNKNOWN);
  eachOf(answer.no, customers, (row) => (column[row] = NO));
  eachOf(answer.yes, customers, (row) => (column[row] = YES));
}
