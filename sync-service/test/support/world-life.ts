import type { World } from '../shop-in-memory/world.ts';
import type { Database, Value } from '../contract/database.ts';
import { insertCartRule } from '../contract/sql-door.ts';
import { SqlLife, writeRatings } from '../contract/sql-life.ts';
import { copyWorld } from './world-tables.ts';

const LONG_AGO = '2020-01-01 00:00:00';

/** Makes a freshly installed stand-in the shop that the world has, with all that its customers did before today. */
export async function copyShop(db: Database, world: World): Promise<void> {
  // Names are written in each language.
  await copyPlaces(db, world);
  await copyWorld(db, world);
  await db.write('UPDATE #shop SET name = ?', [world.shops[0]!.name]);
  await copyOrders(db, world);
  await copyAddresses(db, world);
  await copyCarts(db, world);
  if (world.ratings !== null) await writeRatings(db, world.ratings);
  await copyVisits(db, world);
}

async function copyPlaces(db: Database, { countries, states, languages }: World): Promise<void> {
  for (const { id, iso, name } of languages) {
    const row = [id, name, iso, `${iso}-${iso === 'en' ? 'US' : iso.toUpperCase()}`];
    await db.write('REPLACE INTO #lang (id_lang, name, active, iso_code, locale) VALUES (?, ?, 1, ?, ?)', row);
  }
  for (const table of ['country', 'country_lang', 'state']) await db.write(`DELETE FROM #${table}`);
  for (const { id, iso, name } of countries) {
    await db.insert('country', { id_country: id, iso_code: iso, active: 1, contains_states: 0 });
    await db.write('INSERT INTO #country_lang SELECT ?, id_lang, ? FROM #lang', [id, name]);
  }
  for (const { id, iso, name, country } of states) {
    await db.insert('state', { id_state: id, id_country: country, iso_code: iso, name, active: 1 });
  }
}

async function copyOrders(db: Database, { orders, products, calendar }: World): Promise<void> {
  const all = [...orders.values()].flat();
  const rows = all.map(({ customer, at, valid, total, conversionRate }, index): Value[] => {
    const local = calendar.localTime(at);
    // Their carts are of no interest here.
    return [index + 1, 1, customer, 0, conversionRate, total, valid ? 1 : 0, local, local];
  });
  const columns = ['id_order', 'id_shop', 'id_customer', 'id_cart', 'conversion_rate', 'total_paid_tax_incl', 'valid'];
  await db.insertAll('orders', [...columns, 'date_add', 'date_upd'], rows);
  const details = all.flatMap(({ products: bought }, index) =>
    bought.map((product): Value[] => [index + 1, 1, product, products.get(product)!.name, 1]),
  );
  const named = ['id_order', 'id_shop', 'product_id', 'product_name', 'product_quantity'];
  await db.insertAll('order_detail', named, details);
}

async function copyAddresses(db: Database, { addresses }: World): Promise<void> {
  const rows = [...addresses].flatMap(([customer, all]) =>
    all.map(({ country, state, postcode, deleted }): Value[] => [
      ...[customer, country, state, postcode, deleted ? 1 : 0, 1],
      ...['Home', 'First', 'Last', 'Street 1', 'Town', LONG_AGO, LONG_AGO],
    ]),
  );
  const columns = ['id_customer', 'id_country', 'id_state', 'postcode', 'deleted', 'active'];
  const texts = ['alias', 'firstname', 'lastname', 'address1', 'city', 'date_add', 'date_upd'];
  await db.insertAll('address', [...columns, ...texts], rows);
}

async function copyCarts(db: Database, { carts, cartRules, calendar }: World): Promise<void> {
  const all = [...carts.values()].map((cart) => ({ ...cart, local: calendar.localTime(cart.dateUpd) }));
  const rows = all.map(({ id, customer, local }): Value[] => [id, 1, customer, local, local]);
  await db.insertAll('cart', ['id_cart', 'id_shop', 'id_customer', 'date_add', 'date_upd'], rows);
  const lying = all.map(({ id, products, local }): Value[] => [id, 1, 1, products, local]);
  await db.insertAll('cart_product', ['id_cart', 'id_product', 'id_shop', 'quantity', 'date_add'], lying);
  const rules = new Map<number, number>();
  for (const { id, ...rule } of cartRules) rules.set(id, await insertCartRule(db, rule));
  const used = all.flatMap((cart) => cart.cartRules.map((rule) => [cart.id, rules.get(rule)!]));
  await db.insertAll('cart_cart_rule', ['id_cart', 'id_cart_rule'], used);
}

async function copyVisits(db: Database, { visits, calendar }: World): Promise<void> {
  if (visits === null) return;
  await new SqlLife(db, 1).statistics(true);
  const guests = [...visits.keys()].map((customer, index): Value[] => [index + 1, customer]);
  await db.insertAll('guest', ['id_guest', 'id_customer'], guests);
  const rows = [...visits.values()].flatMap((instants, index) =>
    instants.map((at): Value[] => [index + 1, 1, 1, calendar.localTime(at)]),
  );
  await db.insertAll('connections', ['id_guest', 'id_shop', 'id_page', 'date_add'], rows);
}
