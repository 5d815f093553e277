import { RefusedError, ShopUnavailableError } from '@group-offers/sync-service/errors';
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defineComponent, provide } from 'vue';
import { NotAllowedError, SessionOverError } from '../shop/transport.ts';
import { mountPart } from '../testing.ts';
import PageMessages from './PageMessages.vue';
import { createErrors, ERRORS } from './errors.ts';

async function page(locale = 'en-US') {
  const errors = createErrors();
  const part = await mountPart(
    defineComponent({
      components: { PageMessages },
      setup: () => provide(ERRORS, errors),
      template: '<PageMessages />',
    }),
    { locale },
  );
  const show = async (error: unknown) => {
    errors.show(error);
    await flushPromises();
  };
  return { ...part, errors, show };
}

afterEach(() => vi.unstubAllGlobals());

describe('what went wrong', () => {
  it.each([
    [new RefusedError('discount: 120 is over 100', 'bad_request'), ['did not accept', 'discount: 120 is over 100']],
    [new RefusedError('english of the module', 'on_hold'), ['did not accept', 'until you confirm']],
    [
      new RefusedError('english of the module', 'bad_request', {
        code: 'percentage',
        params: { field: 'reductions[3].discount', value: '120' },
      }),
      ['did not accept', 'Categories: Write a percentage from 0 to 100.'],
    ],
    [
      new RefusedError('lease: english', 'bad_request', { code: 'missing', params: { field: 'import.kind' } }),
      ['import.kind: This is missing.'],
    ],
    [
      new RefusedError('english of a newer module', 'bad_request', { code: 'of_tomorrow', params: { n: 3 } }),
      ['Your shop does not accept it (of_tomorrow): english of a newer module'],
    ],
    [new NotAllowedError('may only look'), ['Your profile does not allow this']],
    [new ShopUnavailableError('page_overview: the shop failed', 500, 0), ['The shop did not answer', 'still here']],
    [new TypeError('x is undefined'), ['Something went wrong', 'x is undefined']],
  ])('%s', async (error, words) => {
    const { show, text, press } = await page();
    await show(error);
    for (const word of words) expect(text()).toContain(word);
    await press('Close');
    expect(text()).toBe('');
  });

  it('is told in the employee’s language', async () => {
    const { show, text } = await page('fr-FR');
    await show(new RefusedError('another layer’s sentence', 'not_found'));
    expect(text()).toContain('Il n’est plus dans votre boutique.');
    expect(text()).not.toContain('sentence');
  });

  it('is not what we stopped ourselves', async () => {
    const { show, text } = await page();
    await show(new DOMException('stopped', 'AbortError'));
    expect(text()).toBe('');
  });
});

describe('when the session is over', () => {
  const boot = {
    view: 'page',
    endpoint: { url: '/admin/new', token: 'fresh' },
    locale: 'en-US',
    rtl: false,
    rights: ['view'],
    page: '/admin/page',
    currency: 'EUR',
    timezone: 'Europe/Madrid',
    customer: 0,
    customerPage: '',
    version: '0.0.0',
  };
  const html = (data: string) => `<html><body><div class="groupoffers-root" data-boot='${data}'></div></body></html>`;

  it('goes on with the new tokens once the employee has logged in again', async () => {
    const { show, text, press } = await page();
    await show(new SessionOverError());
    expect(text()).toContain('You have been logged out');
    const send = vi.fn().mockResolvedValueOnce(new Response('<html><form></form></html>'));
    vi.stubGlobal('fetch', send);
    await press('I have logged in');
    expect(text()).toContain('You are not logged in yet');
    send.mockResolvedValueOnce(new Response(html(JSON.stringify(boot))));
    await press('I have logged in');
    expect(text()).not.toContain('You have been logged out');
    expect(text()).toContain('You are logged in again');
  });
});

it('what was done is said, and goes by itself', async () => {
  vi.useFakeTimers();
  const { errors, text } = await page();
  errors.say('Saved');
  await flushPromises();
  expect(text()).toBe('Saved');
  vi.advanceTimersByTime(10_000);
  await flushPromises();
  expect(text()).toBe('');
  vi.useRealTimers();
});
