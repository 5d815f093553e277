import type { Database } from '../contract/database.ts';

/** What a history may change of the core's; of the module's it is every table. */
const CORE = [
  ...['configuration', 'customer', 'customer_group', 'group', 'group_lang', 'group_shop', 'group_reduction'],
  ...['product_group_reduction_cache', 'category', 'category_lang', 'category_shop', 'category_group'],
  ...['product', 'category_product', 'carrier_group', 'module_group', 'cart', 'orders'],
];
/** Tables whose next id goes back with the rows, as with a dump that is played back. */
const NUMBERED = ['group', 'product', 'groupoffers_offer', 'groupoffers_list'];

/** A copy of the tables, within the same server. */
export interface Copy {
  readonly schema: string;
  readonly next: ReadonlyMap<string, number>;
}

export class Copies {
  private readonly made = new Set<string>();
  private tables: readonly string[] = [];

  /** @param more tables that may change beside those of a history */
  constructor(
    private readonly db: Database,
    private readonly more: readonly string[] = [],
  ) {}

  /** @param name of the copy; one that was taken before is overwritten */
  async take(name: string): Promise<Copy> {
    const { db } = this;
    const schema = `${db.name}_${name}`;
    if (this.tables.length === 0) this.tables = [...CORE, ...(await this.ofTheModule()), ...this.more];
    if (!this.made.has(schema)) {
      await db.write(`CREATE DATABASE ${schema}`);
      for (const table of this.tables) await db.write(`CREATE TABLE ${schema}.#${table} LIKE #${table}`);
      this.made.add(schema);
    }
    await this.copy((table) => [table, `${schema}.${table}`]);
    const next = new Map<string, number>();
    for (const table of NUMBERED) {
      const sql = 'SELECT auto_increment AS id FROM information_schema.tables WHERE table_schema = DATABASE()';
      const [row] = await db.rows<{ id: number }>(`${sql} AND table_name = ?`, [`ps_${table}`]);
      next.set(table, Number(row!.id));
    }
    return { schema, next };
  }

  private async ofTheModule(): Promise<string[]> {
    const { db } = this;
    const rows = await db.rows<{ name: string }>(
      'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND LEFT(table_name, ?) = ? ORDER BY name',
      [`${db.prefix}groupoffers_`.length, `${db.prefix}groupoffers_`],
    );
    return rows.map(({ name }) => name.slice(db.prefix.length));
  }

  async put({ schema, next }: Copy): Promise<void> {
    await this.copy((table) => [`${schema}.${table}`, table]);
    for (const [table, id] of next) await this.db.write(`ALTER TABLE #${table} AUTO_INCREMENT = ${id}`);
  }

  /** Tables that are the same already are left alone. */
  private async copy(route: (table: string) => readonly [from: string, to: string]): Promise<void> {
    const { db } = this;
    const routes = this.tables.map((table) => route(db.named(`#${table}`)));
    const sums = await db.rows<{ Checksum: number }>(`CHECKSUM TABLE ${routes.flat().join(', ')}`);
    for (const [at, [from, to]] of routes.entries()) {
      if (sums[2 * at]!.Checksum === sums[2 * at + 1]!.Checksum) continue;
      await db.write(`DELETE FROM ${to}`);
      await db.write(`INSERT INTO ${to} SELECT * FROM ${from}`);
    }
  }
}
