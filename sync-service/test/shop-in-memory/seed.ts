import { CUSTOMER_GROUP, GUEST_GROUP, HOME_CATEGORY, plainCustomer } from './rows.ts';
import { ascending, type World } from './world.ts';

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
 * A small catalogue (a tree of six categories, eight products), two groups beside the built-in three (wholesale sees prices without tax and has a
 * category discount of its own), and made-up customers: most plain, some VIP, some wholesale, a few in several groups, a few guests.
 */
export function seedWorld(
  world: World,
  { customers, seed, first = 1 }: { customers: number; seed: number; first?: number },
): SeededGroups {
  const clothes = world.addCategory('Clothes');
  const shirts = world.addCategory('Shirts', clothes);
  const art = world.addCategory('Art');
  const notebooks = world.addCategory('Notebooks & “pads”', world.addCategory('Stationery', art));
  world.addCategory('Éventails — <b>الصيف</b>', clothes);
  const goods: [name: string, price: number, places: number[]][] = [
    ['Mug “The best is yet to come”', 11.9, [clothes]],
    ['Hummingbird printed t-shirt', 23.9, [clothes, shirts]],
    ['Hummingbird printed sweater', 28.72, [shirts]],
    ['Brown bear cushion', 35.9, [art]],
    ['Mountain fox – vector graphics', 9, [art]],
    ['The adventure begins <framed> poster', 29, [art, clothes]],
    ['Customizable mug', 12.5, []],
    ['Pack: mug + framed poster & a very long name that has to go somewhere', 100, [shirts, art, notebooks]],
  ];
  for (const [name, price, places] of goods) world.addProduct(name, price, [HOME_CATEGORY, ...places]);
  const vip = world.addGroup('VIP', 5);
  const wholesale = world.addGroup('Wholesale', 0);
  world.groups.get(wholesale)!.priceDisplayMethod = 1;
  world.setReduction(wholesale, art, 0.25);
  world.rebuildCache(world.products.keys());
  const draw = random(seed);
  for (let id = first; id < first + customers; id++) {
    const kind = draw();
    const guest = kind > 0.98;
    const own = guest ? GUEST_GROUP : kind > 0.88 ? wholesale : kind > 0.7 ? vip : CUSTOMER_GROUP;
    const extra = !guest && draw() < 0.2 ? [CUSTOMER_GROUP, vip] : [];
    const idShop = world.shops[Math.floor(draw() * world.shops.length)]!.id;
    const firstname = FIRST[Math.floor(draw() * FIRST.length)]!;
    const lastname = LAST[Math.floor(draw() * LAST.length)]!;
    const active = draw() > 0.03;
    const seat = { defaultGroup: own, groups: ascending([own, ...extra]) };
    // Any instant long ago; it only has to be the same for the same seed.
    const dateUpd = 1_700_000_000_000 + Math.floor(draw() * 40_000_000) * 1000;
    world.customers.set(id, plainCustomer(id, dateUpd, { ...seat, idShop, firstname, lastname, active, guest }));
  }
  return { vip, wholesale };
}
