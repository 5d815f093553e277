import type { Temporal } from 'temporal-polyfill';
import type { AskedCriterion, AudienceRule, Criterion } from '../offer/rule.ts';
import type { Facts, Orders } from './facts.ts';
import { datesOf } from './period.ts';
import type { Answer, Question } from './questions.ts';

/** What rules are judged by; {@link needsOf} says which parts a rule needs. */
export interface AudienceData {
  readonly facts: Facts;
  readonly orders: Orders | null;
  /** Ids ascending. */
  readonly lists: ReadonlyMap<number, Uint32Array>;
  /** Ids ascending, with their figures. */
  readonly scores: ReadonlyMap<number, { readonly ids: Uint32Array; readonly figures: Float64Array }>;
  /** By {@link questionKey}. */
  readonly answers: ReadonlyMap<string, Answer>;
}

/** What has to be read from the shop before a rule can be judged. */
export interface Needs {
  readonly orders: boolean;
  readonly lists: readonly number[];
  readonly scores: readonly number[];
  /** Each once. */
  readonly questions: readonly Question[];
}

/** @param asOf the local day of judging in the shop's zone */
export function needsOf(rule: AudienceRule, asOf: Temporal.PlainDate): Needs {
  const lists = new Set<number>();
  const scores = new Set<number>();
  const questions = new Map<string, Question>();
  let orders = false;
  for (const criterion of criteriaOf(rule)) {
    switch (criterion.kind) {
      case 'orders':
      case 'spend':
      case 'averageOrder':
      case 'lastOrder':
      case 'firstOrder':
      case 'rank':
        orders = true;
        break;
      case 'list':
        lists.add(criterion.list);
        break;
      case 'score':
        scores.add(criterion.list);
        break;
      case 'region':
      case 'postcode':
      case 'boughtCategory':
      case 'rating':
      case 'openCart':
      case 'visited': {
        const question = questionOf(criterion, asOf);
        questions.set(questionKey(question), question);
      }
    }
  }
  return { orders, lists: [...lists], scores: [...scores], questions: [...questions.values()] };
}

export function* criteriaOf(rule: AudienceRule): Generator<Criterion> {
  switch (rule.kind) {
    case 'allOf':
    case 'anyOf':
    case 'noneOf':
      for (const part of rule.of) yield* criteriaOf(part);
      return;
    case 'orUnknown':
      return yield* criteriaOf(rule.of);
    default:
      yield rule;
  }
}

/**
 * Where in a rule a question stands, as the shop finds its criterion again: the way through `of`.
 * @throws Error when the rule does not ask it
 */
export function placeOf(rule: AudienceRule, key: string, asOf: Temporal.PlainDate): readonly number[] {
  const place = search(rule, (criterion) => isAsked(criterion) && questionKey(questionOf(criterion, asOf)) === key);
  if (place === null) throw new Error(`the rule does not ask ${key}; needsOf names what it asks`);
  return place;
}

function search(rule: AudienceRule, isIt: (criterion: Criterion) => boolean): number[] | null {
  if (!('of' in rule)) return isIt(rule) ? [] : null;
  const parts = rule.kind === 'orUnknown' ? [rule.of] : rule.of;
  for (const [index, part] of parts.entries()) {
    const rest = search(part, isIt);
    if (rest !== null) return [index, ...rest];
  }
  return null;
}

const ASKED: ReadonlySet<string> = new Set(['region', 'postcode', 'boughtCategory', 'rating', 'openCart', 'visited']);
const isAsked = (criterion: Criterion): criterion is AskedCriterion => ASKED.has(criterion.kind);

/** Periods become dates; what is asked in another order is the same question. */
export function questionOf(criterion: AskedCriterion, asOf: Temporal.PlainDate): Question {
  switch (criterion.kind) {
    case 'region':
      return { kind: 'region', states: [...new Set(criterion.states)].sort((a, b) => a - b) };
    case 'postcode':
      return { kind: 'postcode', prefixes: [...new Set(criterion.prefixes)].sort() };
    case 'boughtCategory': {
      const { kind, category, subcategories, orders, period } = criterion;
      return { kind, category, subcategories, orders, ...datesOf(period, asOf) };
    }
    case 'rating':
      return { kind: 'rating', atLeast: criterion.atLeast ?? null, atMost: criterion.atMost ?? null };
    case 'openCart':
    case 'visited':
      return { kind: criterion.kind, ...datesOf(criterion.period, asOf) };
  }
}

/** The same for the same question, however its fields stand. */
export function questionKey(question: Question): string {
  return JSON.stringify(Object.entries(question).sort(([one], [other]) => (one < other ? -1 : 1)));
}
