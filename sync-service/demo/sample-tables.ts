import type { Database, Value } from '../test/contract/database.ts';
import { insertCartRule } from '../test/contract/sql-door.ts';
import { SqlLife, writeRatings } from '../test/contract/sql-life.ts';
import { copyWorld } from '../test/support/world-tables.ts';
import type { SampleData } from './sample-data.ts';

const LONG_AGO = '2020-01-01 00:00:00';

/** Makes a freshly installed stand-in the shop that was made up, with all that its customers did before today. */
export async function writeSample(db: Database, data: SampleData): Promise<void> {
  // Names are written in each language.
  await writePlaces(db, data);
  await writeModules(db, data);
  await copyWorld(db, data.world, (customer) => accountRow(data, customer));
  await db.write('UPDATE #shop SET name = ?', [data.world.shops[0]!.name]);
  await writePrices(db, data);
  await writeAddresses(db, data);
  await writeOrders(db, data);
  await writeCarts(db, data);
  await writeRatings(db, data.ratings);
  await writeVisits(db, data);
}

async function writePlaces(db: Database, { countries, states, languages }: SampleData): Promise<void> {
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

async function writeModules(db: Database, { modules }: SampleData): Promise<void> {
  for (const name of modules) {
    const [row] = await db.rows('SELECT id_module FROM #module WHERE name = ?', [name]);
    if (row !== undefined) continue;
    const id_module = await db.insert('module', { name, active: 1, version: '1.0.0' });
    await db.insert('module_shop', { id_module, id_shop: 1, enable_device: 7 });
  }
}

async function writePrices(db: Database, { specificPrices, references }: SampleData): Promise<void> {
  for (const { product, group, reduction, rule } of specificPrices) {
    await db.insert('specific_price', {
      id_specific_price_rule: rule === undefined ? 0 : await db.insert('specific_price_rule', { name: rule }),
      ...{ id_product: product, id_group: group, id_shop: 0, price: -1, from_quantity: 1, reduction },
      ...{ reduction_tax: 1, reduction_type: 'percentage', from: '0000-00-00 00:00:00', to: '0000-00-00 00:00:00' },
    });
  }
  for (const [index, reference] of references.entries()) {
    await db.write('UPDATE #product SET reference = ? WHERE id_product = ?', [reference, index + 1]);
    // One of three has no picture.
    const picture = { id_product: index + 1, id_image: index + 1, id_shop: 1, cover: 1 };
    if (index % 3 !== 2) await db.insert('image_shop', picture);
  }
}

function accountRow(data: SampleData, customer: number) {
  const { registered, birthday, gender, language, company, newsletter, partnerOffers } = data.accounts.get(customer)!;
  return {
    date_add: registered === null ? '0000-00-00 00:00:00' : data.localTime(registered),
    ...{ birthday: birthday || '0000-00-00', id_gender: gender, id_lang: language, company },
    ...{ newsletter: Number(newsletter), optin: Number(partnerOffers) },
  };
}

async function writeAddresses(db: Database, data: SampleData): Promise<void> {
  const rows = data.addresses.map(({ customer, country, state, postcode }): Value[] => [
    ...[customer, country, state, postcode, 0, 1],
    ...['Home', 'First', 'Last', 'Street 1', 'Town', LONG_AGO, LONG_AGO],
  ]);
  const columns = ['id_customer', 'id_country', 'id_state', 'postcode', 'deleted', 'active'];
  const texts = ['alias', 'firstname', 'lastname', 'address1', 'city', 'date_add', 'date_upd'];
  await db.insertAll('address', [...columns, ...texts], rows);
}

async function writeOrders(db: Database, data: SampleData): Promise<void> {
  const rows = data.orders.map(({ customer, at, valid, total, rate }, index): Value[] => {
    const local = data.localTime(at);
    // Their carts are of no interest here.
    return [index + 1, 1, customer, 0, rate, total, valid ? 1 : 0, local, local];
  });
  const columns = ['id_order', 'id_shop', 'id_customer', 'id_cart', 'conversion_rate', 'total_paid_tax_incl', 'valid'];
  await db.insertAll('orders', [...columns, 'date_add', 'date_upd'], rows);
  const details = data.orders.flatMap(({ products }, index) =>
    products.map((product): Value[] => [index + 1, 1, product, data.world.products.get(product)!.name, 1]),
  );
  const named = ['id_order', 'id_shop', 'product_id', 'product_name', 'product_quantity'];
  await db.insertAll('order_detail', named, details);
}

async function writeCarts(db: Database, data: SampleData): Promise<void> {
  const all = [...data.world.carts.values()].map((cart) => ({ ...cart, local: data.localTime(cart.dateUpd) }));
  const rows = all.map(({ id, customer, local }): Value[] => [id, 1, customer, local, local]);
  await db.insertAll('cart', ['id_cart', 'id_shop', 'id_customer', 'date_add', 'date_upd'], rows);
  const lying = all.map(({ id, products, local }): Value[] => [id, 1, 1, products, local]);
  await db.insertAll('cart_product', ['id_cart', 'id_product', 'id_shop', 'quantity', 'date_add'], lying);
  const rules: number[] = [];
  for (const rule of data.cartRules) rules.push(await insertCartRule(db, rule));
  const used = all.filter((cart) => data.hasVoucher(cart)).map(({ id }) => [id, rules[0]!]);
  await db.insertAll('cart_cart_rule', ['id_cart', 'id_cart_rule'], used);
}

async function writeVisits(db: Database, data: SampleData): Promise<void> {
  await new SqlLife(db, 1).statistics(true);
  const guests = [...data.visits.keys()].map((customer, index): Value[] => [index + 1, customer]);
  await db.insertAll('guest', ['id_guest', 'id_customer'], guests);
  const rows = [...data.visits.values()].flatMap((instants, index) =>
    instants.map((at): Value[] => [index + 1, 1, 1, data.localTime(at)]),
  );
  await db.insertAll('connections', ['id_guest', 'id_shop', 'id_page', 'date_add'], rows);
}
