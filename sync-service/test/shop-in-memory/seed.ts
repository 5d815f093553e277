import type { EpochMs } from '../../src/moves/shop.ts';
import { CUSTOMER_GROUP, GUEST_GROUP, HOME_CATEGORY, OWN_MODULE, plainCustomer } from './rows.ts';
import { seedLife } from './seed-life.ts';
import type { World } from './world.ts';
import { ascending, moduleKey } from './world.ts';

/** Small deterministic generator (mulberry32): the same shop for the same seed. @returns numbers in [0, 1) */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const FIRST = ['Aki', 'Bruna', 'Chloé', 'Dmitri', 'Eszter', 'Farah', 'Gül', 'Hugo', 'Inés', 'João', 'Łucja', 'محمد'];
const LAST = ["D'Arcy", 'Fernández', 'Ivanova', 'Kowalski', 'Müller', 'Nguyễn', 'Okafor', 'Rossi', 'Silva', 'Øst'];

export interface SeededGroups {
  readonly vip: number;
  readonly wholesale: number;
}

export interface Seeding {
  /** How many made-up customers. */
  readonly customers: number;
  readonly seed: number;
  /** What lies in the past is counted back from the UTC day of this instant. */
  readonly now: EpochMs;
}

/**
 * A small catalogue (a tree of six categories, eight products), two groups beside the built-in three (wholesale with a
 * category discount and a specific price of its own), and made-up customers: most plain, some VIP, some wholesale, a few in several
 * groups, a few guests; with accounts, addresses, orders, carts, ratings and visits.
 */
export function seedWorld(world: World, { customers, seed, now }: Seeding): SeededGroups {
  seedPlaces(world);
  const clothes = world.addCategory('Clothes');
  const shirts = world.addCategory('Shirts', clothes);
  const art = world.addCategory('Art');
  const stationery = world.addCategory('Stationery', art);
  const notebooks = world.addCategory('Notebooks & “pads”', stationery);
  world.addCategory('Éventails — <b>الصيف</b>', clothes);
  const goods: [name: string, price: number, places: number[], reference: string][] = [
    ['Mug “The best is yet to come”', 11.9, [clothes], 'demo_11'],
    ['Hummingbird printed t-shirt', 23.9, [clothes, shirts], 'demo_1'],
    ['Hummingbird printed sweater', 28.72, [shirts], 'demo_3'],
    ['Brown bear cushion', 35.9, [art], 'demo_15'],
    ['Mountain fox – vector graphics', 9, [art], ''],
    ['The adventure begins <framed> poster', 29, [art, clothes], 'demo_5'],
    ['Customizable mug', 12.5, [], 'demo_14'],
    ['Pack: mug + framed poster & a very long name that has to go somewhere', 100, [shirts, art, notebooks], 'demo_16'],
  ];
  for (const [index, [name, price, places, reference]] of goods.entries()) {
    world.addProduct(price, [HOME_CATEGORY, ...places], { name, reference, picture: index % 3 !== 2 });
  }

  const vip = world.addGroup('VIP', 5);
  const wholesale = world.addGroup('Wholesale', 0);
  for (const group of [1, 2, 3, vip, wholesale]) world.openEverything(group);
  world.groups.get(wholesale)!.priceDisplayMethod = 1;
  world.setReduction(wholesale, art, 0.25);
  world.specificPrices.push(
    { product: 1, group: wholesale, price: null, reduction: 0.4 },
    { product: 4, group: 0, price: null, reduction: 0.1, rule: 'Autumn clearance' },
  );
  world.cartRules.push(
    { id: 1, name: 'VIP: 5 € on top', code: 'VIP5', groups: [vip] },
    { id: 2, name: 'Trade shipping', code: '', groups: [wholesale] },
  );
  world.rebuildCache(world.products.keys());

  const today = Math.floor(now / 86_400_000) * 86_400_000;
  const draw = random(seed);
  const lifeDraw = random(seed ^ 0x5eed);
  for (let id = 1; id <= customers; id++) {
    const seat = madeUpSeat(world, draw, { vip, wholesale });
    const life = seedLife(
      world,
      { id, guest: seat.guest, wholesale: seat.defaultGroup === wholesale },
      today,
      lifeDraw,
    );
    world.customers.set(id, plainCustomer(id, seat.dateUpd, { ...seat, ...life }));
    const [cart] = world.cartsOf.get(id) ?? [];
    if (cart !== undefined && seat.groups.includes(vip)) cart.cartRules = [1];
  }
  return { vip, wholesale };
}

function madeUpSeat(world: World, draw: () => number, { vip, wholesale }: SeededGroups) {
  const kind = draw();
  const guest = kind > 0.98;
  const own = guest ? GUEST_GROUP : kind > 0.88 ? wholesale : kind > 0.7 ? vip : CUSTOMER_GROUP;
  const extra = !guest && draw() < 0.2 ? [CUSTOMER_GROUP, vip] : [];
  const shop = world.shops[Math.floor(draw() * world.shops.length)]!;
  return {
    firstname: FIRST[Math.floor(draw() * FIRST.length)]!,
    lastname: LAST[Math.floor(draw() * LAST.length)]!,
    idShop: shop.id,
    defaultGroup: own,
    groups: ascending([own, ...extra]),
    active: draw() > 0.03,
    guest,
    // Any instant long before the demo's start; it only has to be the same for the same seed.
    dateUpd: 1_700_000_000_000 + Math.floor(draw() * 40_000_000) * 1000,
  };
}

/** Countries, states and languages with the ids that a fresh PrestaShop gives them (languages in the order of installing). */
function seedPlaces(world: World): void {
  world.countries.push(
    { id: 1, iso: 'DE', name: 'Germany' },
    { id: 6, iso: 'ES', name: 'Spain' },
    { id: 8, iso: 'FR', name: 'France' },
    { id: 10, iso: 'IT', name: 'Italy' },
    { id: 15, iso: 'PT', name: 'Portugal' },
    { id: 17, iso: 'GB', name: 'United Kingdom' },
  );
  world.states.push(
    { id: 313, iso: 'ES-AL', name: 'Almería', country: 6 },
    { id: 321, iso: 'ES-B', name: 'Barcelona', country: 6 },
    { id: 339, iso: 'ES-M', name: 'Madrid', country: 6 },
    { id: 123, iso: 'AG', name: 'Agrigento', country: 10 },
  );
  world.languages.push(
    { id: 1, iso: 'en', name: 'English' },
    { id: 2, iso: 'es', name: 'Español' },
    { id: 3, iso: 'fr', name: 'Français' },
  );
}

/** The `module_group` rows that our module keeps for itself: every group in every shop (F10). @returns those that were missing */
export function repairOwnModuleGroups(world: World): { idGroup: number; idShop: number }[] {
  const missing: { idGroup: number; idShop: number }[] = [];
  for (const idGroup of world.groups.keys()) {
    const opens = world.opens.get(idGroup)!;
    for (const { id: idShop } of world.shops) {
      if (opens.modules.has(moduleKey(OWN_MODULE, idShop))) continue;
      missing.push({ idGroup, idShop });
      const modules = new Set([...world.opens.get(idGroup)!.modules, moduleKey(OWN_MODULE, idShop)]);
      world.opens.set(idGroup, { ...world.opens.get(idGroup)!, modules });
    }
  }
  return missing;
}
