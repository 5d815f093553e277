import type { Database } from './database.ts';
import type { PageDoor } from './page-door.ts';

/** The door to a back office whose tables we may look into. @param open logs an employee in */
export function sqlDoor(db: Database, open: PageDoor['open']): PageDoor {
  return {
    open,
    async makeVoucher({ name, code, groups, cart }) {
      const id = await insertCartRule(db, { name, code, groups });
      await db.insert('cart_cart_rule', { id_cart: cart, id_cart_rule: id });
      // As the core does with the first cart rule of a shop.
      await db.write("UPDATE #configuration SET value = '1' WHERE name = 'PS_CART_RULE_FEATURE_ACTIVE'");
      return id;
    },
    async setKey(key) {
      await db.write("UPDATE #webservice_account SET `key` = ? WHERE module_name = 'groupoffers'", [key]);
    },
  };
}

/** A cart rule that only customers in these groups may use. @returns its id */
export async function insertCartRule(
  db: Database,
  { name, code, groups }: { readonly name: string; readonly code: string; readonly groups: readonly number[] },
): Promise<number> {
  const times = { date_from: '2020-01-01 00:00:00', date_to: '2099-01-01 00:00:00' };
  const id = await db.insert('cart_rule', { ...times, quantity: 100, code, group_restriction: 1, active: 1 });
  const sql = 'INSERT INTO #cart_rule_lang (id_cart_rule, id_lang, name) SELECT ?, id_lang, ? FROM #lang';
  await db.write(sql, [id, name]);
  const rows = groups.map((group) => [id, group]);
  await db.insertAll('cart_rule_group', ['id_cart_rule', 'id_group'], rows);
  return id;
}
