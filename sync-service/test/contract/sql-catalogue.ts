import type { Database } from './database.ts';

/** Everything that the suites make is called so; what a broken run left behind is found by it. */
export const MARK = 'contract-';

/** Groups, categories and products of a PrestaShop, written as the back office would leave them. */
export class SqlCatalogue {
  constructor(
    private readonly db: Database,
    private readonly customerGroup: number,
    private readonly home: number,
  ) {}

  async makeGroup(name: string, reduction: number, opens: 'as customers' | 'more'): Promise<number> {
    const { db } = this;
    // Prices are shown to it as to the shop's other customers.
    const id = await db.write(
      `INSERT INTO #group (reduction, price_display_method, show_prices, date_add, date_upd)
       SELECT ?, price_display_method, 1, '2020-01-01', '2020-01-01' FROM #group WHERE id_group = ?`,
      [reduction, this.customerGroup],
    );
    await db.write('INSERT INTO #group_lang (id_group, id_lang, name) SELECT ?, id_lang, ? FROM #lang', [id, name]);
    await db.write('INSERT INTO #group_shop (id_group, id_shop) SELECT ?, id_shop FROM #shop', [id]);
    for (const [table, columns] of [
      ['category_group', 'id_category'],
      ['carrier_group', 'id_carrier'],
      ['module_group', 'id_module, id_shop'],
    ] as const) {
      const sql = `INSERT INTO #${table} (${columns}, id_group) SELECT ${columns}, ? FROM #${table} WHERE id_group = ?`;
      await db.write(sql, [id, this.customerGroup]);
    }
    if (opens === 'more') {
      const category = await this.makeCategory(`${MARK}closed`);
      await db.write('DELETE FROM #category_group WHERE id_category = ? AND id_group <> ?', [category, id]);
      await db.write('INSERT IGNORE INTO #category_group (id_category, id_group) VALUES (?, ?)', [category, id]);
    }
    return id;
  }

  /** A category open to all groups, in its place in the tree (nested sets, as the core keeps them). */
  async makeCategory(name: string, parent = this.home): Promise<number> {
    const { db } = this;
    const [above] = await db.rows<{ nright: number; level_depth: number }>(
      'SELECT nright, level_depth FROM #category WHERE id_category = ?',
      [parent],
    );
    const { nright, level_depth } = above!;
    await db.write('UPDATE #category SET nright = nright + 2 WHERE nright >= ?', [nright]);
    await db.write('UPDATE #category SET nleft = nleft + 2 WHERE nleft > ?', [nright]);
    const now = '2020-01-01 00:00:00';
    const id = await db.insert('category', {
      id_parent: parent,
      level_depth: level_depth + 1,
      nleft: nright,
      nright: nright + 1,
      active: 1,
      date_add: now,
      date_upd: now,
    });
    await db.write(
      'INSERT INTO #category_lang (id_category, id_shop, id_lang, name, link_rewrite) SELECT ?, id_shop, id_lang, ?, ? FROM #lang, #shop',
      [id, name, name],
    );
    await db.write('INSERT INTO #category_shop (id_category, id_shop, position) SELECT ?, id_shop, 0 FROM #shop', [id]);
    await db.write('INSERT INTO #category_group (id_category, id_group) SELECT ?, id_group FROM #group', [id]);
    return id;
  }

  /** An active product that can be ordered. `columns` may name more fields of `product` and `product_shop`. */
  async makeProduct(price: number, categories: readonly number[]): Promise<number> {
    const { db } = this;
    const now = '2020-01-01 00:00:00';
    const shared = {
      id_category_default: categories[0] ?? this.home,
      price,
      active: 1,
      available_for_order: 1,
      show_price: 1,
      visibility: 'both',
      minimal_quantity: 1,
      date_add: now,
      date_upd: now,
    };
    const id = await db.insert('product', { ...shared, reference: `${MARK}product`, state: 1 });
    for (const { id_shop } of await db.rows<{ id_shop: number }>('SELECT id_shop FROM #shop')) {
      await db.insert('product_shop', { ...shared, id_product: id, id_shop });
    }
    // A page of PrestaShop 9 fails on a description that is NULL.
    await db.write(
      "INSERT INTO #product_lang (id_product, id_shop, id_lang, name, link_rewrite, description, description_short) SELECT ?, id_shop, id_lang, ?, ?, '', '' FROM #lang, #shop",
      [id, `${MARK}product`, `${MARK}product`],
    );
    const places = [...new Set([this.home, ...categories])];
    await db.insertAll(
      'category_product',
      ['id_category', 'id_product', 'position'],
      places.map((category) => [category, id, 0]),
    );
    return id;
  }

  /** A category discount as `GroupReduction::add()` makes it: the larger of a product's categories' counts (F3). */
  async setReduction(group: number, category: number, percent: number): Promise<void> {
    const { db } = this;
    await db.write('DELETE FROM #group_reduction WHERE id_group = ? AND id_category = ?', [group, category]);
    await db.insert('group_reduction', { id_group: group, id_category: category, reduction: percent / 100 });
    await db.write(
      `REPLACE INTO #product_group_reduction_cache (id_product, id_group, reduction)
       SELECT cp.id_product, gr.id_group, MAX(gr.reduction)
       FROM #category_product cp INNER JOIN #group_reduction gr ON gr.id_category = cp.id_category
       WHERE gr.id_group = ? AND cp.id_product IN (SELECT id_product FROM #category_product WHERE id_category = ?)
       GROUP BY cp.id_product, gr.id_group`,
      [group, category],
    );
  }

  /** A product's own price, or reduction, for a group: any quantity, currency and country, at all times (F6). */
  async makeSpecificPrice(
    product: number,
    group: number,
    what: { readonly price: number } | { readonly percentOff: number },
  ): Promise<void> {
    const { db } = this;
    await db.insert('specific_price', {
      id_product: product,
      id_group: group,
      id_shop: 0,
      price: 'price' in what ? what.price : -1,
      from_quantity: 1,
      reduction: 'percentOff' in what ? what.percentOff / 100 : 0,
      reduction_tax: 1,
      reduction_type: 'percentOff' in what ? 'percentage' : 'amount',
      from: '0000-00-00 00:00:00',
      to: '0000-00-00 00:00:00',
    });
    // As the core does with the first specific price of a shop.
    await db.write("UPDATE #configuration SET value = '1' WHERE name = 'PS_SPECIFIC_PRICE_FEATURE_ACTIVE'");
  }

  /** Everything with our mark goes, whichever run made it. */
  async purge(): Promise<void> {
    const { db } = this;
    const ids = async (sql: string) => (await db.rows<{ id: number }>(sql, [`${MARK}%`])).map(({ id }) => id);
    const groups = await ids('SELECT DISTINCT id_group AS id FROM #group_lang WHERE name LIKE ?');
    const categories = await ids('SELECT DISTINCT id_category AS id FROM #category_lang WHERE name LIKE ?');
    const products = await ids('SELECT id_product AS id FROM #product WHERE reference LIKE ?');
    const vouchers = await ids('SELECT DISTINCT id_cart_rule AS id FROM #cart_rule_lang WHERE name LIKE ?');
    const remove = async (column: string, found: readonly number[], tables: readonly string[]) => {
      if (found.length === 0) return;
      for (const table of tables) await db.write(`DELETE FROM #${table} WHERE ${column} IN (?)`, [found]);
    };
    await remove('id_product', products, [
      'product',
      'product_shop',
      'product_lang',
      'category_product',
      'product_group_reduction_cache',
      'stock_available',
      'specific_price',
    ]);
    await remove('id_cart_rule', vouchers, ['cart_cart_rule', 'cart_rule_group', 'cart_rule_lang', 'cart_rule']);
    await remove('id_category', categories, [
      'category',
      'category_lang',
      'category_shop',
      'category_group',
      'category_product',
      'group_reduction',
    ]);
    await remove('id_group', groups, [
      'group',
      'group_lang',
      'group_shop',
      'category_group',
      'carrier_group',
      'module_group',
      'group_reduction',
      'product_group_reduction_cache',
      'customer_group',
    ]);
  }
}
