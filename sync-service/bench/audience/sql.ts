import type { Database } from '../../test/contract/database.ts';

/** What facts are made of, fetched by a plain client: aggregates by customer, and the rows of the orders. @returns seconds */
export async function twoStatements(db: Database): Promise<number> {
  const started = performance.now();
  await db.rows(
    `SELECT c.id_customer, c.id_shop, c.id_default_group, COUNT(o.id_order) orders, SUM(o.total_paid_tax_incl) spend,
            MIN(o.date_add) first_order, MAX(o.date_add) last_order
       FROM #customer c LEFT JOIN #orders o ON o.id_customer = c.id_customer AND o.valid = 1
      WHERE c.deleted = 0 AND c.is_guest = 0 GROUP BY c.id_customer ORDER BY c.id_customer`,
  );
  await db.rows(
    `SELECT id_customer, date_add, total_paid_tax_incl FROM #orders WHERE valid = 1 ORDER BY id_customer, date_add`,
  );
  return (performance.now() - started) / 1000;
}

/** Customers and orders, as plain as they can be, in an empty shop of our own. */
export async function seedOrders(db: Database, customers: number, orders: number): Promise<void> {
  const numbers = (total: number) => Array.from({ length: total }, (_, index) => index + 1);
  const day = (number: number) => new Date(Date.UTC(2024, 0, 1 + (number % 1_000))).toISOString().slice(0, 10);
  await db.insertAll(
    'customer',
    ['id_customer', 'id_shop', 'id_default_group', 'id_lang', 'email', 'birthday', 'date_add'],
    numbers(customers).map((id) => [id, 1, 3, 1, `c${id}@example.com`, `${1940 + (id % 60)}-06-15`, day(id)]),
  );
  await db.insertAll(
    'customer_group',
    ['id_customer', 'id_group'],
    numbers(customers).map((id) => [id, 3]),
  );
  await db.insertAll(
    'orders',
    ['id_customer', 'id_shop', 'id_currency', 'valid', 'conversion_rate', 'total_paid_tax_incl', 'date_add'],
    numbers(orders).map((number) => [
      1 + ((number * 7_919) % customers),
      1,
      1,
      1,
      1,
      number % 500,
      `${day(number)} 10:00:00`,
    ]),
  );
}
