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
    async keepKeys() {
      const kept = await db.rows<{ name: string; key: string }>(
        "SELECT s.name, a.`key` FROM #groupoffers_state s JOIN #webservice_account a ON a.id_webservice_account = s.value WHERE s.name IN ('key_service', 'key_planning')",
      );
      return async () => {
        for (const { name, key } of kept) {
          const current = '(SELECT value FROM #groupoffers_state WHERE name = ?)';
          await db.write(`DELETE FROM #webservice_account WHERE \`key\` = ? AND id_webservice_account <> ${current}`, [
            key,
            name,
          ]);
          await db.write(`UPDATE #webservice_account SET \`key\` = ? WHERE id_webservice_account = ${current}`, [
            key,
            name,
          ]);
          await db.write('DELETE FROM #groupoffers_state WHERE name = ?', [`${name}_before`]);
        }
      };
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
