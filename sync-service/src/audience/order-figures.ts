import type { Temporal } from 'temporal-polyfill';
import type { Period, RankedBy } from '../offer/rule.ts';
import type { Orders } from './facts.ts';
import { dayNumber, rangeOf, type DayRange } from './period.ts';

/** Of the orders of a period, for each row. Amounts in hundredths of the shop's currency. */
export interface Totals {
  readonly count: Int32Array;
  readonly sum: Float64Array;
}

/** What buyers are ranked by: a figure for each row (NaN: never ordered; -Infinity: nothing in the period), and how many buyers there are. */
export interface Ranking {
  readonly figures: Float64Array;
  readonly buyers: number;
}

/**
 * What the orders say of each customer, read from the orders table row by row; orders after the day of judging do not exist. Criteria of one
 * period share a pass: the totals of the latest periods and the latest ranking are kept, and no more, so that memory stays small.
 */
export class OrderFigures {
  static readonly KEPT_TOTALS = 2;
  readonly #totals = new Map<string, Totals>();
  #bought: Uint8Array | null = null;
  #ranking: { readonly key: string; readonly ranking: Ranking } | null = null;

  readonly #orders: Orders;
  readonly #asOf: Temporal.PlainDate;
  readonly #lastDay: number;

  constructor(orders: Orders, asOf: Temporal.PlainDate) {
    this.#orders = orders;
    this.#asOf = asOf;
    this.#lastDay = dayNumber(asOf);
  }

  get customers(): number {
    return this.#orders.first.length - 1;
  }

  /** 1 for each row that ever ordered. */
  get bought(): Uint8Array {
    if (this.#bought !== null) return this.#bought;
    const { first, day } = this.#orders;
    const bought = new Uint8Array(this.customers);
    for (let row = 0; row < bought.length; row++) {
      const index = first[row]!;
      if (index < first[row + 1]! && day[index]! <= this.#lastDay) bought[row] = 1;
    }
    return (this.#bought = bought);
  }

  /** Day of the first order, or null for who never ordered. */
  firstDay(row: number): number | null {
    const { first, day } = this.#orders;
    const index = first[row]!;
    return index < first[row + 1]! && day[index]! <= this.#lastDay ? day[index]! : null;
  }

  lastDay(row: number): number | null {
    const { first, day } = this.#orders;
    let index = first[row + 1]! - 1;
    while (index >= first[row]! && day[index]! > this.#lastDay) index--;
    return index >= first[row]! ? day[index]! : null;
  }

  /** Good until the next call: the columns of the period that was asked for longest ago are filled anew. */
  totals(period: Period | undefined): Totals {
    const range = rangeOf(period, this.#asOf);
    const key = keyOf(range);
    const known = this.#totals.get(key);
    const totals = known ?? totalsOf(this.#orders, range, this.#columns());
    this.#totals.delete(key);
    this.#totals.set(key, totals);
    return totals;
  }

  #columns(): Totals {
    const [oldest] = this.#totals;
    if (oldest === undefined || this.#totals.size < OrderFigures.KEPT_TOTALS) {
      return { count: new Int32Array(this.customers), sum: new Float64Array(this.customers) };
    }
    this.#totals.delete(oldest[0]);
    return oldest[1];
  }

  ranking(by: RankedBy, period: Period | undefined): Ranking {
    const range = rangeOf(period, this.#asOf);
    const key = `${by} ${keyOf(range)}`;
    if (this.#ranking?.key === key) return this.#ranking.ranking;
    this.#ranking = null;
    const figures = by === 'lastOrder' ? this.#lastDaysIn(range) : this.#figures(by, period);
    const { bought } = this;
    let buyers = 0;
    for (let row = 0; row < figures.length; row++) {
      if (bought[row] === 1) buyers++;
      else figures[row] = NaN;
    }
    const ranking = { figures, buyers };
    this.#ranking = { key, ranking };
    return ranking;
  }

  #figures(by: Exclude<RankedBy, 'lastOrder'>, period: Period | undefined): Float64Array {
    const { count, sum } = this.totals(period);
    if (by === 'spend') return sum.slice();
    const figures = new Float64Array(count.length);
    for (let row = 0; row < count.length; row++) {
      if (by === 'orders') figures[row] = count[row]!;
      else figures[row] = count[row] === 0 ? -Infinity : sum[row]! / count[row]!;
    }
    return figures;
  }

  #lastDaysIn({ from, until }: DayRange): Float64Array {
    const { first, day } = this.#orders;
    const figures = new Float64Array(this.customers).fill(-Infinity);
    for (let row = 0; row < figures.length; row++) {
      let index = first[row + 1]! - 1;
      while (index >= first[row]! && day[index]! >= until) index--;
      if (index >= first[row]! && day[index]! >= from) figures[row] = day[index]!;
    }
    return figures;
  }
}

/** Writes every row of the columns. */
function totalsOf({ first, day, amount }: Orders, { from, until }: DayRange, columns: Totals): Totals {
  const { count, sum } = columns;
  for (let row = 0; row < count.length; row++) {
    const end = first[row + 1]!;
    let index = first[row]!;
    while (index < end && day[index]! < from) index++;
    const start = index;
    let total = 0;
    while (index < end && day[index]! < until) total += amount[index++]!;
    count[row] = index - start;
    sum[row] = total;
  }
  return columns;
}

const keyOf = ({ from, until }: DayRange): string => `${from} ${until}`;
