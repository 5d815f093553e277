import { parseArgs } from 'node:util';
import { benchAudience } from './audience/main.ts';
import { benchEdges } from './edges.ts';
import { benchFleet } from './fleet.ts';
import { benchHook } from './hook.ts';
import { benchLife } from './life.ts';
import { benchLoop } from './loop.ts';
import { benchMillion } from './million.ts';
import { benchMoves } from './moves.ts';

const USAGE = `npm run bench -- [--customers 100000] [--rounds 5]
npm run bench -- --audience [--customers 100000] [--orders 300000] [--rounds 5]
npm run bench -- --life [--customers 100000] [--rounds 5]
npm run bench -- --million [--customers 1000000]
npm run bench -- --hook
npm run bench -- --edges [--minutes 5]
npm run bench -- --loop [--rounds 5]
npm run bench -- --fleet [--shops 300] [--customers 50]

Moves: entering and leaving through the whole way (sync, HTTP, PHP, ledger) at real edges, alternating with bare SQL in the same run.
Audience: reading all facts, alternating with two plain SQL statements; judging ten criteria in Node and in Chromium; planning a turn.
Life: what visitors' statements wait for while customers enter and leave, against the same statements without a batch.
Million: the real service with so many customers and with a tenth of them: memory on both sides, the longest and the largest request.
Hook: what each page of a real shop (its folder in SHOP_ROOT) pays for the module while nothing is due, against loading it.
Edges: how late customers enter and leave at the default REQUESTS_PER_MINUTE, with 50 offers that run, 500 that are over, eight that start and eight
that end each minute, and a service that is killed five seconds before one of them.
Loop: for how long one shop's answers, of 16 MB at most, keep the process from serving the others.
Fleet: many small shops in memory that start in the same second, and spread over a minute, with one instance and with three: lateness, connections to
Redis, memory, requests while nothing happens, and the longest that an event loop stood still.

On the module's own PHP and a private MariaDB; on a real shop where SHOP_URL, SHOP_KEY, SHOP_DB_URL (and SHOP_ADMIN_KEY, for GET + PUT) name
one (--million and --edges are never run there). There --audience reads the customers that are in it, and --customers and --orders say nothing.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      audience: { type: 'boolean', default: false },
      life: { type: 'boolean', default: false },
      million: { type: 'boolean', default: false },
      hook: { type: 'boolean', default: false },
      edges: { type: 'boolean', default: false },
      fleet: { type: 'boolean', default: false },
      shops: { type: 'string', default: '300' },
      loop: { type: 'boolean', default: false },
      minutes: { type: 'string', default: '5' },
      customers: { type: 'string' },
      orders: { type: 'string', default: '300000' },
      rounds: { type: 'string', default: '5' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  if (values.fleet) {
    const small = wholeNumber('--customers', values.customers ?? '50', 1);
    return benchFleet(wholeNumber('--shops', values.shops, 1), small);
  }
  const customers = wholeNumber('--customers', values.customers ?? (values.million ? '1000000' : '100000'), 1_000);
  const rounds = wholeNumber('--rounds', values.rounds, 1);
  if (values.hook) await benchHook();
  else if (values.edges) await benchEdges(wholeNumber('--minutes', values.minutes, 3));
  else if (values.loop) await benchLoop(rounds);
  else if (values.audience)
    await benchAudience({ customers, orders: wholeNumber('--orders', values.orders, 0), rounds });
  else if (values.life) await benchLife({ customers, rounds });
  else if (values.million) await benchMillion(customers);
  else await benchMoves({ customers, rounds });
}

function wholeNumber(option: string, text: string, min: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min) return value;
  throw new Error(`${option}: ${text}; a whole number from ${min}`);
}

await main();
