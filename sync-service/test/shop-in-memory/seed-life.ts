import type { EpochMs } from '../../src/moves/shop.ts';
import type { Customer } from './rows.ts';
import type { World } from './world.ts';

const DAY = 86_400_000;

type Draw = () => number;

/** How a made-up customer buys: share of all, orders, and the days since the last one and between two. */
const HABITS = [
  { name: 'never', share: 0.2, orders: [0, 0], last: [0, 0], gap: [0, 0] },
  { name: 'lost', share: 0.22, orders: [1, 5], last: [370, 1_100], gap: [15, 120] },
  { name: 'dormant', share: 0.16, orders: [1, 6], last: [185, 360], gap: [15, 120] },
  { name: 'occasional', share: 0.2, orders: [1, 2], last: [3, 175], gap: [60, 150] },
  { name: 'loyal', share: 0.14, orders: [4, 14], last: [0, 80], gap: [10, 60] },
  { name: 'new', share: 0.08, orders: [1, 2], last: [0, 60], gap: [5, 30] },
] as const;

/** Beginnings of postcodes by country and state; the weights are those of a Spanish shop. */
const PLACES = [
  { share: 0.24, country: 6, state: 339, prefix: '28' },
  { share: 0.2, country: 6, state: 321, prefix: '08' },
  { share: 0.18, country: 6, state: 313, prefix: '04' },
  { share: 0.14, country: 8, state: 0, prefix: '75' },
  { share: 0.08, country: 1, state: 0, prefix: '10' },
  { share: 0.06, country: 15, state: 0, prefix: '11' },
  { share: 0.06, country: 10, state: 123, prefix: '92' },
  { share: 0.04, country: 17, state: 0, prefix: 'SW' },
] as const;

/** What a made-up customer is and did before today: fills the world's tables. @returns the account's own columns */
export function seedLife(
  world: World,
  { id, guest, wholesale }: { id: number; guest: boolean; wholesale: boolean },
  today: EpochMs,
  draw: Draw,
): Partial<Customer> {
  const habit = pick(HABITS, draw);
  const count = between(habit.orders, draw);
  // Heavy-tailed (Pareto): the best fifth makes most of the turnover.
  const size = Math.min(200, (1 - draw()) ** -0.75);
  let at = today - between(habit.last, draw) * DAY - Math.floor(draw() * DAY);
  for (let order = 0; order < count; order++) {
    addOrder(world, id, at, size, draw);
    at -= between(habit.gap, draw) * DAY + Math.floor(draw() * 3_600_000);
  }
  // Accounts are as old as their first order, those without one up to four years.
  const firstSeen = count > 0 ? at : today - between([1, 1_400], draw) * DAY;
  if (!guest) addTraces(world, id, { orders: count, active: habit.name !== 'lost' }, today, draw);
  const place = addAddresses(world, id, draw);
  const gender = draw();
  return {
    dateAdd: draw() < 0.01 ? null : firstSeen - Math.floor(draw() * 20 * DAY),
    birthday: madeUpBirthday(draw),
    gender: gender < 0.46 ? 1 : gender < 0.9 ? 2 : gender < 0.92 ? 3 : 0,
    language: place === 6 ? 2 : place === 8 ? 3 : 1,
    company: draw() < (wholesale ? 0.8 : 0.03) ? `Company ${id}` : '',
    newsletter: draw() < 0.35,
    partnerOffers: draw() < 0.12,
  };
}

function addOrder(world: World, customer: number, at: EpochMs, size: number, draw: Draw): void {
  const products = [1 + Math.floor(draw() * world.products.size)];
  while (draw() < 0.4) products.push(1 + Math.floor(draw() * world.products.size));
  const inPounds = draw() < 0.04;
  const cents = Math.round((8 + 30 * size * (0.5 + draw())) * 100);
  world.addOrder({
    customer,
    at,
    valid: draw() > 0.04,
    total: cents / 100,
    conversionRate: inPounds ? 0.86 : 1,
    products,
  });
}

/** Ratings, open carts and visits. */
function addTraces(
  world: World,
  customer: number,
  { orders, active }: { orders: number; active: boolean },
  today: EpochMs,
  draw: Draw,
): void {
  if (orders > 0 && draw() < 0.2) {
    const mood = draw() < 0.8 ? 3 : 1;
    world.ratings?.set(
      customer,
      Array.from({ length: 1 + Math.floor(draw() * 3) }, () => mood + Math.floor(draw() * 3)),
    );
  }
  if (draw() < 0.06) world.addCart(customer, today - between([1, 60], draw) * DAY, between([1, 4], draw));
  if (!active || draw() < 0.4) return;
  // Some came every month and not at all in the last two weeks.
  const quiet = draw() < 0.25 ? 15 : 0;
  const visits = [10, 35, 70, 100].map((days) => today - (days + quiet) * DAY - Math.floor(draw() * 5 * DAY));
  world.visits?.set(customer, visits.reverse());
}

/** @returns the newest address's country, 0 without one */
function addAddresses(world: World, customer: number, draw: Draw): number {
  if (draw() < 0.08) return 0;
  const rows = draw() < 0.06 ? 2 : 1;
  let country = 0;
  for (let row = 0; row < rows; row++) {
    const place = pick(PLACES, draw);
    const postcode = place.prefix + String(Math.floor(draw() * 1_000)).padStart(3, '0');
    world.addAddress(customer, { country: place.country, state: place.state, postcode, deleted: false });
    country = place.country;
  }
  return country;
}

/** Mostly of adults; some without, a few that lie in the future. */
function madeUpBirthday(draw: Draw): string {
  const kind = draw();
  if (kind < 0.3) return '';
  const year = kind < 0.305 ? 2090 : 1940 + Math.floor(draw() * 68);
  const month = 1 + Math.floor(draw() * 12);
  return `${year}-${String(month).padStart(2, '0')}-${String(1 + Math.floor(draw() * 28)).padStart(2, '0')}`;
}

function pick<T extends { readonly share: number }>(rows: readonly T[], draw: Draw): T {
  let left = draw();
  return rows.find(({ share }) => (left -= share) < 0) ?? rows[0]!;
}

/** A whole number of the range, both ends included. */
function between([from, to]: readonly [number, number], draw: Draw): number {
  return from + Math.floor(draw() * (to - from + 1));
}
