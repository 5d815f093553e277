import type { Facts, OrdersPage } from '@group-offers/sync-service/audience';
import type { CustomerList } from '@group-offers/sync-service/moves';
import type { Choices, CustomerRow, Overview } from '@group-offers/sync-service/wire';
import type { Desk } from '../shop/desk.ts';

/** For tests: a shop of six customers on 27 November 2026, and what it answers. */
export const NAMES = ['<img src=x onerror=alert(1)>', 'محمد', "Robert'); DROP TABLE", '🎉'.repeat(40), 'Ann', 'Ben'];

const TODAY = 20_784;
const int = (...values: number[]) => Uint32Array.from(values);

/** 1 and 2 are loyal, 3 ordered long ago, 4 never; 5 has no birthday and is pinned; 6 belongs to the second shop. */
export const FACTS: Facts = {
  id: int(1, 2, 3, 4, 5, 6),
  idShop: int(1, 1, 1, 1, 1, 2),
  defaultGroup: int(3, 3, 3, 3, 3, 3),
  groups: int(0, 0, 0, 0, 0, 0),
  groupSets: [[3]],
  registered: Int32Array.from([900, 800, 700, 30, 20, 10].map((days) => TODAY - days)),
  birthday: Int32Array.of(20_010_101, 19_700_101, 19_800_101, 20_000_101, 0, 19_990_101),
  gender: Uint8Array.from([1, 2, 1, 2, 0, 1]),
  language: int(1, 1, 1, 1, 2, 2),
  country: int(6, 6, 8, 0, 6, 6),
  flags: Uint8Array.from([8, 8, 8, 8, 8, 8]),
  blockedUntil: new Map(),
  pinned: new Set([5]),
};

const ORDERS: OrdersPage = {
  customer: int(1, 2, 3, 5),
  count: Int32Array.of(3, 3, 1, 1),
  day: Int32Array.from([200, 100, 10, 300, 90, 20, 600, 5].map((days) => TODAY - days)),
  amount: Float64Array.from([5_000, 5_000, 5_000, 40_000, 40_000, 40_000, 1_000, 2_500]),
};

export const LISTS: readonly CustomerList[] = [
  { id: 17, name: 'VIP <script>', kind: 'list', size: 2, importedAt: Date.UTC(2026, 10, 1) },
  { id: 18, name: 'NPS', kind: 'score', size: 3, importedAt: Date.UTC(2026, 10, 2) },
];

export async function* pagesOf<T>(...pages: readonly T[]): AsyncIterable<T> {
  for (const page of pages) yield await Promise.resolve(page);
}

const row = (id: number): CustomerRow => ({
  id,
  name: NAMES[id - 1]!,
  email: `customer-${id}@shop.example`,
  shop: 1,
  active: true,
  group: 3,
  offer: 0,
  since: null,
  until: null,
  pinned: false,
});

/** What a part of the page asks of this shop; each test may answer otherwise. */
export function shopDesk(changes: Partial<Desk> = {}): Partial<Desk> {
  return {
    overview: () =>
      Promise.resolve({
        status: { now: Date.UTC(2026, 10, 27, 12), timezone: 'Europe/Madrid' },
        customers: 6,
        offers: [],
      } as unknown as Overview),
    facts: () => pagesOf(FACTS),
    orders: () => pagesOf(ORDERS),
    ask: () => Promise.resolve({ yes: int(1), no: int(2), others: 'unknown' }),
    lists: () => Promise.resolve(LISTS),
    listIds: () => Promise.resolve(int(1, 4)),
    listFigures: () => Promise.resolve({ ids: int(1, 2), figures: Float64Array.of(9, 3) }),
    customers: (what) => Promise.resolve('ids' in what ? what.ids.map(row) : []),
    ...changes,
  };
}

export const CHOICES: Choices = {
  details: {
    phpVersion: '8.2',
    databaseVersion: 'MariaDB 10.11',
    defaultShop: 1,
    customerGroup: 3,
    visitorGroup: 1,
    guestGroup: 2,
    modules: [],
    shops: [],
    moduleGroupsRepaired: [],
    switches: [],
    countries: [
      { id: 6, iso: 'ES', name: 'Spain' },
      { id: 8, iso: 'FR', name: 'France' },
    ],
    states: [{ id: 313, iso: 'M', name: 'Madrid', country: 6 }],
    languages: [
      { id: 1, iso: 'en', name: 'English' },
      { id: 2, iso: 'es', name: 'Español' },
    ],
    currency: 'EUR',
    defaultLanguage: 1,
    shortestTurn: 300,
  },
  categories: [
    { id: 3, name: 'Clothes', parent: 2, products: 9 },
    { id: 4, name: 'Men <b>', parent: 3, products: 5 },
  ],
  homeCategory: 2,
  groups: [
    { id: 3, name: 'Customer', customers: 6, discount: 0, priceDisplayMethod: 0, showPrices: true, offer: 0 },
    { id: 9, name: 'Offer group', customers: 0, discount: 20, priceDisplayMethod: 0, showPrices: true, offer: 1 },
  ],
  payment: [],
  decimals: 2,
};
