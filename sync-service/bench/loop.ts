import { fork } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { silentLog } from '../src/log.ts';
import { PrestaShopShop } from '../src/shop/prestashop/index.ts';
import { startFakeServer } from '../test/support/fake-server.ts';
import { median, round, say } from './say.ts';

const MB = 1024 * 1024;
/** As long as the service takes. */
const MOST = 16 * MB - 1_024;

const filled = (head: string, piece: string, tail: string, length = MOST) =>
  head + piece.repeat((length - head.length - tail.length) / piece.length) + tail;
const rows = (count: number, of: (index: number) => string) =>
  Array.from({ length: count }, (_, row) => of(row)).join();
const read = (shop: PrestaShopShop) => shop.status();

/** The answers that cost the most, right and wrong ones, and what asks for them. */
const ANSWERS: readonly [what: string, text: string, ask: (shop: PrestaShopShop) => Promise<unknown>][] = [
  ['16 MB of elements', filled('<prestashop>', '<a/>', '</prestashop>'), read],
  ['16 MB of errors', filled('{"errors":[', '{},', '{}]}'), read],
  ['16 MB of notices', `${filled('', 'Notice in a on line ', '')}\n{}`, read],
  ['16 MB of numbers', filled('{"notices":[', '1,', '1]}'), read],
  ['16 MB in one text', filled('{"timezone":"', 'x', '"}'), read],
  ['190,000 texts', `{"notices":[${rows(190_000, () => '"12345678901234567890"')}]}`, read],
  [
    '44,000 names',
    `{"names":[${rows(44_000, (row) => `{"id":${row + 1},"name":"a name"}`)}]}`,
    (shop) => shop.groups(),
  ],
  ['500,000 ids', `{"ids":[${rows(500_000, (row) => String(row + 1))}],"next":null}`, (shop) => shop.listIds(1)],
  ['511 kB, which no thread reads', filled('{"notices":[', '1,', '1]}', 511 * 1024), read],
  ['the same in one text', filled('{"timezone":"', 'x', '"}', 511 * 1024), read],
];

/**
 * For how long one shop's answers keep this process from serving the others: the longest delay of its event loop while each is read, beside that
 * of the same time without any.
 */
export async function benchLoop(rounds: number): Promise<void> {
  for (const [what, text, ask] of ANSWERS) {
    // Sent by a process of its own, whose work is not this one's.
    const server = await serverOf(Buffer.from(text));
    const options = { name: 'bench', url: server.url, key: 'k'.repeat(32), tries: 1, requestsPerMinute: 100_000 };
    const shop = new PrestaShopShop({ ...options, allowHttp: true }, silentLog);
    const answer = () =>
      ask(shop).then(
        () => 'read',
        (error: Error) => error.constructor.name,
      );
    // The thread begins.
    const outcome = await answer();
    const reading: number[] = [];
    const idle: number[] = [];
    let ms = 0;
    for (let round = 0; round < rounds; round++) {
      const began = performance.now();
      reading.push(await longestDelay(answer()));
      ms = performance.now() - began;
      idle.push(await longestDelay(sleep(ms)));
    }
    say(
      JSON.stringify({
        what,
        mb: round(text.length / MB),
        outcome,
        ms: Math.round(ms),
        longestMs: median(reading),
        idleMs: median(idle),
      }),
    );
    shop.close();
    server.close();
  }
}

/** Milliseconds that the event loop was late at most, meanwhile. */
async function longestDelay(work: Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await work;
  await sleep(5);
  delay.disable();
  return round(delay.max / 1e6, 1);
}

async function serverOf(body: Buffer): Promise<{ url: string; close(): void }> {
  const child = fork(fileURLToPath(import.meta.url), { serialization: 'advanced' });
  child.send(body);
  const [url] = (await once(child, 'message')) as [string];
  return { url, close: () => void child.kill() };
}

if (process.send !== undefined) {
  const [body] = (await once(process, 'message')) as [Uint8Array];
  process.send((await startFakeServer((_, response) => void response.end(body))).url);
}
