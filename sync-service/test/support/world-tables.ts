import type { World } from '../shop-in-memory/world.ts';
import type { Database, Value } from '../contract/database.ts';

/** Tables with a row for each shop. */
const OF_A_SHOP = [
  ...['group_shop', 'category_shop', 'category_lang', 'module_shop', 'module_group', 'hook_module'],
  ...['product_shop', 'product_lang', 'currency_shop', 'image_shop'],
];
const LONG_AGO = '2020-01-01 00:00:00';

/** More columns of a customer's row. */
type Columns = (customer: number) => Readonly<Record<string, Value>>;

/** Makes the stand-in's shop the one that the world has: one shop, and the same catalogue, groups and customers. */
export async function copyWorld(db: Database, world: World, more: Columns = () => ({})): Promise<void> {
  const shops = ['shop', 'group_shop', 'category_lang', 'category_shop', 'module_group', 'module_shop', 'hook_module'];
  for (const table of [...shops, 'currency_shop']) await db.write(`DELETE FROM #${table} WHERE id_shop <> 1`);
  for (const table of ['category', 'category_lang', 'category_shop', 'category_group'])
    await db.write(`DELETE FROM #${table}`);
  await copyCatalogue(db, world);
  await copyGroups(db, world);
  await copyCustomers(db, world, more);
  await db.write("UPDATE #configuration SET value = '1' WHERE name = 'PS_SPECIFIC_PRICE_FEATURE_ACTIVE'");
}

/** Another shop with the same catalogue, groups and modules. @param like the shop whose customers it shares; its own id: nobody's */
export async function addShop(db: Database, id: number, name: string, like: number): Promise<void> {
  const group = like === id ? id : 1;
  await db.write('REPLACE INTO #shop_group (id_shop_group, name, share_customer, active) VALUES (?, ?, ?, 1)', [
    ...[group, `Group ${group}`, group === 1 ? 1 : 0],
  ]);
  await db.write('REPLACE INTO #shop (id_shop, id_shop_group, name, id_category, active) VALUES (?, ?, ?, 2, 1)', [
    ...[id, group, name],
  ]);
  for (const table of OF_A_SHOP) {
    const columns = await db.rows<{ Field: string }>(`SHOW COLUMNS FROM #${table}`);
    const copied = columns.map(({ Field }) => (Field === 'id_shop' ? String(id) : `\`${Field}\``)).join(', ');
    await db.write(`REPLACE INTO #${table} SELECT ${copied} FROM #${table} WHERE id_shop = 1`);
  }
  await db.write('UPDATE #customer SET id_shop_group = ? WHERE id_shop = ?', [group, id]);
}

async function copyCatalogue(db: Database, world: World): Promise<void> {
  let edge = 0;
  const place = async (id: number, depth: number): Promise<void> => {
    const { parent, name } = world.categories.get(id)!;
    const nleft = ++edge;
    for (const each of world.categories.values()) if (each.parent === id) await place(each.id, depth + 1);
    const dates = { date_add: LONG_AGO, date_upd: LONG_AGO };
    const where = { level_depth: depth, nleft, nright: ++edge, is_root_category: depth === 1 ? 1 : 0 };
    await db.insert('category', { id_category: id, id_parent: parent, active: 1, ...where, ...dates });
    await db.write('INSERT INTO #category_lang SELECT ?, 1, id_lang, ?, ? FROM #lang', [id, name, `category-${id}`]);
    await db.insert('category_shop', { id_category: id, id_shop: 1, position: 0 });
  };
  await place(1, 0);
  for (const { id, price, categories, name } of world.products.values()) {
    const shared = {
      ...{ id_product: id, id_category_default: categories[0] ?? 2, price, active: 1, available_for_order: 1 },
      ...{ show_price: 1, visibility: 'both', minimal_quantity: 1, date_add: LONG_AGO, date_upd: LONG_AGO },
    };
    await db.insert('product', { ...shared, reference: '', state: 1 });
    await db.insert('product_shop', { ...shared, id_shop: 1, id_tax_rules_group: 1 });
    const columns = 'id_product, id_shop, id_lang, name, link_rewrite';
    const names = [id, name, `product-${id}`];
    await db.write(`INSERT INTO #product_lang (${columns}) SELECT ?, 1, id_lang, ?, ? FROM #lang`, names);
    const places = categories.map((category) => [category, id, 0]);
    await db.insertAll('category_product', ['id_category', 'id_product', 'position'], places);
  }
}

async function copyGroups(db: Database, world: World): Promise<void> {
  for (const table of ['group', 'group_lang', 'group_shop', 'carrier_group', 'module_group'])
    await db.write(`DELETE FROM #${table}`);
  for (const { id, name, reduction, priceDisplayMethod } of world.groups.values()) {
    await writeGroup(db, { id_group: id, reduction, price_display_method: priceDisplayMethod }, name);
  }
  await openEverything(db);
  for (const [id_group, rows] of world.reductions)
    for (const [id_category, reduction] of rows)
      await db.insert('group_reduction', { id_group, id_category, reduction });
  for (const [product, rows] of world.priceCache) {
    const cached = [...rows].map(([group, fraction]): Value[] => [product, group, fraction]);
    const columns = ['id_product', 'id_group', 'reduction'];
    if (cached.length > 0) await db.insertAll('product_group_reduction_cache', columns, cached);
  }
}

/** Every group opens each category, carrier and module. */
async function openEverything(db: Database): Promise<void> {
  for (const [table, own] of [
    ['category_group', 'id_category'],
    ['carrier_group', 'id_carrier'],
    ['module_group', 'id_module'],
  ] as const) {
    const [columns, shop] = own === 'id_module' ? [`${own}, id_shop, id_group`, '1, '] : [`${own}, id_group`, ''];
    const of = own.slice('id_'.length);
    await db.write(`REPLACE INTO #${table} (${columns}) SELECT ${own}, ${shop}id_group FROM #${of}, #group`);
  }
}

/** @returns its id */
export async function writeGroup(db: Database, row: Readonly<Record<string, Value>>, name: string): Promise<number> {
  const id = await db.insert('group', { show_prices: 1, date_add: LONG_AGO, date_upd: LONG_AGO, ...row });
  await db.write('INSERT INTO #group_lang (id_group, id_lang, name) SELECT ?, id_lang, ? FROM #lang', [id, name]);
  await db.insert('group_shop', { id_group: id, id_shop: 1 });
  return id;
}

/** As Advanced Parameters > Performance does it. */
export async function switchGroupPrices(db: Database, on: boolean): Promise<void> {
  await db.write("UPDATE #configuration SET value = ? WHERE name = 'PS_GROUP_FEATURE_ACTIVE'", [on ? '1' : '0']);
}

async function copyCustomers(db: Database, { customers }: World, more: Columns): Promise<void> {
  const all = [...customers.values()];
  const rows = all.map((row) => ({
    ...{ id_customer: row.id, id_shop: row.idShop, id_default_group: row.defaultGroup, id_gender: 0, id_lang: 1 },
    ...{ firstname: row.firstname, lastname: row.lastname, email: row.email, passwd: 'x' },
    ...{ active: Number(row.active), is_guest: Number(row.guest), deleted: Number(row.deleted) },
    ...{ date_add: LONG_AGO, date_upd: LONG_AGO },
    ...more(row.id),
  }));
  if (rows.length === 0) return;
  const values = rows.map((row) => Object.values<Value>(row));
  await db.insertAll('customer', Object.keys(rows[0]!), values);
  const members = all.flatMap(({ id, groups }) => groups.map((group): Value[] => [id, group]));
  await db.insertAll('customer_group', ['id_customer', 'id_group'], members);
}

/** @returns the customer's id */
export async function writeCustomer(
  db: Database,
  row: Readonly<Record<string, Value>>,
  groups: readonly number[],
): Promise<number> {
  const plain = { id_gender: 0, id_lang: 1, firstname: 'First', lastname: 'Last', passwd: 'x', active: 1 };
  const dates = { date_add: LONG_AGO, date_upd: LONG_AGO };
  const id = await db.insert('customer', { email: 'customer@example.com', ...plain, ...dates, ...row });
  const members = groups.map((group): Value[] => [id, group]);
  await db.insertAll('customer_group', ['id_customer', 'id_group'], members);
  return id;
}
