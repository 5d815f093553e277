import type { Database } from '../contract/database.ts';

/** What a history may change, the module's own tables included. */
const CHANGING = [
  ...['configuration', 'customer', 'customer_group', 'group', 'group_lang', 'group_shop', 'group_reduction'],
  ...['product_group_reduction_cache', 'category', 'category_lang', 'category_shop', 'category_group'],
  ...['category_product', 'carrier_group', 'module_group', 'cart', 'orders'],
  ...[
    'offer',
    'group',
    'enrolment',
    'block',
    'recent_default',
    'event',
    'batch',
    'lease',
    'state',
    'notice',
    'worse_off',
    'list',
  ].map((name) => `groupoffers_${name}`),
  ...['list_customer', 'pin', 'frozen', 'rotation'].map((name) => `groupoffers_${name}`),
];
/** Tables whose next id goes back with the rows, as with a dump that is played back. */
const NUMBERED = ['group', 'groupoffers_offer', 'groupoffers_list'];

/** A copy of the tables, within the same server. */
export interface Copy {
  readonly schema: string;
  readonly next: ReadonlyMap<string, number>;
}

export class Copies {
  private readonly made = new Set<string>();

  constructor(private readonly db: Database) {}

  async take(schema: string): Promise<Copy> {
    const { db } = this;
    if (!this.made.has(schema)) {
      await db.write(`CREATE DATABASE ${schema}`);
      for (const table of CHANGING) await db.write(`CREATE TABLE ${schema}.#${table} LIKE #${table}`);
      this.made.add(schema);
    }
    for (const table of CHANGING) {
      await db.write(`DELETE FROM ${schema}.#${table}`);
      await db.write(`INSERT INTO ${schema}.#${table} SELECT * FROM #${table}`);
    }
    const next = new Map<string, number>();
    for (const table of NUMBERED) {
      const sql = 'SELECT auto_increment AS id FROM information_schema.tables WHERE table_schema = DATABASE()';
      const [row] = await db.rows<{ id: number }>(`${sql} AND table_name = ?`, [`ps_${table}`]);
      next.set(table, Number(row!.id));
    }
    return { schema, next };
  }

  async put({ schema, next }: Copy): Promise<void> {
    const { db } = this;
    for (const table of CHANGING) {
      await db.write(`DELETE FROM #${table}`);
      await db.write(`INSERT INTO #${table} SELECT * FROM ${schema}.#${table}`);
    }
    for (const [table, id] of next) await db.write(`ALTER TABLE #${table} AUTO_INCREMENT = ${id}`);
  }
}
