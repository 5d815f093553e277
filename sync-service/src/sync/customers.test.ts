import { expect, it } from 'vitest';
import { ShopUnavailableError } from '../errors.ts';
import type { ShopReader } from '../moves/index.ts';
import { KnownCustomers } from './customers.ts';

it('reads no further orders when the customers beside them could not be read', async () => {
  let pages = 0;
  let isClosed = false;
  async function* orders() {
    try {
      for (;;) {
        await new Promise(setImmediate);
        pages++;
        yield { customer: [], count: [], day: [], amount: [], next: null };
      }
    } finally {
      isClosed = true;
    }
  }
  async function* facts() {
    yield* [];
    throw new ShopUnavailableError('the shop does not answer', null, 0);
  }
  const shop = { facts, orders } as unknown as ShopReader;
  await expect(KnownCustomers.read(shop, { orders: true })).rejects.toThrow('does not answer');
  expect({ pages, isClosed }).toEqual({ pages: 1, isClosed: true });
});
