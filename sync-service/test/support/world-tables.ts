import type { World } from '../shop-in-memory/world.ts';
import type { Database, Value } from '../contract/database.ts';

const LONG_AGO = '2020-01-01 00:00:00';

/** Makes the stand-in's shop the one that the world has: one shop, and the same catalogue, groups and customers. */
export async function copyWorld(db: Database, world: World): Promise<void> {
  const shops = ['shop', 'group_shop', 'category_lang', 'category_shop', 'module_group', 'module_shop', 'hook_module'];
  for (const table of [...shops, 'currency_shop']) await db.write(`DELETE FROM #${table} WHERE id_shop <> 1`);
  for (const table of ['category', 'category_lang', 'category_shop', 'category_group'])
    await db.write(`DELETE FROM #${table}`);
  await copyModules(db, world);
  await copyCatalogue(db, world);
  await copyGroups(db, world);
  await copyCustomers(db, world);
  await db.write("UPDATE #configuration SET value = '1' WHERE name = 'PS_SPECIFIC_PRICE_FEATURE_ACTIVE'");
}

async function copyModules(db: Database, world: World): Promise<void> {
  for (const { id, name } of world.modules) {
    const [row] = await db.rows<{ id: number }>('SELECT id_module AS id FROM #module WHERE name = ?', [name]);
    const spare = 100 + id;
    if (row === undefined) {
      await db.insert('module', { id_module: spare, name, active: 1, version: '1.0.0' });
      await db.insert('module_shop', { id_module: spare, id_shop: 1, enable_device: 7 });
    } else await renumber(db, row.id, spare);
  }
  for (const { id } of world.modules) await renumber(db, 100 + id, id);
}

async function renumber(db: Database, from: number, to: number): Promise<void> {
  for (const table of ['module', 'module_shop', 'module_group', 'hook_module'])
    await db.write(`UPDATE #${table} SET id_module = ? WHERE id_module = ?`, [to, from]);
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
  for (const { id, price, categories, name, reference, picture } of world.products.values()) {
    const shared = {
      ...{ id_product: id, id_category_default: categories[0] ?? 2, price, active: 1, available_for_order: 1 },
      ...{ show_price: 1, visibility: 'both', minimal_quantity: 1, date_add: LONG_AGO, date_upd: LONG_AGO },
    };
    await db.insert('product', { ...shared, reference, state: 1 });
    await db.insert('product_shop', { ...shared, id_shop: 1, id_tax_rules_group: 1 });
    if (picture) await db.insert('image_shop', { id_product: id, id_image: id, id_shop: 1, cover: 1 });
    const columns = 'id_product, id_shop, id_lang, name, link_rewrite';
    const names = [id, name, `product-${id}`];
    await db.write(`INSERT INTO #product_lang (${columns}) SELECT ?, 1, id_lang, ?, ? FROM #lang`, names);
    const places = categories.map((category) => [category, id, 0]);
    await db.insertAll('category_product', ['id_category', 'id_product', 'position'], places);
  }
  for (const { product, group, price, reduction, rule } of world.specificPrices) {
    await db.insert('specific_price', {
      id_specific_price_rule: rule === undefined ? 0 : await db.insert('specific_price_rule', { name: rule }),
      ...{ id_product: product, id_group: group, id_shop: 0, price: price ?? -1, from_quantity: 1, reduction },
      ...{ reduction_tax: 1, reduction_type: 'percentage', from: '0000-00-00 00:00:00', to: '0000-00-00 00:00:00' },
    });
  }
}

async function copyGroups(db: Database, world: World): Promise<void> {
  for (const table of ['group', 'group_lang', 'group_shop', 'carrier_group', 'module_group'])
    await db.write(`DELETE FROM #${table}`);
  for (const { id, name, reduction, priceDisplayMethod } of world.groups.values()) {
    await writeGroup(db, { id_group: id, reduction, price_display_method: priceDisplayMethod }, name);
    const { categories, carriers, modules } = world.opens.get(id)!;
    const pairs = (ids: Iterable<number>) => [...ids].map((each): Value[] => [each, id]);
    await db.insertAll('category_group', ['id_category', 'id_group'], pairs(categories));
    await db.insertAll('carrier_group', ['id_carrier', 'id_group'], pairs(carriers));
    const opened = [...modules].map((key): Value[] => [Number(key.split(':')[0]), 1, id]);
    await db.insertAll('module_group', ['id_module', 'id_shop', 'id_group'], opened);
  }
  for (const [id_group, rows] of world.reductions)
    for (const [id_category, reduction] of rows)
      await db.insert('group_reduction', { id_group, id_category, reduction });
  for (const [product, rows] of world.priceCache) {
    const cached = [...rows].map(([group, fraction]): Value[] => [product, group, fraction]);
    const columns = ['id_product', 'id_group', 'reduction'];
    if (cached.length > 0) await db.insertAll('product_group_reduction_cache', columns, cached);
  }
}

/** @returns its id */
export async function writeGroup(db: Database, row: Readonly<Record<string, Value>>, name: string): Promise<number> {
  const id = await db.insert('group', { show_prices: 1, date_add: LONG_AGO, date_upd: LONG_AGO, ...row });
  await db.write('INSERT INTO #group_lang (id_group, id_lang, name) SELECT ?, id_lang, ? FROM #lang', [id, name]);
  await db.insert('group_shop', { id_group: id, id_shop: 1 });
  return id;
}

async function copyCustomers(db: Database, world: World): Promise<void> {
  const columns = [
    ...[
      'id_customer',
      'id_shop',
      'id_default_group',
      'id_gender',
      'id_lang',
      'firstname',
      'lastname',
      'email',
      'passwd',
    ],
    ...['company', 'birthday', 'newsletter', 'optin', 'active', 'is_guest', 'deleted', 'date_add', 'date_upd'],
  ];
  const rows = [...world.customers.values()];
  const local = (at: number | null) => (at === null ? '0000-00-00 00:00:00' : world.calendar.localTime(at));
  const flags = (...all: readonly boolean[]) => all.map(Number);
  const values = rows.map((row): Value[] => [
    ...[row.id, row.idShop, row.defaultGroup, row.gender, row.language, row.firstname, row.lastname, row.email, 'x'],
    ...[row.company, row.birthday || '0000-00-00', ...flags(row.newsletter, row.partnerOffers, row.active)],
    ...[...flags(row.guest, row.deleted), local(row.dateAdd), local(row.dateUpd)],
  ]);
  await db.insertAll('customer', columns, values);
  const members = rows.flatMap(({ id, groups }) => groups.map((group): Value[] => [id, group]));
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
