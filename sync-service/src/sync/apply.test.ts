import { expect, it, vi } from 'vitest';
import { BEGIN, HOUR, range, VirtualService } from '../../test/support/virtual-service.ts';
import { ShopUnavailableError } from '../errors.ts';
import type { EnterResult } from '../moves/index.ts';

/** 500 customers in each, as the virtual service sends them. */
const BATCHES = 4;

it('nothing of a sync that failed is still under way when the next one begins', async () => {
  const service = new VirtualService();
  service.join(...range(1, BATCHES * 500));
  const { id } = await service.arm({}, BEGIN + HOUR);
  await service.look();
  service.now = BEGIN + HOUR;

  const { shop } = service;
  const enter = shop.enter.bind(shop);
  let sent = 0;
  let answered = 0;
  let answerSlowOne = () => {};
  shop.enter = async (...batch): Promise<EnterResult> => {
    if (++sent === 1) throw new ShopUnavailableError('the shop does not answer', null, 0);
    await new Promise<void>((resolve) => (answerSlowOne = resolve));
    answered++;
    return enter(...batch);
  };
  let hasEnded = false;
  const failed = service.look().catch((error: unknown) => {
    hasEnded = true;
    return error;
  });
  // Long enough for whatever does not wait for the answer.
  for (let turns = 0; turns < 50; turns++) await new Promise(setImmediate);
  expect({ sent, answered, hasEnded }).toEqual({ sent: 2, answered: 0, hasEnded: false });
  answerSlowOne();
  expect(await failed).toBeInstanceOf(ShopUnavailableError);
  for (let turns = 0; turns < 50; turns++) await new Promise(setImmediate);
  expect({ sent, answered }).toEqual({ sent: 2, answered: 1 });

  shop.enter = enter;
  await service.look();
  expect(service.inside(id)).toHaveLength(BATCHES * 500);
});

it('does not ask for ever when those who are due do not leave', async () => {
  const service = new VirtualService();
  service.join(1, 2);
  await service.arm({}, BEGIN + HOUR, BEGIN + 2 * HOUR);
  service.now = BEGIN + HOUR;
  await service.look();
  service.now = BEGIN + 2 * HOUR;
  const left = await service.shop.leaveDue({ customers: 0, ms: 0 });
  const leaveDue = vi.spyOn(service.shop, 'leaveDue').mockResolvedValue({ ...left, left: 0, remaining: 2, next: null });
  await expect(service.look()).rejects.toThrow('2 customers are due and do not leave');
  leaveDue.mockRestore();
  expect((await service.look()).left).toBe(2);
});
