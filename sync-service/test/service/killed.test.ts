import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EVERYBODY } from '../../src/offer/index.ts';
import { MemoryShop, startSandbox, type Sandbox } from '../shop-in-memory/index.ts';
import { plainPlan } from '../support/plain-plan.ts';
import { ServiceProcess } from '../support/service-process.ts';

const HOUR = 3_600_000;

let sandbox: Sandbox;
let folder: string;
const services: ServiceProcess[] = [];

beforeEach(async () => {
  sandbox = await startSandbox({ customers: 300, timezone: 'UTC', faults: { slowMs: 30 } });
  folder = await mkdtemp(join(tmpdir(), 'group-offers-killed-'));
});
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.kill()));
  await sandbox.close();
  await rm(folder, { recursive: true });
});

function serve(): ServiceProcess {
  const { url, key } = sandbox;
  const service = new ServiceProcess({ SHOP_URL: url, SHOP_KEY: key, STATE_DIRECTORY: folder, BATCH_SIZE: '5' });
  services.push(service);
  return service;
}

it('a service killed while customers enter goes on at once when it is started again (invariants 4, 6)', async () => {
  const { model } = sandbox;
  const everybody = [...model.world.customers.values()].filter(({ guest, deleted }) => !guest && !deleted).length;
  const audience = { ...EVERYBODY, worseOff: 'include' as const };
  const begin = Math.floor(Date.now() / 1_000) * 1_000 - HOUR;
  await new MemoryShop(model).createOffer(plainPlan(begin, begin + 5 * HOUR, { audience }));
  const inside = (least: number) =>
    expect.poll(() => model.open.size, { timeout: 50_000, interval: 5 }).toBeGreaterThanOrEqual(least);

  const killed = serve();
  await inside(20);
  await killed.kill();
  expect(model.open.size).toBeLessThan(everybody);
  const { leaseNumber } = model.status();

  const next = serve();
  await inside(everybody);
  // It showed the old lease, and was not told to wait until that had run out.
  expect(model.status().leaseNumber).toBe(leaseNumber + 1);
  expect(next.log).not.toContain('another service holds the lease');
  expect(model.ledger).toHaveLength(everybody);
});
