import { createPool, type Pool, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';

export type Value = string | number | null;

/** The tables of a shop, past everything that PHP does. `#name` in a statement stands for the table with the shop's prefix. */
export class Database {
  private readonly pool: Pool;
  readonly prefix: string;
  /** The schema's. */
  readonly name: string;

  /** @param url `mysql://user:password@host:port/database?prefix=ps_` */
  constructor(url: string) {
    const address = new URL(url);
    this.prefix = address.searchParams.get('prefix') ?? 'ps_';
    this.name = address.pathname.slice(1);
    address.search = '';
    this.pool = createPool({
      uri: address.href,
      dateStrings: true,
      charset: 'utf8mb4',
      connectionLimit: 2,
      multipleStatements: false,
    });
    // As PrestaShop does: columns without a default may be left out.
    this.pool.on('connection', (connection) => {
      connection.query("SET SESSION sql_mode = ''");
    });
  }

  async rows<T>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    const [rows] = await this.pool.query<RowDataPacket[]>(this.named(sql), [...values]);
    return rows as T[];
  }

  /** @returns the new row's id, 0 where there is none */
  async write(sql: string, values: readonly unknown[] = []): Promise<number> {
    const [result] = await this.pool.query<ResultSetHeader>(this.named(sql), [...values]);
    return result.insertId;
  }

  async insert(table: string, row: Readonly<Record<string, Value>>): Promise<number> {
    return this.write('INSERT INTO ?? SET ?', [this.prefix + table, row]);
  }

  async insertAll(table: string, columns: readonly string[], rows: readonly (readonly Value[])[]): Promise<void> {
    for (let from = 0; from < rows.length; from += 5_000) {
      const part = rows.slice(from, from + 5_000);
      await this.write('INSERT INTO ?? (??) VALUES ?', [this.prefix + table, columns, part]);
    }
  }

  async hasTable(name: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?';
    return (await this.rows(sql, [this.prefix + name])).length > 0;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  /** For work that needs a connection of its own (transactions). */
  async connection() {
    return this.pool.getConnection();
  }

  named(sql: string): string {
    return sql.replace(/#(\w+)/g, `\`${this.prefix}$1\``);
  }
}
