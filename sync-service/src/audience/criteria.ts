import type { Temporal } from 'temporal-polyfill';
import type { Criterion } from '../offer/rule.ts';
import { drawnByRule } from './chance.ts';
import { each, eachOf, oneOf, oneOfKnown, rangeCheck } from './columns.ts';
import { FLAG, GENDERS, type Facts } from './facts.ts';
import type { AudienceData } from './judge.ts';
import { NO, UNKNOWN, YES } from './kleene.ts';
import { questionKey, questionOf } from './needs.ts';
import { fillByOrders } from './order-criteria.ts';
import type { OrderFigures } from './order-figures.ts';
import { rangeOf } from './period.ts';
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
      return oneOf(facts.defaultGroup, criterion.groups, column);
    case 'memberGroups':
      return memberGroups(facts, criterion.groups, column);
    case 'registered': {
      const { from, until } = rangeOf(criterion.period, asOf);
      const today = rangeOf(undefined, asOf).until;
      return each(column, (row) => {
        const day = facts.registered[row]!;
        if (day === -1 || day >= today) return UNKNOWN;
        return day >= from && day < until ? YES : NO;
      });
    }
    case 'age': {
      const within = rangeCheck(criterion);
      return each(column, (row) => {
        const age = ageOn(facts.birthday[row]!, asOf);
        return age === null ? UNKNOWN : within(age);
      });
    }
    case 'gender': {
      const wanted = GENDERS.map((gender) => (gender !== 'unknown' && criterion.genders.includes(gender) ? YES : NO));
      return each(column, (row) => (facts.gender[row] === 0 ? UNKNOWN : wanted[facts.gender[row]!]!));
    }
    case 'country':
      return oneOfKnown(facts.country, criterion.countries, column);
    case 'language':
      return oneOfKnown(facts.language, criterion.languages, column);
    case 'company':
    case 'newsletter':
    case 'partnerOffers': {
      const wanted = criterion.is ? FLAG[criterion.kind] : 0;
      const bit = FLAG[criterion.kind];
      return each(column, (row) => ((facts.flags[row]! & bit) === wanted ? YES : NO));
    }
    case 'chance': {
      const { percent, seed } = criterion;
      return each(column, (row) => (drawnByRule(facts.id[row]!, percent, seed) ? YES : NO));
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
      const within = rangeCheck(criterion);
      column.fill(UNKNOWN);
      return eachOf(score.ids, facts.id, (row, index) => (column[row] = within(score.figures[index]!)));
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

/** Whole years on the day of judging, or null: no birthday, one in the future, or one over 120 years ago. Born on 29 February: a year older on 1 March. */
export function ageOn(birthday: number, asOf: Temporal.PlainDate): number | null {
  const today = asOf.year * 10_000 + asOf.month * 100 + asOf.day;
  if (birthday === 0 || birthday > today || birthday < today - 120 * 10_000) return null;
  // 20260831 - 19800901 = 459930: a birthday that is still to come this year takes one off.
  return Math.floor((today - birthday) / 10_000);
}

function memberGroups(facts: Facts, groups: readonly number[], column: Uint8Array): void {
  const wanted = new Set(groups);
  const sets = Uint8Array.from(facts.groupSets, (set) => (set.some((group) => wanted.has(group)) ? YES : NO));
  each(column, (row) => sets[facts.groups[row]!]!);
}

function answered(answer: Answer, customers: Int32Array, column: Uint8Array): void {
  column.fill(answer.others === 'no' ? NO : UNKNOWN);
  eachOf(answer.no, customers, (row) => (column[row] = NO));
  eachOf(answer.yes, customers, (row) => (column[row] = YES));
}
