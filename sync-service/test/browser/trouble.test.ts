import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { plainPlan } from '../support/plain-plan.ts';
import { PageAtHand } from './page-at-hand.ts';

const HOUR = 3_600_000;

/** What real shops and real people do to a page. No service runs beside: the page is all there is. */
describe('the page in trouble', () => {
  const at = new PageAtHand({ customers: 80, service: false });
  afterEach(() => at.shop.makeTrouble({ slow: 0, fail: 0, loggedOut: 0 }));
  const count = async () => (await at.offers()).length;
  /** An offer with everybody in it, as if a service had done its work and died. */
  async function runningWithoutService(name: string) {
    const api = await at.shop.api();
    const begin = Date.now() - HOUR;
    const offer = await api.createOffer(plainPlan(begin, begin + 5 * HOUR, { name }));
    const lease = await api.acquireLease('gone');
    await api.prepareGroup(lease, offer, 'full');
    const ids = (await at.shop.customers())
      .filter(({ guest, defaultGroup }) => !guest && defaultGroup === 3)
      .map(({ id }) => id);
    const window = { windowStart: offer.startsAt.epochMilliseconds, windowEnd: offer.endsAt.epochMilliseconds };
    const batch = { key: randomUUID(), offer: offer.id, version: offer.version, ...window, until: window.windowEnd };
    const { entered } = await api.enter(lease, { ...batch, expect: [{ defaultGroup: 3, ids }] });
    await api.releaseLease(lease);
    await at.shop.db.write('UPDATE #groupoffers_lease SET heartbeat_at = heartbeat_at - INTERVAL 1 HOUR');
    return { offer, entered };
  }

  it('ends an offer although the service is dead, and says that it is silent', async () => {
    const { offer, entered } = await runningWithoutService('Left alone');
    expect(entered).toBeGreaterThan(20);
    const page = await at.open(`#/offers/${offer.id}`);
    await page.getByText('Left alone').first().waitFor();
    await expect
      .poll(() => page.locator('.groupoffers-root').innerText())
      .toMatch(/silent|does not answer|not called/i);
    await page.getByRole('button', { name: 'End now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: /^End/ }).click();
    await expect.poll(() => at.inside()).toBe(0);
    await expect
      .poll(() => page.getByRole('region', { name: 'Results' }).innerText())
      .toMatch(new RegExp(`Exactly as before\\s+${entered}`));
  });

  it('says that the shop failed, and goes on by itself when it is back', async () => {
    const api = await at.shop.api();
    await api.createOffer(plainPlan(Date.now() + HOUR, Date.now() + 2 * HOUR, { intent: 'draft' }));
    const page = await at.open();
    await page.getByRole('heading', { name: 'All offers' }).waitFor();
    await page.getByRole('link', { name: 'Connection', exact: true }).click();
    await page.getByRole('heading', { name: 'Connection' }).waitFor();
    await at.shop.makeTrouble({ fail: 50 });
    await page.getByRole('link', { name: 'Offers', exact: true }).click();
    const alert = page.getByRole('alert').filter({ hasText: 'The shop did not answer' });
    await alert.waitFor();
    await at.shop.makeTrouble({ fail: 0 });
    await page.getByRole('heading', { name: 'All offers' }).waitFor();
    await alert.waitFor({ state: 'detached' });
  });

  it('shows that it waits for a slow shop, and does not do a thing twice', async () => {
    const page = await at.open('#/new');
    await page.getByRole('textbox', { name: 'Name' }).fill('Slowly');
    const before = await count();
    await at.shop.makeTrouble({ slow: 1_500 });
    const save = page.getByRole('button', { name: 'Save as draft' });
    await save.click();
    await save.click({ force: true }).catch(() => undefined);
    await expect.poll(count).toBe(before + 1);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await at.shop.makeTrouble({ slow: 0 });
    expect(await count()).toBe(before + 1);
  });

  it.each([
    '<script>document.title="hit"</script>',
    '"><img src=x onerror=document.title="hit">',
    '{{constructor.constructor("document.title=1")()}}',
    "@:common.title {count} | % \\ ' OR 1=1 --",
    'عرض خاص 🎉 \u{1F469}\u200d\u{1F4BB}',
  ])('takes %j for a name and nothing else', async (name) => {
    const page = await at.open('#/new');
    await page.getByRole('textbox', { name: 'Name' }).fill(name);
    await page.getByRole('button', { name: 'Save as draft' }).click();
    await expect.poll(async () => (await at.offers()).map((offer) => offer.name)).toContain(name);
    await page.getByRole('link', { name: 'Offers', exact: true }).click();
    await page.getByText(name, { exact: true }).first().waitFor();
    expect(await page.title()).not.toContain('hit');
  });

  it('refuses what no shop could do, by the field, and saves nothing', async () => {
    const page = await at.open('#/new');
    const before = await count();
    await page.getByRole('textbox', { name: 'Name' }).fill('Too much');
    await page.getByRole('spinbutton', { name: 'Discount on everything' }).fill('250');
    await page.getByRole('button', { name: 'Activate the offer' }).click();
    await expect.poll(() => page.getByRole('region', { name: 'What', exact: true }).innerText()).toMatch(/250|100/);
    const discount = page.getByRole('spinbutton', { name: 'Discount on everything' });
    expect(await discount.getAttribute('aria-invalid')).toBe('true');
    expect(await count()).toBe(before);
  });
});
