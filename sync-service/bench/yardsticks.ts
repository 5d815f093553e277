import type { Database } from '../test/contract/database.ts';

const CHUNK = 1_000;

/**
 * The floor: the same customers into a group and back by bare SQL, same chunks and commits, no ledger, no checks.
 * @returns seconds
 */
export async function bareSql(
  db: Database,
  ids: readonly number[],
  group: number,
  base: number,
  way: 'enter' | 'leave',
): Promise<number> {
  const connection = await db.connection();
  const started = performance.now();
  try {
    for (let from = 0; from < ids.length; from += CHUNK) {
      const part = ids.slice(from, from + CHUNK);
      const list = part.join(',');
      const target = way === 'enter' ? group : base;
      const memberships =
        way === 'enter'
          ? `INSERT INTO #customer_group (id_customer, id_group) VALUES (${part.join(`,${group}),(`)},${group})`
          : `DELETE FROM #customer_group WHERE id_group = ${group} AND id_customer IN (${list})`;
      await connection.query('START TRANSACTION');
      await connection.query(
        db.named(`UPDATE #customer SET id_default_group = ${target}, date_upd = NOW() WHERE id_customer IN (${list})`),
      );
      await connection.query(db.named(memberships));
      await connection.query('COMMIT');
    }
  } finally {
    connection.release();
  }
  return (performance.now() - started) / 1000;
}

/**
 * What a simple client does: GET and PUT of the core's customer resource, one after the other (PrestaShop 8; 9 refuses its own XML).
 * @returns customers per second
 */
export async function getAndPut(url: string, adminKey: string, ids: readonly number[]): Promise<number> {
  const authorization = `Basic ${Buffer.from(`${adminKey}:`).toString('base64')}`;
  const started = performance.now();
  for (const id of ids) {
    const address = new URL(`api/customers/${id}`, url);
    const xml = await (await fetch(address, { headers: { authorization } })).text();
    const put = await fetch(address, { method: 'PUT', headers: { authorization }, body: xml });
    if (!put.ok) throw new Error(`PUT customers/${id} answered ${put.status}`);
    await put.arrayBuffer();
  }
  return ids.length / ((performance.now() - started) / 1000);
}
