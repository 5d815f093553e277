import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SampleShop } from '../../demo/sample-shop.ts';
import { EVERYBODY } from '../../src/offer/index.ts';
import { plainPlan } from '../support/plain-plan.ts';
import { ServiceProcess } from '../support/service-process.ts';

const HOUR = 3_600_000;

let shop: SampleShop;
let folder: string;
const services: ServiceProcess[] = [];

beforeEach(async () => {
  shop = await SampleShop.open({ customers: 300 });
  await shop.makeTrouble({ slow: 30 });
  folder = await mkdtemp(join(tmpdir(), 'group-offers-killed-'));
});
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.kill()));
  await shop.close();
  await rm(folder, { recursive: true });
});

async function serve(): Promise<ServiceProcess> {
  const settings = { SHOP_URL: shop.url, SHOP_KEY: await shop.key() };
  const service = new ServiceProcess({ ...settings, STATE_DIRECTORY: folder, BATCH_SIZE: '5' });
  services.push(service);
  return service;
}

it('a service killed while customers enter goes on at once when it is started again (invariants 4, 6)', async () => {
  const everybody = (await shop.customers()).filter(({ guest }) => !guest).length;
  const audience = { ...EVERYBODY, worseOff: 'include' as const };
  const begin = Math.floor(Date.now() / 1_000) * 1_000 - HOUR;
  const api = await shop.api();
  await api.createOffer(plainPlan(begin, begin + 5 * HOUR, { audience }));
  const inside = async () => (await shop.inside()).length;
  const reaches = (least: number) => expect.poll(inside, { interval: 5 }).toBeGreaterThanOrEqual(least);

  const killed = await serve();
  await reaches(20);
  await killed.kill();
  expect(await inside()).toBeLessThan(everybody);
  const { leaseNumber } = await api.status();

  const next = await serve();
  await reaches(everybody);
  // It showed the old lease, and was not told to wait until that had run out.
  expect((await api.status()).leaseNumber).toBe(leaseNumber + 1);
  expect(next.log).not.toContain('another service holds the lease');
  expect(await shop.db.rows('SELECT id_enrolment FROM #groupoffers_enrolment')).toHaveLength(everybody);
});
