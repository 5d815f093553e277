import { createConnection, type Connection } from 'mysql2/promise';
import type { Crowd, Order, Told, Waits } from './visitors.ts';

/** Statements of one doing, each by itself as the core sends them. */
type Doing = (say: (sql: string, values: readonly unknown[]) => Promise<unknown>, crowd: Crowd) => Promise<void>;

const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;
const EMAIL = 'contract-visitor';
let registered = 0;

const DOINGS: readonly Doing[] = [
  async function logIn(say, { customers }) {
    const id = any(customers);
    await say('SELECT * FROM #customer WHERE id_customer = ? AND active = 1 AND is_guest = 0 AND deleted = 0', [id]);
    await say('SELECT cg.id_group FROM #customer_group cg WHERE cg.id_customer = ?', [id]);
    await say('SELECT * FROM #cart WHERE id_customer = ? ORDER BY id_cart DESC LIMIT 1', [id]);
  },
  async function look(say, { customers }) {
    const id = any(customers);
    await say(
      'SELECT g.*, c.reduction FROM #customer u INNER JOIN #group g ON g.id_group = u.id_default_group LEFT JOIN #product_group_reduction_cache c ON c.id_group = g.id_group AND c.id_product = 1 WHERE u.id_customer = ?',
      [id],
    );
    await say(
      'SELECT 1 FROM #category_group cg WHERE cg.id_category = 2 AND cg.id_group IN (SELECT id_group FROM #customer_group WHERE id_customer = ?)',
      [id],
    );
  },
  async function order(say, { customers }) {
    const id = any(customers);
    const cart = (await say(
      'INSERT INTO #cart (id_shop, id_customer, date_add, date_upd) VALUES (1, ?, NOW(), NOW())',
      [id],
    )) as { insertId: number };
    await say('UPDATE #cart SET date_upd = NOW() WHERE id_cart = ?', [cart.insertId]);
    await say(
      'INSERT INTO #orders (id_shop, id_customer, id_cart, valid, total_paid_tax_incl, date_add, date_upd) VALUES (1, ?, ?, 1, 12, NOW(), NOW())',
      [id, cart.insertId],
    );
  },
  async function editAccount(say, { customers }) {
    await say(
      "UPDATE #customer SET newsletter = 1 - newsletter, company = '', date_upd = NOW() WHERE id_customer = ?",
      [any(customers)],
    );
  },
  async function register(say, { customerGroup }) {
    const email = `${EMAIL}-${process.pid}-${++registered}@example.com`;
    const made = (await say(
      "INSERT INTO #customer (id_shop, id_shop_group, id_gender, id_lang, id_default_group, firstname, lastname, email, passwd, secure_key, active, date_add, date_upd) VALUES (1, 1, 0, 1, ?, 'Visitor', 'Visitor', ?, 'x', 'x', 1, NOW(), NOW())",
      [customerGroup, email],
    )) as { insertId: number };
    await say('DELETE FROM #customer_group WHERE id_customer = ?', [made.insertId]);
    await say('INSERT INTO #customer_group (id_customer, id_group) VALUES (?, ?)', [made.insertId, customerGroup]);
  },
  async function regroup(say, { regrouped, customerGroup }) {
    const id = any(regrouped);
    await say('DELETE FROM #customer_group WHERE id_customer = ?', [id]);
    await say('INSERT IGNORE INTO #customer_group (id_customer, id_group) VALUES (?, ?)', [id, customerGroup]);
  },
];

const seen = new Map<string, { readonly ms: number; readonly what: string }[]>();
const shown: Record<number, number> = {};
let phase = 'warming up';
let isOver = false;

async function visit(connection: Connection, prefix: string, crowd: Crowd): Promise<void> {
  while (!isOver) {
    const doing = any(DOINGS);
    const say = async (sql: string, values: readonly unknown[]) => {
      // To the phase in which it began: a batch may end while it waits.
      const during = phase;
      const started = performance.now();
      try {
        const [rows] = await connection.query(sql.replace(/#(\w+)/g, `\`${prefix}$1\``), [...values]);
        return rows;
      } finally {
        const what = `${doing.name}: ${sql.slice(0, 40)}`;
        const list = seen.get(during) ?? [];
        list.push({ ms: performance.now() - started, what });
        seen.set(during, list);
      }
    };
    try {
      await doing(say, crowd);
    } catch (error) {
      const number = (error as { readonly errno?: number }).errno ?? 0;
      shown[number] = (shown[number] ?? 0) + 1;
    }
  }
}

function waits(list: readonly { readonly ms: number; readonly what: string }[]): Waits {
  const sorted = [...list].sort((a, b) => a.ms - b.ms);
  const last = sorted.at(-1);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.ms ?? 0;
  return {
    statements: sorted.length,
    p99Ms: Number(at(0.99).toFixed(1)),
    longestMs: Number((last?.ms ?? 0).toFixed(1)),
    longest: last?.what ?? '',
  };
}

async function open(crowd: Crowd): Promise<() => Promise<void>> {
  const address = new URL(crowd.db);
  const prefix = address.searchParams.get('prefix') ?? '';
  address.search = '';
  const connections = await Promise.all(
    Array.from({ length: crowd.connections }, async () => {
      const connection = await createConnection(address.href);
      await connection.query("SET SESSION sql_mode = ''");
      return connection;
    }),
  );
  const visits = connections.map((connection, place) => {
    // Two who insert one membership at once can deadlock with each other, whatever we do: to each their own.
    const regrouped = crowd.regrouped.filter((_, index) => index % connections.length === place);
    return visit(connection, prefix, { ...crowd, regrouped });
  });
  return async () => {
    isOver = true;
    await Promise.all(visits);
    for (const connection of connections) await connection.end();
  };
}

let close: (() => Promise<void>) | undefined;
process.on('message', (order: Order) => void obey(order));
process.on('disconnect', () => process.exit(0));

async function obey(order: Order): Promise<void> {
  if ('crowd' in order) {
    close = await open(order.crowd);
    process.send!('ready');
  } else if ('phase' in order) {
    phase = order.phase;
  } else {
    await close?.();
    const told: Told = { waits: Object.fromEntries([...seen].map(([name, list]) => [name, waits(list)])), shown };
    process.send!(told);
  }
}
