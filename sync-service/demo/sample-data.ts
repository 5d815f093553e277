import { Temporal } from 'temporal-polyfill';
import type { EpochMs, IsoRow, ShopRow, StateRow } from '../src/moves/shop.ts';
import type { Cart } from '../test/shop-in-memory/rows.ts';
import { random, seedWorld, type SeededGroups } from '../test/shop-in-memory/seed.ts';
import { World } from '../test/shop-in-memory/world.ts';

const DAY = 86_400_000;

type Draw = () => number;

/** What an account says of its customer. */
export interface Account {
  /** null where an import left it out. */
  readonly registered: EpochMs | null;
  /** `1980-02-29`; empty without one. */
  readonly birthday: string;
  /** As in `GENDERS` of `audience/facts.ts`. */
  readonly gender: 0 | 1 | 2 | 3;
  readonly language: number;
  readonly company: string;
  readonly newsletter: boolean;
  readonly partnerOffers: boolean;
}

export interface Order {
  readonly customer: number;
  readonly at: EpochMs;
  readonly valid: boolean;
  /** Tax included, in the order's own currency. */
  readonly total: number;
  /** Of that currency to the shop's default one. */
  readonly rate: number;
  /** Ids of the products bought. */
  readonly products: readonly number[];
}

interface Address {
  readonly customer: number;
  readonly country: number;
  /** 0: none. */
  readonly state: number;
  readonly postcode: string;
}

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

/** A made-up shop with all that its customers are and did before today; the same for the same seed. Ids are those of a fresh PrestaShop. */
export class SampleData {
  readonly world: World;
  readonly groups: SeededGroups;
  readonly timezone = 'Europe/Madrid';
  readonly modules = ['groupoffers', 'ps_checkpayment', 'ps_wirepayment', 'ps_cashondelivery'];
  readonly countries: readonly IsoRow[] = [
    { id: 1, iso: 'DE', name: 'Germany' },
    { id: 6, iso: 'ES', name: 'Spain' },
    { id: 8, iso: 'FR', name: 'France' },
    { id: 10, iso: 'IT', name: 'Italy' },
    { id: 15, iso: 'PT', name: 'Portugal' },
    { id: 17, iso: 'GB', name: 'United Kingdom' },
  ];
  readonly states: readonly StateRow[] = [
    { id: 313, iso: 'ES-AL', name: 'Almería', country: 6 },
    { id: 321, iso: 'ES-B', name: 'Barcelona', country: 6 },
    { id: 339, iso: 'ES-M', name: 'Madrid', country: 6 },
    { id: 123, iso: 'AG', name: 'Agrigento', country: 10 },
  ];
  readonly languages: readonly IsoRow[] = [
    { id: 1, iso: 'en', name: 'English' },
    { id: 2, iso: 'es', name: 'Español' },
    { id: 3, iso: 'fr', name: 'Français' },
  ];
  /** By product; those without are left out. */
  readonly references = ['demo_11', 'demo_1', 'demo_3', 'demo_15', '', 'demo_5', 'demo_14', 'demo_16'];
  readonly specificPrices: { product: number; group: number; reduction: number; rule?: string }[];
  /** Vouchers that only customers in one of the groups can use; the first lies in carts of theirs. */
  readonly cartRules: readonly { id: number; name: string; code: string; groups: readonly number[] }[];
  /** By customer, as are the next two. */
  readonly accounts = new Map<number, Account>();
  /** Grades from 1 to 5. */
  readonly ratings = new Map<number, readonly number[]>();
  /** Ascending. */
  readonly visits = new Map<number, readonly EpochMs[]>();
  readonly orders: Order[] = [];
  readonly addresses: Address[] = [];
  private readonly today: EpochMs;
  private readonly draw: Draw;

  /** @param seeding `now`: what lies in the past is counted back from the UTC day of this instant */
  constructor(seeding: { customers: number; seed: number; now: EpochMs }, shops: readonly ShopRow[]) {
    this.world = new World(shops);
    this.groups = seedWorld(this.world, seeding);
    const { vip, wholesale } = this.groups;
    this.specificPrices = [
      { product: 1, group: wholesale, reduction: 0.4 },
      { product: 4, group: 0, reduction: 0.1, rule: 'Autumn clearance' },
    ];
    this.cartRules = [
      { id: 1, name: 'VIP: 5 € on top', code: 'VIP5', groups: [vip] },
      { id: 2, name: 'Trade shipping', code: '', groups: [wholesale] },
    ];
    this.today = Math.floor(seeding.now / DAY) * DAY;
    this.draw = random(seeding.seed ^ 0x5eed);
    for (const { id, guest, defaultGroup } of this.world.customers.values())
      this.live(id, guest, defaultGroup === wholesale);
  }

  /** As the core's own columns have it (F23): `2026-11-27 18:00:00`. */
  localTime(at: EpochMs): string {
    const there = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.timezone).toPlainDateTime();
    return there.toString({ smallestUnit: 'second' }).replace('T', ' ');
  }

  /** In whose cart the first voucher lies. */
  hasVoucher({ id, customer }: Cart): boolean {
    const isFirst = this.world.cartsOf.get(customer)?.[0]?.id === id;
    return isFirst && this.world.customers.get(customer)!.groups.includes(this.groups.vip);
  }

  private live(id: number, guest: boolean, wholesale: boolean): void {
    const { draw, today } = this;
    const habit = pick(HABITS, draw);
    const count = between(habit.orders, draw);
    // Heavy-tailed (Pareto): the best fifth makes most of the turnover.
    const size = Math.min(200, (1 - draw()) ** -0.75);
    let at = today - between(habit.last, draw) * DAY - Math.floor(draw() * DAY);
    for (let order = 0; order < count; order++) {
      this.order(id, at, size);
      at -= between(habit.gap, draw) * DAY + Math.floor(draw() * 3_600_000);
    }
    // Accounts are as old as their first order, those without one up to four years.
    const firstSeen = count > 0 ? at : today - between([1, 1_400], draw) * DAY;
    if (!guest) this.leaveTraces(id, count > 0, habit.name !== 'lost');
    const place = this.settle(id);
    const gender = draw();
    this.accounts.set(id, {
      registered: draw() < 0.01 ? null : firstSeen - Math.floor(draw() * 20 * DAY),
      birthday: madeUpBirthday(draw),
      gender: gender < 0.46 ? 1 : gender < 0.9 ? 2 : gender < 0.92 ? 3 : 0,
      language: place === 6 ? 2 : place === 8 ? 3 : 1,
      company: draw() < (wholesale ? 0.8 : 0.03) ? `Company ${id}` : '',
      newsletter: draw() < 0.35,
      partnerOffers: draw() < 0.12,
    });
  }

  private order(customer: number, at: EpochMs, size: number): void {
    const { draw, world } = this;
    const products = [1 + Math.floor(draw() * world.products.size)];
    while (draw() < 0.4) products.push(1 + Math.floor(draw() * world.products.size));
    const rate = draw() < 0.04 ? 0.86 : 1;
    const total = Math.round((8 + 30 * size * (0.5 + draw())) * 100) / 100;
    this.orders.push({ customer, at, valid: draw() > 0.04, total, rate, products });
  }

  /** Ratings, open carts and visits. */
  private leaveTraces(customer: number, bought: boolean, active: boolean): void {
    const { draw, today } = this;
    if (bought && draw() < 0.2) {
      const mood = draw() < 0.8 ? 3 : 1;
      const grades = Array.from({ length: 1 + Math.floor(draw() * 3) }, () => mood + Math.floor(draw() * 3));
      this.ratings.set(customer, grades);
    }
    if (draw() < 0.06) this.world.addCart(customer, today - between([1, 60], draw) * DAY, between([1, 4], draw));
    if (!active || draw() < 0.4) return;
    // Some came every month and not at all in the last two weeks.
    const quiet = draw() < 0.25 ? 15 : 0;
    const visits = [10, 35, 70, 100].map((days) => today - (days + quiet) * DAY - Math.floor(draw() * 5 * DAY));
    this.visits.set(customer, visits.reverse());
  }

  /** @returns the newest address's country, 0 without one */
  private settle(customer: number): number {
    const { draw } = this;
    if (draw() < 0.08) return 0;
    let country = 0;
    for (let rows = draw() < 0.06 ? 2 : 1; rows > 0; rows--) {
      const place = pick(PLACES, draw);
      const postcode = place.prefix + String(Math.floor(draw() * 1_000)).padStart(3, '0');
      this.addresses.push({ customer, country: place.country, state: place.state, postcode });
      country = place.country;
    }
    return country;
  }
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
