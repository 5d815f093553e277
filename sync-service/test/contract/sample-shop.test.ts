import { expect, it } from 'vitest';
import { SampleShop } from '../../demo/sample-shop.ts';
import { runServiceOn } from '../../demo/service.ts';
import { silentLog } from '../../src/log.ts';
import { plainPlan } from '../support/plain-plan.ts';
import { bootIn, OpenPage } from './page-door.ts';
import { askStandIn } from './stand-in.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

it('is served by the real service as fast as its clock runs, and its storefront asks an offer’s prices meanwhile', async () => {
  const hurried = await SampleShop.open({ customers: 60, speed: 60 });
  const service = await runServiceOn(hurried, silentLog);
  try {
    const prices = async () =>
      (await askStandIn(hurried.url, `prices?customer=${customer}`)) as Readonly<Record<string, number>>;
    const { id: customer } = [...hurried.world.customers.values()].find(({ defaultGroup }) => defaultGroup === 3)!;
    const before = await prices();
    expect(Object.keys(before)).toHaveLength(hurried.world.products.size);
    const now = hurried.now();
    const api = await hurried.api();
    const offer = await api.createOffer(plainPlan(now + 12 * MINUTE, now + 1_000 * HOUR));
    await expect.poll(() => hurried.inside(offer.id)).toContain(customer);
    const { 'Customizable mug': mug } = await prices();
    expect(mug).toBeCloseTo(before['Customizable mug']! * 0.8, 1);
    const cutAt = Math.ceil(hurried.now() / 1000) * 1000 + 5 * MINUTE;
    await api.changeOffer(offer.id, offer.version, { cutAt });
    await expect.poll(() => hurried.inside(offer.id)).toEqual([]);
    expect(hurried.now()).toBeGreaterThanOrEqual(cutAt);
    expect(await prices()).toEqual(before);
    // To a service that took an hour for a minute, its clock would jump all the time.
    expect((await api.status()).hold).toBe(null);
  } finally {
    await service.stop();
    await hurried.close();
  }
});

it('has a Webservice that is switched off, which the page switches on again', async () => {
  const shop = await SampleShop.open({ customers: 0 });
  try {
    const page = new OpenPage(bootIn(await (await fetch(`${shop.url}admin/`)).text()), shop.url);
    await fetch(`${shop.url}admin/trouble`, { method: 'POST', body: new URLSearchParams({ what: 'webservice=0' }) });
    const api = await shop.api();
    await expect(api.status()).rejects.toThrow();
    expect(await page.desk.connection()).toMatchObject({ webservice: false });
    await page.desk.connect({ switchOn: 'webservice' });
    await api.status();
  } finally {
    await shop.close();
  }
});
