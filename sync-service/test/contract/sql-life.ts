import { GENDERS } from '../../src/audience/facts.ts';
import type { Database, Value } from './database.ts';
import { MARK } from './sql-catalogue.ts';
import type { CustomerLife } from './target.ts';

/** What customers are and did, as the core and its modules write it. */
export class SqlLife implements CustomerLife {
  /** The ratings module's table, where there was none. */
  private madeRatings = false;
  /** The statistics module's rows, where they were missing. */
  private statisticsBefore: { readonly active: number; readonly shops: readonly number[] } | null | undefined;

  constructor(
    private readonly db: Database,
    private readonly shop: number,
  ) {}

  async orders(rows: Parameters<CustomerLife['orders']>[0]): Promise<void> {
    for (const { customer, at, total, rate = 1, valid = true, products = [] } of rows) {
      const id = await this.db.insert('orders', {
        id_customer: customer,
        id_shop: this.shop,
        valid: valid ? 1 : 0,
        total_paid_tax_incl: total,
        conversion_rate: rate,
        date_add: at,
        date_upd: at,
      });
      const details = products.map((product): Value[] => [id, this.shop, product, `${MARK}product`, 1]);
      const columns = ['id_order', 'id_shop', 'product_id', 'product_name', 'product_quantity'];
      if (details.length > 0) await this.db.insertAll('order_detail', columns, details);
    }
  }

  async addresses(rows: Parameters<CustomerLife['addresses']>[0]): Promise<void> {
    for (const { customer, country, state = 0, postcode = '', deleted = false } of rows) {
      await this.db.insert('address', {
        id_customer: customer,
        id_country: country,
        id_state: state,
        postcode,
        deleted: deleted ? 1 : 0,
        active: 1,
        alias: `${MARK}home`,
        firstname: `${MARK}first`,
        lastname: `${MARK}last`,
        address1: `${MARK}street`,
        city: `${MARK}city`,
        date_add: '2020-01-01 00:00:00',
        date_upd: '2020-01-01 00:00:00',
      });
    }
  }

  async openCart(customer: number, at: string, filled: boolean): Promise<void> {
    const cart = await insertCart(this.db, customer, this.shop, at);
    if (!filled) return;
    await this.db.insert('cart_product', {
      id_cart: cart,
      id_product: 1,
      id_shop: this.shop,
      quantity: 1,
      date_add: at,
    });
  }

  async ratings(customer: number, grades: readonly number[]): Promise<void> {
    if (await writeRatings(this.db, new Map([[customer, grades]]))) this.madeRatings = true;
  }

  async visit(customer: number, at: string): Promise<void> {
    const guest = await this.db.insert('guest', { id_customer: customer });
    await this.db.insert('connections', { id_guest: guest, id_shop: this.shop, id_page: 1, date_add: at });
  }

  async statistics(on: boolean): Promise<void> {
    const { db } = this;
    const [module] = await db.rows<{ id: number; active: number }>(
      "SELECT id_module AS id, active FROM #module WHERE name = 'statsdata'",
    );
    if (this.statisticsBefore === undefined) {
      const shops = module === undefined ? [] : await this.shopsOf(module.id);
      this.statisticsBefore = module === undefined ? null : { active: module.active, shops };
    }
    const id = module?.id ?? (await db.insert('module', { name: 'statsdata', active: 1, version: '2.1.0' }));
    await db.write('DELETE FROM #module_shop WHERE id_module = ?', [id]);
    if (!on) return;
    await db.write('UPDATE #module SET active = 1 WHERE id_module = ?', [id]);
    await db.write(
      'INSERT INTO #module_shop (id_module, id_shop, enable_device) SELECT ?, id_shop, 7 FROM #shop WHERE active = 1',
      [id],
    );
  }

  async email(customer: number): Promise<string> {
    const [row] = await this.db.rows<{ email: string }>('SELECT email FROM #customer WHERE id_customer = ?', [
      customer,
    ]);
    return row!.email;
  }

  async setEmail(customer: number, email: string): Promise<void> {
    await this.db.write('UPDATE #customer SET email = ? WHERE id_customer = ?', [email, customer]);
  }

  /** Ids of the shop's titles for these genders; one that is missing (a fresh shop has no neutral one) is made. */
  async genders(wanted: ReadonlySet<(typeof GENDERS)[number]>): Promise<Map<(typeof GENDERS)[number], number>> {
    const { db } = this;
    const titles = await db.rows<{ id: number; type: number }>('SELECT id_gender AS id, type FROM #gender');
    const found = new Map<(typeof GENDERS)[number], number>();
    for (const gender of wanted) {
      if (gender === 'unknown') continue;
      // The core counts from 0 (male).
      const type = GENDERS.indexOf(gender) - 1;
      const id = titles.find((title) => title.type === type)?.id ?? (await db.insert('gender', { type }));
      found.set(gender, id);
      if (titles.some((title) => title.type === type)) continue;
      const sql = 'INSERT INTO #gender_lang (id_gender, id_lang, name) SELECT ?, id_lang, ? FROM #lang';
      await db.write(sql, [id, `${MARK}title`]);
    }
    return found;
  }

  /** What belongs to customers with our mark, before they go themselves. */
  async purge(): Promise<void> {
    const { db } = this;
    const of = 'INNER JOIN #customer c ON c.id_customer = o.id_customer WHERE c.email LIKE ?';
    const ours = [`${MARK}%@example.com`];
    await db.write(`DELETE d FROM #order_detail d INNER JOIN #orders o ON o.id_order = d.id_order ${of}`, ours);
    await db.write(`DELETE p FROM #cart_product p INNER JOIN #cart o ON o.id_cart = p.id_cart ${of}`, ours);
    await db.write(`DELETE n FROM #connections n INNER JOIN #guest o ON o.id_guest = n.id_guest ${of}`, ours);
    const tables = ['orders', 'cart', 'guest', 'address'];
    if (await db.hasTable('gender_lang')) {
      const titles = 'SELECT id_gender AS id FROM #gender_lang WHERE name = ?';
      for (const { id } of await db.rows<{ id: number }>(titles, [`${MARK}title`])) {
        for (const table of ['gender', 'gender_lang'])
          await db.write(`DELETE FROM #${table} WHERE id_gender = ?`, [id]);
      }
    }
    if (await db.hasTable('product_comment')) tables.push('product_comment');
    for (const table of tables) await db.write(`DELETE o FROM #${table} o ${of}`, ours);
  }

  /** What other modules had is as it was. */
  async restore(): Promise<void> {
    const { db, statisticsBefore } = this;
    if (this.madeRatings) await db.write('DROP TABLE #product_comment');
    if (statisticsBefore === undefined) return;
    const [module] = await db.rows<{ id: number }>("SELECT id_module AS id FROM #module WHERE name = 'statsdata'");
    if (module === undefined) return;
    await db.write('DELETE FROM #module_shop WHERE id_module = ?', [module.id]);
    if (statisticsBefore === null) {
      await db.write('DELETE FROM #module WHERE id_module = ?', [module.id]);
      return;
    }
    const { active, shops } = statisticsBefore;
    await db.write('UPDATE #module SET active = ? WHERE id_module = ?', [active, module.id]);
    const rows = shops.map((shop): Value[] => [module.id, shop, 7]);
    if (rows.length > 0) await db.insertAll('module_shop', ['id_module', 'id_shop', 'enable_device'], rows);
  }

  private async shopsOf(module: number): Promise<number[]> {
    const sql = 'SELECT id_shop AS id FROM #module_shop WHERE id_module = ?';
    return (await this.db.rows<{ id: number }>(sql, [module])).map(({ id }) => id);
  }
}

/** Grades by customer. @returns whether the ratings module's table had to be made */
export async function writeRatings(db: Database, grades: ReadonlyMap<number, readonly number[]>): Promise<boolean> {
  const isNew = !(await db.hasTable('product_comment'));
  if (isNew) {
    await db.write(
      `CREATE TABLE #product_comment (id_product_comment INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, id_product INT UNSIGNED NOT NULL,
       id_customer INT UNSIGNED NOT NULL, title VARCHAR(64), content TEXT NOT NULL, customer_name VARCHAR(64), grade FLOAT UNSIGNED NOT NULL,
       validate TINYINT(1) NOT NULL, deleted TINYINT(1) NOT NULL, date_add DATETIME NOT NULL, KEY id_customer (id_customer))`,
    );
  }
  const rows = [...grades].flatMap(([customer, all]) =>
    all.map((grade): Value[] => [1, customer, '', grade, 1, 0, '2020-01-01 00:00:00']),
  );
  const columns = ['id_product', 'id_customer', 'content', 'grade', 'validate', 'deleted', 'date_add'];
  await db.insertAll('product_comment', columns, rows);
  return isNew;
}

/** An empty cart, touched at this local time. @returns its id */
export function insertCart(db: Database, customer: number, shop: number, at: string): Promise<number> {
  return db.insert('cart', { id_customer: customer, id_shop: shop, date_add: at, date_upd: at });
}

/** What lies in the cart is ordered at this local time. */
export async function insertOrder(db: Database, cart: number, shop: number, at: string): Promise<void> {
  const [row] = await db.rows<{ id_customer: number }>('SELECT id_customer FROM #cart WHERE id_cart = ?', [cart]);
  const dates = { date_add: at, date_upd: at };
  await db.insert('orders', { id_cart: cart, id_customer: row!.id_customer, id_shop: shop, ...dates });
}
