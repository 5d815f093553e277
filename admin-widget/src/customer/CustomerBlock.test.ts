import { ShopUnavailableError } from '@group-offers/sync-service/errors';
import type { CustomerDetail } from '@group-offers/sync-service/wire';
import { expect, test, vi } from 'vitest';
import { customerOf } from '../offers/samples.ts';
import type { Desk } from '../shop/desk.ts';
import { mountPart, type MountOptions } from '../testing.ts';
import CustomerBlock from './CustomerBlock.vue';

const AT = Date.parse('2026-11-27T17:00:00Z');
const NOWHERE: CustomerDetail = {
  customer: customerOf(),
  groups: [],
  enrolment: null,
  blockedUntil: null,
  history: [],
};
const INSIDE: CustomerDetail = {
  ...NOWHERE,
  enrolment: {
    offer: 12,
    offerName: 'Summer <b>for</b> regulars',
    since: AT,
    until: AT + 3_600_000,
    deferredUntil: null,
    base: {
      default: { id: 3, name: 'Customer' },
      groups: [
        { id: 3, name: 'Customer' },
        { id: 5, name: 'VIP' },
      ],
    },
  },
  history: [
    {
      offer: 11,
      offerName: 'Spring',
      openedAt: AT - 9e9,
      closedAt: AT - 8e9,
      outcome: 'corrected',
      reason: 'no_group',
    },
  ],
};

function block(desk: Partial<Desk>, options: MountOptions = {}) {
  return mountPart(CustomerBlock, { ...options, boot: { view: 'customer', customer: 7, ...options.boot }, desk });
}

test('says in which offer the customer is, and what they get back', async () => {
  const part = await block({ customer: () => Promise.resolve(INSIDE) });
  expect(part.button('Summer <b>for</b> regulars').getAttribute('href')).toBe('/admin/page#/offers/12');
  const facts = part.all('dl div').map((each) => each.textContent!.replace(/\s+/gu, ' ').trim());
  expect(facts).toEqual([
    expect.stringContaining('Nov 27, 2026, 6:00 PM'),
    expect.stringContaining('Nov 27, 2026, 7:00 PM'),
    expect.stringMatching(/Gets back as default group ?Customer/u),
    expect.stringMatching(/And these groups ?VIP/u),
  ]);
  expect(part.text()).toContain('Spring');
  expect(part.text()).toContain('corrected (had no group)');
});

test('keeps a customer out of offers after a question, and lets them in again', async () => {
  const customer = vi.fn<Desk['customer']>().mockResolvedValueOnce(NOWHERE);
  customer.mockResolvedValueOnce({ ...NOWHERE, customer: customerOf({ pinned: true }) });
  customer.mockResolvedValueOnce(NOWHERE);
  const pin = vi.fn<Desk['pin']>().mockResolvedValue();
  const part = await block({ customer, pin });
  expect(part.text()).toContain('This customer is in no offer now.');
  await part.press('Keep out of offers');
  expect(pin).not.toHaveBeenCalled();
  part.all('dialog[open] footer button').at(-1)!.click();
  await expect.poll(() => part.text()).toContain('This customer is kept out of offers from now on.');
  expect(pin).toHaveBeenLastCalledWith(7, true);
  await part.press('Let into offers again');
  expect(pin).toHaveBeenLastCalledWith(7, false);
  expect(part.text()).toContain('Offers may take this customer again.');
});

test('follows whom staff keep out until the service has let them go', async () => {
  vi.useFakeTimers();
  try {
    const kept = { ...NOWHERE, customer: customerOf({ pinned: true }) };
    const customer = vi.fn<Desk['customer']>().mockResolvedValueOnce(INSIDE);
    customer.mockResolvedValueOnce({ ...INSIDE, customer: kept.customer }).mockResolvedValue(kept);
    const part = await block({ customer, pin: () => Promise.resolve() });
    await part.press('Keep out of offers');
    part.all('dialog[open] footer button').at(-1)!.click();
    await vi.advanceTimersByTimeAsync(100);
    expect(part.text()).toContain('Summer <b>for</b> regulars');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(part.text()).toContain('This customer is in no offer now.');
    expect(customer).toHaveBeenCalledTimes(3);
  } finally {
    vi.useRealTimers();
  }
});

test('offers no change to whoever may only look', async () => {
  const part = await block({ customer: () => Promise.resolve(NOWHERE) }, { boot: { rights: ['view'] } });
  expect(part.text()).not.toContain('Keep out of offers');
});

test('says until when staff took the customer out', async () => {
  const part = await block({ customer: () => Promise.resolve({ ...NOWHERE, blockedUntil: AT }) }, { locale: 'es-ES' });
  expect(part.text()).toContain('Ninguna lo incluye antes del 27 nov 2026, 18:00');
});

test('leaves the customer’s page alone when the shop fails, and tries again', async () => {
  const customer = vi.fn<Desk['customer']>().mockRejectedValueOnce(new ShopUnavailableError('failed', 500, 0));
  customer.mockResolvedValueOnce(INSIDE);
  const part = await block({ customer });
  expect(part.text()).toContain('could not be loaded');
  await part.press('Try again');
  expect(part.text()).toContain('Summer <b>for</b> regulars');
  expect(part.text()).not.toContain('could not be loaded');
});
