import type { World } from './world.ts';
import { CUSTOMER_GROUP, GUEST_GROUP, OWN_MODULE, ascending, moduleKey } from './world.ts';

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

/**
 * A small catalogue (three categories, one below another; eight products), two groups beside the built-in three (wholesale with a
 * category discount of its own), and `customers` made-up customers: most plain, some VIP, some wholesale, a few in several
 * groups, a few guests.
 */
export function seedWorld(world: World, customers: number, seed: number): SeededGroups {
  const clothes = world.addCategory('Clothes');
  const shirts = world.addCategory('Shirts', clothes);
  const art = world.addCategory('Art');
  const prices = [11.9, 23.9, 28.72, 35.9, 9, 29, 12.5, 100];
  const places = [[clothes], [clothes, shirts], [shirts], [art], [art], [art, clothes], [], [shirts, art]];
  prices.forEach((price, index) => world.addProduct(price, [2, ...places[index]!]));

  const vip = world.addGroup('VIP', 5);
  const wholesale = world.addGroup('Wholesale', 0);
  for (const group of [1, 2, 3, vip, wholesale]) world.openEverything(group);
  world.groups.get(wholesale)!.priceDisplayMethod = 1;
  world.setReduction(wholesale, art, 0.25);
  world.rebuildCache(world.products.keys());

  const draw = random(seed);
  for (let id = 1; id <= customers; id++) addMadeUpCustomer(world, id, draw, { vip, wholesale });
  return { vip, wholesale };
}

function addMadeUpCustomer(world: World, id: number, draw: () => number, { vip, wholesale }: SeededGroups): void {
  const kind = draw();
  const guest = kind > 0.98;
  const own = guest ? GUEST_GROUP : kind > 0.88 ? wholesale : kind > 0.7 ? vip : CUSTOMER_GROUP;
  const extra = !guest && draw() < 0.2 ? [CUSTOMER_GROUP, vip] : [];
  const shop = world.shops[Math.floor(draw() * world.shops.length)]!;
  world.customers.set(id, {
    id,
    email: `customer-${id}@sandbox.invalid`,
    firstname: FIRST[Math.floor(draw() * FIRST.length)]!,
    lastname: LAST[Math.floor(draw() * LAST.length)]!,
    idShop: shop.id,
    defaultGroup: own,
    groups: ascending([own, ...extra]),
    active: draw() > 0.03,
    guest,
    deleted: false,
    // Any instant long before the demo's start; it only has to be the same for the same seed.
    dateUpd: 1_700_000_000_000 + Math.floor(draw() * 40_000_000) * 1000,
  });
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
