import { createGzip } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { table } from '../../../src/cli/output.ts';
import { GroupOffersError } from '../../../src/errors.ts';
import { silentLog } from '../../../src/log.ts';
import { PrestaShopShop } from '../../../src/shop/prestashop/index.ts';
import { startFakeServer, type FakeServer } from '../../support/fake-server.ts';

const MB = 1024 * 1024;
const servers: FakeServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function shopSaying(
  answer: (response: ServerResponse) => void,
  timeoutMs = 150,
  requestsAtOnce = 2,
): Promise<PrestaShopShop> {
  const server = await startFakeServer((_, response) => answer(response));
  servers.push(server);
  const options = {
    name: 'main',
    url: server.url,
    key: 'k'.repeat(32),
    tries: 1,
    timeoutMs,
    requestsPerMinute: 100_000,
    requestsAtOnce,
  };
  return new PrestaShopShop(options, silentLog);
}

/** Ends with one of our own errors, in bounded memory; what never ended would end with the test's limit. */
async function givenUp(work: Promise<unknown>): Promise<GroupOffersError> {
  const before = process.memoryUsage.rss();
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(GroupOffersError);
  expect(process.memoryUsage.rss() - before).toBeLessThan(700 * MB);
  expect((error as Error).message.length).toBeLessThan(1_000);
  return error as GroupOffersError;
}

/** Writes as long as the other side takes it. */
function endlessly(response: NodeJS.WritableStream & { destroyed?: boolean }, chunk: Buffer): void {
  const more = () => {
    while (response.destroyed !== true && response.write(chunk));
    response.once('drain', () => setImmediate(more));
  };
  response.on('error', () => undefined);
  more();
}

describe('a hostile or broken shop', () => {
  it('that drips its answer byte by byte, and never ends, holds nobody up for ever', async () => {
    const shop = await shopSaying((response) => {
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    await givenUp(shop.status());
  });

  it('that drips the head of its answer is given up too', async () => {
    const shop = await shopSaying((response) => {
      const timer = setInterval(() => response.socket?.write('HTTP/1.1 100 Continue\r\n\r\n'), 20);
      response.on('close', () => clearInterval(timer));
    });
    await givenUp(shop.status());
  });

  it('that never stops sending fills no memory', async () => {
    const shop = await shopSaying((response) => endlessly(response, Buffer.alloc(MB, 0x20)), 5_000);
    await givenUp(shop.status());
  });

  it('that packs gigabytes into a small answer fills no memory', async () => {
    const shop = await shopSaying((response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      const packer = createGzip();
      packer.pipe(response);
      response.on('close', () => packer.destroy());
      endlessly(packer, Buffer.alloc(MB, 0x20));
    }, 5_000);
    await givenUp(shop.status());
  });

  const levels = Array.from({ length: 9 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`);
  it.each<[string, string]>([
    ['lists in lists, 1,000,000 deep', '['.repeat(1_000_000) + ']'.repeat(1_000_000)],
    ['objects in objects, 200,000 deep', '{"a":'.repeat(200_000) + '1' + '}'.repeat(200_000)],
    [
      'elements in elements, 50,000 deep',
      `<?xml version="1.0"?>${'<prestashop>'.repeat(50_000)}${'</prestashop>'.repeat(50_000)}`,
    ],
    [
      'entities in entities',
      `<?xml version="1.0"?><!DOCTYPE p [<!ENTITY l0 "xxxxxxxxxx">${levels.join('')}]><prestashop><groups>&l9;</groups></prestashop>`,
    ],
    [
      'an external entity',
      '<?xml version="1.0"?><!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><prestashop>&x;</prestashop>',
    ],
    ['names that belong to JavaScript', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'],
    ['numbers out of range', '{"now":1e400,"counter":-1e308,"open":9007199254740993}'],
  ])('that answers with %s is given up', async (_, text) => {
    const shop = await shopSaying((response) => void response.end(text), 10_000);
    await givenUp(shop.status());
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('whose large answers come one after another keeps no large answer of another shop from being read', async () => {
    const rows = Array.from({ length: 450_000 }, (_, index) => index + 1_000_000_000);
    const text = JSON.stringify({ ids: rows, next: null });
    let sent = 0;
    const hostile = await shopSaying((response) => void response.end(text, () => sent++), 60_000, 20);
    const good = await shopSaying((response) => void response.end(text), 60_000);
    // Each has its thread from here on.
    await Promise.all([hostile.listIds(1), good.listIds(1)]);
    let unread = 20;
    const reads = Array.from({ length: unread }, () => hostile.listIds(1).finally(() => unread--));
    await expect.poll(() => sent, { interval: 1 }).toBe(21);
    expect(await good.listIds(1)).toHaveLength(450_000);
    // In one thread for all, all the others' were read first.
    expect(unread).toBeGreaterThan(2);
    await Promise.all(reads);
  });

  it('that sends the service elsewhere does not get the key told there', async () => {
    const other = await startFakeServer((_, response) => void response.end('{}'));
    servers.push(other);
    for (const status of [301, 302, 303, 307, 308]) {
      const head = { location: `${other.url}api/?ws_key=x`, 'set-cookie': 'a=b' };
      const shop = await shopSaying((response) => void response.writeHead(status, head).end());
      await givenUp(shop.status());
    }
    expect(other.seen).toEqual([]);
  });

  it('cannot move the cursor of the terminal that shows its names', () => {
    const shown = table(['name'], [['Black\u001b[2J\u001b]0;title\u0007 Friday\u009b31m\u202e']]);
    expect(shown.replaceAll('\n', '')).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
    expect(shown).toContain('Black');
    expect(shown).toContain('Friday');
  });
});
