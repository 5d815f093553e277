import { readFile } from 'node:fs/promises';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { PageAtHand } from './page-at-hand.ts';

const NAME = 'Regulars’ night <img src=x onerror=alert(1)> & "more" 🎉';

/** What a merchant does with an offer, from the first click to the report, in a browser and with the real service beside. */
describe('an offer from plan to report', () => {
  const at = new PageAtHand({ customers: 300 });

  it('is planned, seen, armed, run, ended and proved on the page (invariant 1)', async () => {
    const before = await at.shop.customers();
    const page = await at.open();
    await page.getByRole('button', { name: 'New offer' }).click();

    await page.getByRole('textbox', { name: 'Name' }).fill(NAME);
    await page.getByRole('spinbutton', { name: 'Discount on everything' }).fill('25');
    await page.getByRole('button', { name: /^Companies / }).click();
    await page.getByRole('radio', { name: 'Include them anyway' }).check();
    const { world, accounts } = at.shop.data;
    const isCompany = (id: number) => accounts.get(id)!.company !== '';
    const companies = [...world.customers.values()].filter(
      ({ id, guest, active }) => !guest && active && isCompany(id),
    ).length;
    expect(companies).toBeGreaterThan(10);
    // The count is that of the engine; it comes without any button.
    const reached = page.getByRole('region', { name: 'Who', exact: true }).getByText(/^\d+ customers get the offer/);
    await expect.poll(() => reached.textContent()).toContain(`${companies} customers get the offer`);

    // The shop's own prices: what was 100 % is 75 % of it.
    const review = page.getByRole('region', { name: 'Check' });
    await page.getByRole('button', { name: 'Check' }).click();
    await expect.poll(() => review.getByRole('table').first().innerText()).toMatch(/[€$]/);

    // From this minute on, by the shop's clock.
    const now = Temporal.Instant.fromEpochMilliseconds(at.shop.now()).toZonedDateTimeISO(at.shop.data.timezone);
    const [date, time] = now.toPlainDateTime().toString().slice(0, 16).split('T');
    await page.getByRole('textbox', { name: 'Starts: Date' }).fill(date!);
    await page.getByRole('textbox', { name: 'Starts: Time' }).fill(time!);
    await page.getByRole('button', { name: 'Activate the offer' }).click();

    await page.getByRole('heading', { name: NAME, level: 2 }).waitFor();
    await expect.poll(() => at.inside()).toBe(companies);
    await expect
      .poll(() => page.getByRole('region', { name: 'Right now' }).innerText())
      .toMatch(new RegExp(`${companies}\\s+customers in it now`));
    expect(await page.getByText('Sync service').isVisible()).toBe(true);

    await page.getByRole('button', { name: 'End now' }).click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.innerText()).toContain(String(companies));
    await dialog.getByRole('button', { name: /^End/ }).click();
    await expect.poll(() => at.inside()).toBe(0);

    const report = page.getByRole('region', { name: 'Results' });
    await expect.poll(() => report.innerText()).toMatch(new RegExp(`Exactly as before\\s*${companies}`));
    expect(await report.innerText()).toMatch(/Still to be restored\s*0/);
    expect(await at.shop.customers()).toEqual(before);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      report.getByRole('button', { name: 'Save as a table (CSV)' }).click(),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    expect(csv.trim().split('\n')).toHaveLength(companies + 1);
  });
});
