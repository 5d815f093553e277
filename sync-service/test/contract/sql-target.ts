import { randomUUID } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import type { Shop } from '../../src/moves/shop.ts';
import type { Database, Value } from './database.ts';
import { MARK, SqlCatalogue } from './sql-catalogue.ts';
import { insertCart, insertOrder, SqlLife } from './sql-life.ts';
import type { CustomerForms, Deletions, NewCustomer, Programs, RawCustomer, Target } from './target.ts';

export interface SqlTargetParts {
  readonly shop: Shop;
  readonly db: Database;
  /** Root address, ending in a slash, and the module's key. */
  readonly url: string;
  readonly key: string;
  readonly forms: CustomerForms;
  readonly deletions: Deletions;
  readonly programs: Programs;
  /** Ends what else the target started. */
  readonly stop?: () => Promise<void>;
}

/** A shop with the core's tables in a MySQL or MariaDB that we may look into: the stand-in's, or a real one's. */
export async function sqlTarget(parts: SqlTargetParts): Promise<Target> {
  const { shop, db } = parts;
  const { timezone } = await shop.status();
  const { customerGroup, defaultShop } = await shop.details();
  const [home] = await db.rows<{ value: string }>("SELECT value FROM #configuration WHERE name = 'PS_HOME_CATEGORY'");
  const catalogue = new SqlCatalogue(db, customerGroup, Number(home?.value ?? 2));
  /** The core writes local times of the shop's zone (F23). */
  const local = async () => {
    const { now } = await shop.status();
    const there = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timezone);
    return there.toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ');
  };
  const life = new SqlLife(db, defaultShop);
  const sweep = () => sweepLeftovers(shop, db, catalogue, life);
  await sweep();
  // The suite plans by Webservice, large discounts too; a person's word is a suite of its own.
  const [approval] = await db.rows<{ value: string | null }>(
    "SELECT value FROM #groupoffers_state WHERE name = 'approval_limit'",
  );
  const setApproval = (limit: string | null) =>
    db.write("REPLACE INTO #groupoffers_state (name, value) VALUES ('approval_limit', ?)", [limit]);
  await setApproval('off');

  return {
    shop,
    key: parts.key,
    customerGroup,
    defaultShop,
    life,
    makeGroup: ({ name, reduction = 0, opens }) => catalogue.makeGroup(name, reduction, opens),
    makeCategory: (name, parent) => catalogue.makeCategory(name, parent),
    async forgetNestedSets(categories) {
      await db.write('UPDATE #category SET nleft = 0, nright = 0, level_depth = 0 WHERE id_category IN (?)', [
        categories,
      ]);
    },
    makeProduct: (price, categories) => catalogue.makeProduct(price, categories),
    setReduction: (group, category, percent) => catalogue.setReduction(group, category, percent),
    makeCustomers: (rows) => makeCustomers(db, life, rows, defaultShop),
    async setGroupDiscount(group, percent) {
      await db.write('UPDATE #group SET reduction = ? WHERE id_group = ?', [percent, group]);
    },
    async setPriceDisplay(group, { withoutTax, shown }) {
      const values = [withoutTax ? 1 : 0, shown ? 1 : 0, group];
      await db.write('UPDATE #group SET price_display_method = ?, show_prices = ? WHERE id_group = ?', values);
    },
    makeSpecificPrice: (product, group, what) => catalogue.makeSpecificPrice(product, group, what),
    async setGroupsFeature(on) {
      await db.write("UPDATE #configuration SET value = ? WHERE name = 'PS_GROUP_FEATURE_ACTIVE'", [on ? '1' : '0']);
    },
    async customer(id) {
      return (await rawCustomers(db, [id])).get(id) ?? null;
    },
    customers: (ids) => rawCustomers(db, ids),
    async group(id) {
      const [row] = await db.rows<{ reduction: string; name: string }>(
        'SELECT g.reduction, MIN(l.name) AS name FROM #group g LEFT JOIN #group_lang l ON l.id_group = g.id_group WHERE g.id_group = ? GROUP BY g.id_group, g.reduction',
        [id],
      );
      if (row === undefined) return null;
      const column = async (table: string, name: string) => {
        const sql = `SELECT DISTINCT ${name} AS id FROM #${table} WHERE id_group = ? ORDER BY ${name}`;
        return (await db.rows<{ id: number }>(sql, [id])).map((each) => each.id);
      };
      return {
        name: row.name,
        reduction: Number(row.reduction),
        modules: await column('module_group', 'id_module'),
        categories: await column('category_group', 'id_category'),
        carriers: await column('carrier_group', 'id_carrier'),
      };
    },
    async priceCache(product) {
      const sql = 'SELECT id_group, reduction FROM #product_group_reduction_cache WHERE id_product = ?';
      const rows = await db.rows<{ id_group: number; reduction: string }>(sql, [product]);
      return new Map(rows.map(({ id_group, reduction }) => [id_group, Number(reduction)]));
    },
    async bareWrite(id, { defaultGroup, groups }) {
      if (defaultGroup !== undefined) {
        await db.write('UPDATE #customer SET id_default_group = ? WHERE id_customer = ?', [defaultGroup, id]);
      }
      if (groups === undefined) return;
      await db.write('DELETE FROM #customer_group WHERE id_customer = ?', [id]);
      const rows = groups.map((group) => [id, group]);
      await db.insertAll('customer_group', ['id_customer', 'id_group'], rows);
    },
    addCart: async (customer) => insertCart(db, customer, defaultShop, await local()),
    order: async (cart) => insertOrder(db, cart, defaultShop, await local()),
    async wire(path) {
      const address = new URL(`api/${path}`, parts.url);
      address.searchParams.set('output_format', 'JSON');
      const authorization = `Basic ${Buffer.from(`${parts.key}:`).toString('base64')}`;
      return (await fetch(address, { headers: { authorization } })).text();
    },
    forms: parts.forms,
    deletions: parts.deletions,
    programs: parts.programs,
    async close() {
      try {
        await sweep();
        await life.restore();
        await setApproval(approval?.value ?? null);
      } finally {
        await db.close();
        await parts.stop?.();
      }
    },
  };
}

/** No password has it; the core wants the form of one. */
const HASH = `$2y$10$${'x'.repeat(53)}`;

async function makeCustomers(
  db: Database,
  life: SqlLife,
  rows: readonly NewCustomer[],
  defaultShop: number,
): Promise<number[]> {
  const run = randomUUID().slice(0, 8);
  const past = '2020-01-01 00:00:00';
  const columns = [
    ...['id_shop', 'id_shop_group', 'id_gender', 'id_lang', 'id_default_group', 'firstname', 'lastname', 'email'],
    ...['passwd', 'secure_key', 'active', 'is_guest', 'deleted', 'date_add', 'date_upd'],
    ...['birthday', 'company', 'newsletter', 'optin'],
  ];
  const genders = await life.genders(new Set(rows.map(({ account }) => account?.gender ?? 'unknown')));
  const values = rows.map((row, index): Value[] => {
    const account = row.account ?? {};
    return [
      ...[row.idShop ?? defaultShop, 1, genders.get(account.gender ?? 'unknown') ?? 0, account.language ?? 1],
      ...[row.defaultGroup, `${MARK}first`, `${MARK}last`, `${MARK}${run}-${index}@example.com`],
      ...[HASH, '0123456789abcdef0123456789abcdef', account.active === false ? 0 : 1],
      ...[row.guest ? 1 : 0, row.deleted ? 1 : 0, account.registered ?? past, past],
      ...[account.birthday ?? '0000-00-00', account.company ?? ''],
      ...[account.newsletter ? 1 : 0, account.partnerOffers ? 1 : 0],
    ];
  });
  // MariaDB counts on from a high id that a test wrote, also once that customer is gone.
  await db.write('ALTER TABLE #customer AUTO_INCREMENT = 1');
  await db.insertAll('customer', columns, values);
  const found = await db.rows<{ id: number; email: string }>(
    'SELECT id_customer AS id, email FROM #customer WHERE email LIKE ?',
    [`${MARK}${run}-%`],
  );
  const ids = rows.map(() => 0);
  for (const { id, email } of found) ids[Number(/-(\d+)@/.exec(email)![1])] = id;
  for (const [index, { id }] of rows.entries()) {
    if (id === undefined) continue;
    await db.write('UPDATE #customer SET id_customer = ? WHERE id_customer = ?', [id, ids[index]!]);
    ids[index] = id;
  }
  const memberships = rows.flatMap(({ groups }, index) => groups.map((group) => [ids[index]!, group]));
  await db.insertAll('customer_group', ['id_customer', 'id_group'], memberships);
  return ids;
}

async function rawCustomers(db: Database, ids: readonly number[]): Promise<Map<number, RawCustomer>> {
  if (ids.length === 0) return new Map();
  const rows = await db.rows<Record<string, Value>>('SELECT * FROM #customer WHERE id_customer IN (?)', [ids]);
  const memberships = await db.rows<{ id_customer: number; id_group: number }>(
    'SELECT id_customer, id_group FROM #customer_group WHERE id_customer IN (?) ORDER BY id_customer, id_group',
    [ids],
  );
  const groups = new Map<number, number[]>();
  for (const { id_customer, id_group } of memberships) {
    groups.set(id_customer, [...(groups.get(id_customer) ?? []), id_group]);
  }
  return new Map(
    rows.map(({ id_customer, id_default_group, date_upd, ...rest }) => [
      Number(id_customer),
      {
        defaultGroup: Number(id_default_group),
        groups: groups.get(Number(id_customer)) ?? [],
        dateUpd: String(date_upd),
        rest: JSON.stringify(rest),
      },
    ]),
  );
}

/** Ends and removes everything with our mark: this run's, and what a broken one left. */
async function sweepLeftovers(shop: Shop, db: Database, catalogue: SqlCatalogue, life: SqlLife): Promise<void> {
  const names = [`${MARK}%`];
  const offers = (
    await db.rows<{ id: number }>('SELECT id_group_offer AS id FROM #groupoffers_offer WHERE name LIKE ?', names)
  ).map(({ id }) => id);
  if (offers.length > 0) await endOffers(shop, offers);
  await life.purge();
  for (const table of [
    'customer_group',
    'groupoffers_block',
    'groupoffers_pin',
    'groupoffers_rotation',
    'groupoffers_list_customer',
    'customer',
  ]) {
    const sql =
      table === 'customer'
        ? 'DELETE FROM #customer WHERE email LIKE ?'
        : `DELETE t FROM #${table} t INNER JOIN #customer c ON c.id_customer = t.id_customer WHERE c.email LIKE ?`;
    await db.write(sql, [`${MARK}%@example.com`]);
  }
  await catalogue.purge();
  // Nameless lists of those customers are empty now; the contents of named ones go with them.
  await db.write(
    'DELETE l, c FROM #groupoffers_list l LEFT JOIN #groupoffers_list c ON c.id_list = l.id_content WHERE l.name LIKE ?',
    names,
  );
  await db.write(
    `DELETE l FROM #groupoffers_list l LEFT JOIN #groupoffers_list_customer c ON c.id_list = l.id_list
     LEFT JOIN #groupoffers_list n ON n.id_content = l.id_list
     WHERE c.id_list IS NULL AND n.id_list IS NULL AND l.name IS NULL`,
  );
  for (const table of ['offer', 'enrolment', 'event', 'notice', 'batch', 'frozen', 'activity']) {
    if (offers.length > 0) await db.write(`DELETE FROM #groupoffers_${table} WHERE id_group_offer IN (?)`, [offers]);
  }
}

async function endOffers(shop: Shop, ids: readonly number[]): Promise<void> {
  const lease = await shop.acquireLease('contract');
  for (const id of ids) {
    const { intent, version } = await shop.offer(id);
    if (intent !== 'archived') await shop.changeOffer(id, version, { intent: 'archived', checkoutGrace: 0 });
  }
  while ((await shop.leaveDue({ customers: 20_000, ms: 3_000 })).remaining > 0);
  for (const id of ids) await shop.prepareGroup(lease, await shop.offer(id), 'quick');
  await shop.releaseLease(lease);
}
