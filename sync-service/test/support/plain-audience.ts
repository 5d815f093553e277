import { Temporal } from 'temporal-polyfill';
import {
  FLAG,
  GENDERS,
  joinOrders,
  needsOf,
  questionKey,
  type Answer,
  type AudienceData,
  type Facts,
  type Question,
} from '../../src/audience/index.ts';
import type { AudienceRule, Criterion, Period, RankedBy } from '../../src/offer/index.ts';

/** A customer as one would write them down. Dates are `2026-08-31`; null stands for what is not known. */
export interface PlainCustomer {
  readonly id: number;
  readonly defaultGroup: number;
  readonly groups: readonly number[];
  readonly registered: string | null;
  readonly birthday: string | null;
  readonly gender: (typeof GENDERS)[number];
  readonly language: number;
  /** null: without an address. */
  readonly address: { readonly country: number; readonly state: number; readonly postcode: string } | null;
  readonly company: boolean;
  readonly newsletter: boolean;
  readonly partnerOffers: boolean;
  /** By date. */
  readonly orders: readonly { readonly date: string; readonly cents: number; readonly categories: readonly number[] }[];
  readonly carts: readonly string[];
  /** null: visits are not recorded. */
  readonly visits: readonly string[] | null;
  readonly rating: number | null;
  readonly lists: readonly number[];
  readonly scores: Readonly<Record<number, number>>;
}

type Say = 'yes' | 'no' | 'unknown';

/** The slow, obvious evaluator: customer by customer, criterion by criterion. Shares nothing with `audience/` but the rule's type. */
export function sayOf(
  rule: AudienceRule,
  customer: PlainCustomer,
  all: readonly PlainCustomer[],
  asOf: Temporal.PlainDate,
): Say {
  switch (rule.kind) {
    case 'allOf': {
      const says = rule.of.map((part) => sayOf(part, customer, all, asOf));
      if (says.includes('no')) return 'no';
      return says.includes('unknown') ? 'unknown' : 'yes';
    }
    case 'anyOf': {
      const says = rule.of.map((part) => sayOf(part, customer, all, asOf));
      if (says.includes('yes')) return 'yes';
      return says.includes('unknown') ? 'unknown' : 'no';
    }
    case 'noneOf': {
      const any = sayOf({ kind: 'anyOf', of: rule.of }, customer, all, asOf);
      return any === 'unknown' ? 'unknown' : any === 'yes' ? 'no' : 'yes';
    }
    case 'orUnknown': {
      const say = sayOf(rule.of, customer, all, asOf);
      return say === 'unknown' ? 'yes' : say;
    }
    default: {
      const matches = matchesOf(rule, customer, all, asOf);
      return matches === null ? 'unknown' : matches ? 'yes' : 'no';
    }
  }
}

function matchesOf(
  rule: Criterion,
  customer: PlainCustomer,
  all: readonly PlainCustomer[],
  asOf: Temporal.PlainDate,
): boolean | null {
  const today = asOf.toString();
  const within = (date: string, period: Period = {}): boolean => {
    if (date > today) return false;
    if (period.from !== undefined && date < asOf.subtract(period.from).toString()) return false;
    return period.until === undefined || date < asOf.subtract(period.until).toString();
  };
  const placed = (of: PlainCustomer) => of.orders.filter(({ date }) => date <= today);
  const inPeriod = (of: PlainCustomer, period: Period | undefined) =>
    of.orders.filter(({ date }) => within(date, period));
  const cents = (orders: readonly { readonly cents: number }[]) => orders.reduce((sum, order) => sum + order.cents, 0);
  const inRange = (figure: number, range: { readonly atLeast?: number; readonly atMost?: number }): boolean =>
    (range.atLeast === undefined || figure >= range.atLeast) && (range.atMost === undefined || figure <= range.atMost);
  const ordered = placed(customer);

  switch (rule.kind) {
    case 'orders':
      return inRange(inPeriod(customer, rule.period).length, rule);
    case 'spend':
      return ordered.length === 0 ? null : inRange(cents(inPeriod(customer, rule.period)) / 100, rule);
    case 'averageOrder': {
      const orders = inPeriod(customer, rule.period);
      return orders.length === 0 ? null : inRange(cents(orders) / orders.length / 100, rule);
    }
    case 'lastOrder':
      return ordered.length === 0 ? null : within(ordered.at(-1)!.date, rule.period);
    case 'firstOrder':
      return ordered.length === 0 ? null : within(ordered[0]!.date, rule.period);
    case 'rank': {
      if (ordered.length === 0) return null;
      const figure = (of: PlainCustomer): number => {
        const orders = inPeriod(of, rule.period);
        const figures: Record<RankedBy, number> = {
          spend: cents(orders),
          orders: orders.length,
          averageOrder: orders.length === 0 ? -Infinity : cents(orders) / orders.length,
          lastOrder: orders.length === 0 ? -Infinity : Date.parse(orders.at(-1)!.date),
        };
        return figures[rule.by];
      };
      const buyers = all.filter((each) => placed(each).length > 0);
      const figures = new Map(buyers.map((each) => [each, figure(each)]));
      buyers.sort((a, b) => {
        const [first, second] = [figures.get(a)!, figures.get(b)!];
        return first === second ? a.id - b.id : first > second ? -1 : 1;
      });
      const percent = (100 * buyers.indexOf(customer)) / buyers.length;
      return rule.from <= percent && percent < rule.to;
    }
    case 'all':
      return true;
    case 'defaultGroups':
      return rule.groups.includes(customer.defaultGroup);
    case 'memberGroups':
      return rule.groups.some((group) => customer.groups.includes(group));
    case 'registered':
      if (customer.registered === null || customer.registered > today) return null;
      return within(customer.registered, rule.period);
    case 'age': {
      if (customer.birthday === null || customer.birthday > today) return null;
      const [year, rest] = [customer.birthday.slice(0, 4), customer.birthday.slice(4)];
      const hadIt = rest <= today.slice(4);
      const years = asOf.year - Number(year) - (hadIt ? 0 : 1);
      const isTooOld = asOf.year - Number(year) > 120 || (asOf.year - Number(year) === 120 && rest < today.slice(4));
      return isTooOld ? null : inRange(years, rule);
    }
    case 'birthday': {
      if (matchesOf({ kind: 'age', atLeast: 0 }, customer, all, asOf) === null) return null;
      const born = Temporal.PlainDate.from(customer.birthday!);
      const next = [0, 1]
        .map((more) => born.add({ years: asOf.year - born.year + more }))
        .find((date) => Temporal.PlainDate.compare(date, asOf) >= 0)!;
      return inRange(asOf.until(next).days, rule);
    }
    case 'gender':
      return customer.gender === 'unknown' ? null : rule.genders.includes(customer.gender);
    case 'company':
      return customer.company === rule.is;
    case 'newsletter':
      return customer.newsletter === rule.is;
    case 'partnerOffers':
      return customer.partnerOffers === rule.is;
    case 'country':
      return customer.address === null ? null : rule.countries.includes(customer.address.country);
    case 'language':
      return customer.language === 0 ? null : rule.languages.includes(customer.language);
    case 'chance':
      throw new Error('a draw has no obvious answer');
    case 'list':
      return customer.lists.includes(rule.list);
    case 'score': {
      const figure = customer.scores[rule.list];
      return figure === undefined ? null : inRange(figure, rule);
    }
    case 'region':
      return customer.address === null ? null : rule.states.includes(customer.address.state);
    case 'postcode':
      return customer.address === null ? null : beginsWithOneOf(customer.address.postcode, rule.prefixes);
    case 'boughtCategory':
      return (
        inPeriod(customer, rule.period).filter(({ categories }) => categories.includes(rule.category)).length >=
        rule.orders
      );
    case 'rating':
      return customer.rating === null ? null : inRange(customer.rating, rule);
    case 'openCart':
      return customer.carts.some((date) => within(date, rule.period));
    case 'visited':
      return customer.visits === null ? null : customer.visits.some((date) => within(date, rule.period));
  }
}

function beginsWithOneOf(postcode: string, prefixes: readonly string[]): boolean {
  const bare = (text: string) => text.replaceAll(' ', '').toUpperCase();
  return prefixes.some((prefix) => bare(postcode).startsWith(bare(prefix)));
}

/** The shop's answer to a question. Customers of whom it knows nothing are the others, or those who are a no, as `others` says. */
export function answerTo(question: Question, customers: readonly PlainCustomer[], others: 'no' | 'unknown'): Answer {
  const says = customers.map((customer) => [customer.id, shopKnows(question, customer)] as const);
  const isUnknownTo = says.some(([, say]) => say === null);
  const left = isUnknownTo ? 'unknown' : others;
  const ids = (wanted: boolean) => Uint32Array.from(says.filter(([, say]) => say === wanted).map(([id]) => id));
  return { yes: ids(true), no: left === 'no' ? new Uint32Array() : ids(false), others: left };
}

function shopKnows(question: Question, customer: PlainCustomer): boolean | null {
  const asked = 'until' in question ? question : null;
  const within = (date: string) => asked !== null && date < asked.until && (asked.from === null || date >= asked.from);
  switch (question.kind) {
    case 'region':
      return customer.address && question.states.includes(customer.address.state);
    case 'postcode':
      return customer.address && beginsWithOneOf(customer.address.postcode, question.prefixes);
    case 'boughtCategory': {
      const orders = customer.orders.filter(
        ({ date, categories }) => within(date) && categories.includes(question.category),
      );
      return orders.length >= question.orders;
    }
    case 'rating': {
      const { atLeast, atMost } = question;
      const { rating } = customer;
      return rating === null ? null : (atLeast === null || rating >= atLeast) && (atMost === null || rating <= atMost);
    }
    case 'openCart':
      return customer.carts.some(within);
    case 'visited':
      return customer.visits && customer.visits.some(within);
  }
}

/** The customers as the shop's columns, with what the rule needs. */
export function dataFor(
  rule: AudienceRule,
  customers: readonly PlainCustomer[],
  asOf: Temporal.PlainDate,
  others: 'no' | 'unknown' = 'no',
): AudienceData {
  const facts = factsOf(customers);
  const needs = needsOf(rule, asOf);
  return {
    facts,
    orders: needs.orders ? ordersOf(facts, customers) : null,
    lists: new Map(
      needs.lists.map((list) => [list, idsOf(customers.filter((customer) => customer.lists.includes(list)))]),
    ),
    scores: new Map(
      needs.scores.map((list) => {
        const scored = customers.filter((customer) => customer.scores[list] !== undefined);
        return [list, { ids: idsOf(scored), figures: Float64Array.from(scored, ({ scores }) => scores[list]!) }];
      }),
    ),
    answers: new Map(needs.questions.map((question) => [questionKey(question), answerTo(question, customers, others)])),
  };
}

const idsOf = (customers: readonly PlainCustomer[]) => Uint32Array.from(customers, ({ id }) => id);
const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

function factsOf(customers: readonly PlainCustomer[]): Facts {
  const bits = ({ company, newsletter, partnerOffers }: PlainCustomer) =>
    (company ? FLAG.company : 0) + (newsletter ? FLAG.newsletter : 0) + (partnerOffers ? FLAG.partnerOffers : 0);
  return {
    id: idsOf(customers),
    idShop: new Uint32Array(customers.length).fill(1),
    defaultGroup: Uint32Array.from(customers, ({ defaultGroup }) => defaultGroup),
    groups: Uint32Array.from(customers, (_, row) => row),
    groupSets: customers.map(({ groups }) => groups),
    registered: Int32Array.from(customers, ({ registered }) => (registered === null ? -1 : dayOf(registered))),
    birthday: Int32Array.from(customers, ({ birthday }) => Number(birthday?.replaceAll('-', '') ?? 0)),
    gender: Uint8Array.from(customers, ({ gender }) => GENDERS.indexOf(gender)),
    language: Uint32Array.from(customers, ({ language }) => language),
    country: Uint32Array.from(customers, ({ address }) => address?.country ?? 0),
    flags: Uint8Array.from(customers, (customer) => bits(customer) + FLAG.active),
    blockedUntil: new Map(),
    pinned: new Set(),
  };
}

function ordersOf(facts: Facts, customers: readonly PlainCustomer[]) {
  const buyers = customers.filter(({ orders }) => orders.length > 0);
  const orders = buyers.flatMap((buyer) => buyer.orders);
  const page = {
    customer: idsOf(buyers),
    count: Int32Array.from(buyers, (buyer) => buyer.orders.length),
    day: Int32Array.from(orders, ({ date }) => dayOf(date)),
    amount: Float64Array.from(orders, ({ cents }) => cents),
  };
  return joinOrders(facts, [page]);
}
