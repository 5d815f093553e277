import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { startFakeServer, type FakeServer } from '../../../test/support/fake-server.ts';
import { GroupOffersError, ShopUnusableError } from '../../errors.ts';
import { silentLog } from '../../log.ts';
import { PrestaShopShop } from './client.ts';

let server: FakeServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** A shop that answers every request with the JSON of what `answer` gives then. */
async function shopSaying(answer: () => unknown) {
  server = await startFakeServer((_, response) => void response.end(JSON.stringify(answer())));
  const options = {
    name: 'main',
    url: server.url,
    key: 'k'.repeat(32),
    planningKey: 'p'.repeat(32),
    backoffMs: 1,
    requestsPerMinute: 1_000_000,
  };
  return new PrestaShopShop(options, silentLog);
}

const LEASE = { number: 3, token: 'secret' };
const CALLS: Readonly<Record<string, (shop: PrestaShopShop) => Promise<unknown>>> = {
  facts: (shop) => read(shop.facts()),
  orders: (shop) => read(shop.orders()),
  rotation: (shop) => read(shop.rotation(12)),
  ask: (shop) => shop.ask({ kind: 'region', states: [1] }, { offer: 1, version: 1, place: [], day: '2026-11-27' }),
  listIds: (shop) => shop.listIds(4),
  listFigures: (shop) => shop.listFigures(4),
  lists: (shop) => shop.lists(),
  createList: (shop) => shop.createList([1, 2], { skipUnknown: true }),
  importLines: (shop) => shop.importLines({ list: 0, kind: 'list' }, [{ line: 1, customer: 1 }]),
  finishImport: (shop) => shop.finishImport(4, 'Name'),
  forgetList: (shop) => shop.forgetList(4),
  pin: (shop) => shop.pin([1], true),
  frozen: (shop) => shop.frozen(12),
  freeze: (shop) => shop.freeze(LEASE, { offer: 1, version: 1, window: 0, turn: null, basis: '' }, [1]),
  joinRotation: (shop) => shop.joinRotation(LEASE, { id: 12, version: 3 }, 1, [1]),
  worseOff: (shop) => shop.worseOff(12),
  details: (shop) => shop.details(),
};

const SEED = process.env['FC_SEED'] === undefined ? Date.now() % 2 ** 31 : Number(process.env['FC_SEED']);
console.info(`senseless answers: FC_SEED=${SEED}`);

describe('an answer that makes no sense', () => {
  it.each(Object.entries(CALLS))('to %s is refused as not as agreed, and nothing breaks', async (_, call) => {
    let answer: unknown;
    const shop = await shopSaying(() => answer);
    for (answer of [{}, { next: 7 }, { list: -1, next: null }, { lists: [{}], frozen: {}, worseOff: 'none' }]) {
      await expect(call(shop)).rejects.toThrow(ShopUnusableError);
    }
    const fields =
      'id customer ids yes no others figures last lasts count day amount next list lists frozen unknown groupSets blocked'.split(
        ' ',
      );
    const hostile = fc.dictionary(fc.constantFrom(...fields), fc.jsonValue({ maxDepth: 3 }));
    await fc.assert(
      fc.asyncProperty(hostile, async (value) => {
        // A page that leads on and on is met elsewhere: here each is the last.
        answer = { ...value, next: null };
        await call(shop).catch((error: unknown) => expect(error).toBeInstanceOf(GroupOffersError));
      }),
      { numRuns: 60, seed: SEED },
    );
  });
});

async function read(pages: AsyncIterable<unknown>): Promise<void> {
  for await (const page of pages) expect(page).toBeDefined();
}
