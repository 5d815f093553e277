import type { Temporal } from 'temporal-polyfill';
import type { AudienceRule, Criterion } from '../offer/rule.ts';
import { ageOn, asNumber, daysUntilBirthday } from './criteria.ts';
import { FLAG, type Facts } from './facts.ts';
import { judge } from './judge.ts';
import type { AudienceData } from './needs.ts';
import { NO, UNKNOWN, YES, type Verdict } from './kleene.ts';
import { OrderFigures } from './order-figures.ts';
import { dayNumber } from './period.ts';

/** Why a rule says yes, no or unknown of one customer; `explainText` puts it into words. Plain JSON. */
export interface Explanation {
  readonly kind: AudienceRule['kind'];
  readonly answer: Verdict;
  /** What was asked; of criteria only. */
  readonly asked?: Criterion;
  /**
   * What the customer has, null for unknown: orders, amount in the shop's currency, days ago, place (from 1) among the buyers, years, days until, id of the
   * group, country or language, number of the gender (`GENDERS`), 1 or 0 for what is or is not, figure of the score. Missing where only
   * the answer is known.
   */
  readonly figure?: number | null;
  /** How many buyers there are to be ranked. */
  readonly places?: number;
  /** The customer's groups. */
  readonly groups?: readonly number[];
  /** Of rules made of rules. */
  readonly of?: readonly Explanation[];
}

/**
 * @param row of the facts
 * @param asOf the local day of judging in the shop's zone
 * @throws Error when the data lack what {@link needsOf} names, or have no such row
 */
export function explain(rule: AudienceRule, data: AudienceData, asOf: Temporal.PlainDate, row: number): Explanation {
  if (!(row in data.facts.id)) throw new Error(`row ${row} is not in the facts of ${data.facts.id.length} customers`);
  return explained(rule, { data, alone: aloneIn(data, row), asOf, row });
}

interface Subject {
  readonly data: AudienceData;
  /** The customer as the only row. Enough for everything but ranks, and quick where there are a million others. */
  readonly alone: AudienceData;
  readonly asOf: Temporal.PlainDate;
  readonly row: number;
}

function explained(rule: AudienceRule, subject: Subject): Explanation {
  switch (rule.kind) {
    case 'allOf':
    case 'anyOf':
    case 'noneOf': {
      const of = rule.of.map((part) => explained(part, subject));
      return { kind: rule.kind, answer: combined(rule.kind, of), of };
    }
    case 'orUnknown': {
      const of = explained(rule.of, subject);
      return { kind: rule.kind, answer: of.answer === UNKNOWN ? YES : of.answer, of: [of] };
    }
    default: {
      const [data, row] = rule.kind === 'rank' ? [subject.data, subject.row] : [subject.alone, 0];
      const answer = judge(rule, data, subject.asOf)[row] as Verdict;
      return { kind: rule.kind, answer, asked: rule, ...figureOf(rule, subject) };
    }
  }
}

function combined(kind: 'allOf' | 'anyOf' | 'noneOf', of: readonly Explanation[]): Verdict {
  const decisive = kind === 'allOf' ? NO : YES;
  if (of.some(({ answer }) => answer === decisive)) return kind === 'anyOf' ? YES : NO;
  if (of.some(({ answer }) => answer === UNKNOWN)) return UNKNOWN;
  return kind === 'anyOf' ? NO : YES;
}

function figureOf(criterion: Criterion, { data, alone, asOf, row }: Subject): Partial<Explanation> {
  const { facts } = data;
  const figures = () => new OrderFigures(alone.orders!, asOf);
  const daysAgo = (day: number | null) => ({ figure: day === null ? null : dayNumber(asOf) - day });
  switch (criterion.kind) {
    case 'orders':
      return { figure: figures().totals(criterion.period).count[0]! };
    case 'spend':
      return { figure: figures().bought[0] === 0 ? null : figures().totals(criterion.period).sum[0]! / 100 };
    case 'averageOrder': {
      const { count, sum } = figures().totals(criterion.period);
      return { figure: count[0] === 0 ? null : sum[0]! / (count[0]! * 100) };
    }
    case 'lastOrder':
      return daysAgo(figures().lastDay(0));
    case 'firstOrder':
      return daysAgo(figures().firstDay(0));
    case 'rank': {
      const ranking = new OrderFigures(data.orders!, asOf).ranking(criterion.by, criterion.period);
      return { figure: placeOf(ranking.figures, row), places: ranking.buyers };
    }
    case 'registered': {
      const day = facts.registered[row]!;
      return daysAgo(day === -1 || day > dayNumber(asOf) ? null : day);
    }
    case 'age':
      return { figure: ageOn(facts.birthday[row]!, asNumber(asOf)) };
    case 'birthday':
      return { figure: daysUntilBirthday(asOf)(facts.birthday[row]!) };
    case 'gender':
      return { figure: facts.gender[row]! || null };
    case 'defaultGroups':
      return { figure: facts.defaultGroup[row]! };
    case 'memberGroups':
      return { groups: facts.groupSets[facts.groups[row]!]! };
    case 'country':
      return { figure: facts.country[row]! || null };
    case 'language':
      return { figure: facts.language[row]! || null };
    case 'company':
    case 'newsletter':
    case 'partnerOffers':
      return { figure: (facts.flags[row]! & FLAG[criterion.kind]) === 0 ? 0 : 1 };
    case 'score': {
      const score = data.scores.get(criterion.list)!;
      const index = score.ids.indexOf(facts.id[row]!);
      return { figure: index === -1 ? null : score.figures[index]! };
    }
    default:
      return {};
  }
}

function placeOf(figures: Float64Array, row: number): number | null {
  const own = figures[row]!;
  if (Number.isNaN(own)) return null;
  let place = 1;
  for (let other = 0; other < figures.length; other++) {
    if (figures[other]! > own || (figures[other] === own && other < row)) place++;
  }
  return place;
}

function aloneIn(data: AudienceData, row: number): AudienceData {
  // Named one by one: an implementation may have getters, which a spread would lose.
  const { facts, orders, lists, scores, answers } = data;
  const one = <T extends Int32Array | Uint32Array | Uint8Array>(column: T): T => column.slice(row, row + 1) as T;
  const alone: Facts = {
    ...facts,
    id: one(facts.id),
    idShop: one(facts.idShop),
    defaultGroup: one(facts.defaultGroup),
    groups: one(facts.groups),
    registered: one(facts.registered),
    birthday: one(facts.birthday),
    gender: one(facts.gender),
    language: one(facts.language),
    country: one(facts.country),
    flags: one(facts.flags),
  };
  if (orders === null) return { facts: alone, orders, lists, scores, answers };
  const [from, until] = [orders.first[row]!, orders.first[row + 1]!];
  return {
    lists,
    scores,
    answers,
    facts: alone,
    orders: {
      first: Int32Array.of(0, until - from),
      day: orders.day.subarray(from, until),
      amount: orders.amount.subarray(from, until),
    },
  };
}
