import type { Temporal } from 'temporal-polyfill';
import type { OrderCriterion } from '../offer/rule.ts';
import { each, rangeCheck } from './columns.ts';
import { NO, UNKNOWN, YES } from './kleene.ts';
import type { OrderFigures, Ranking } from './order-figures.ts';
import { rangeOf } from './period.ts';

/** Writes the answer of a criterion about orders into every row of `column`. */
export function fillByOrders(
  criterion: OrderCriterion,
  figures: OrderFigures,
  asOf: Temporal.PlainDate,
  column: Uint8Array,
): void {
  switch (criterion.kind) {
    case 'orders': {
      const within = rangeCheck(criterion);
      const { count } = figures.totals(criterion.period);
      return each(column, (row) => within(count[row]!));
    }
    // Hundredths are divided, not the merchant's figure multiplied: 0.29 · 100 is less than 29, but 29 / 100 is 0.29.
    case 'spend': {
      const within = rangeCheck(criterion);
      const { sum } = figures.totals(criterion.period);
      return each(column, (row) => (figures.firstDay(row) === null ? UNKNOWN : within(sum[row]! / 100)));
    }
    case 'averageOrder': {
      const within = rangeCheck(criterion);
      const { count, sum } = figures.totals(criterion.period);
      return each(column, (row) => (count[row] === 0 ? UNKNOWN : within(sum[row]! / (count[row]! * 100))));
    }
    case 'lastOrder':
    case 'firstOrder': {
      const { from, until } = rangeOf(criterion.period, asOf);
      const isLast = criterion.kind === 'lastOrder';
      return each(column, (row) => {
        const day = isLast ? figures.lastDay(row) : figures.firstDay(row);
        if (day === null) return UNKNOWN;
        return day >= from && day < until ? YES : NO;
      });
    }
    case 'rank':
      return fillRanked(figures.ranking(criterion.by, criterion.period), criterion, column);
  }
}

function fillRanked(ranking: Ranking, { from, to }: { from: number; to: number }, column: Uint8Array): void {
  const { figures, ascending } = ranking;
  const above = firstRows(ascending, placesBelow(from, ascending.length));
  const within = firstRows(ascending, placesBelow(to, ascending.length));
  each(column, (row) => {
    const figure = figures[row]!;
    if (Number.isNaN(figure)) return UNKNOWN;
    // Both count their ties, so both are asked of every buyer.
    const isAbove = above(figure);
    return within(figure) && !isAbove ? YES : NO;
  });
}

/** How many of n places lie below `percent`: those with 100·i/n < percent, by exactly that figure. */
export function placesBelow(percent: number, places: number): number {
  let count = Math.min(places, Math.max(0, Math.ceil((percent * places) / 100)));
  while (count > 0 && (100 * (count - 1)) / places >= percent) count--;
  while (count < places && (100 * count) / places < percent) count++;
  return count;
}

/** Whether a buyer is among the first `count`, largest figures first; to be asked of all buyers in the order of their ids, which breaks ties. */
function firstRows(ascending: Float64Array, count: number): (figure: number) => boolean {
  if (count === 0) return () => false;
  const threshold = ascending[ascending.length - count]!;
  let tiesLeft = 0;
  for (let index = ascending.length - count; index < ascending.length && ascending[index] === threshold; index++)
    tiesLeft++;
  return (figure) => figure > threshold || (figure === threshold && tiesLeft-- > 0);
}
