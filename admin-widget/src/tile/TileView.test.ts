import { instantOf } from '@group-offers/sync-service/windows';
import { ShopUnavailableError } from '@group-offers/sync-service/errors';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { figuresOf, offerOf, overviewOf } from '../offers/samples.ts';
import { mountPart } from '../testing.ts';
import TileView from './TileView.vue';

const NOW = Date.parse('2026-11-28T09:00:00Z');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

const tile = (overview = overviewOf(NOW), offers = [offerOf()]) =>
  mountPart(TileView, {
    boot: { view: 'tile' },
    desk: {
      overview: () => Promise.resolve(overview),
      offers: () => Promise.resolve({ offers, unreadable: [] }),
    },
  });

test('shows what runs and what comes, with links into the page, and no drafts', async () => {
  const draft = offerOf({ id: 13, name: 'A draft', intent: 'draft' });
  const part = await tile(overviewOf(NOW, [figuresOf({ open: 40 })]), [offerOf(), draft]);
  expect(part.text()).toContain('40 customers are in an offer now.');
  expect(part.button('Summer for regulars').getAttribute('href')).toBe('/admin/page#/offers/12');
  expect(part.text()).not.toContain('A draft');
});

test('says of an offer that is ending since when, and no line begins with a dot', async () => {
  const ended = offerOf({ cutAt: instantOf(NOW - 60_000) });
  const part = await tile(overviewOf(NOW, [figuresOf({ open: 3 })]), [ended]);
  const lines = part.all('.go-tile-list .go-soft').map((each) => each.textContent!.trim());
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^Ending since .* · 3 customers$/);
  expect(part.text()).not.toContain('Ended');
});

test('says what needs attention, switches of PrestaShop too', async () => {
  const switches = [{ code: 'hook_missing', what: ['actionFrontControllerInitAfter'] }];
  const part = await tile({ ...overviewOf(NOW, [], { heartbeat: NOW - 600_000, hold: 'clock_jumped' }), switches });
  expect(part.text()).toContain('The service does not answer');
  expect(part.text()).toContain('The clock of your shop has jumped');
  expect(part.text()).toContain('A part of the module was unhooked');
  expect(part.button('Look at it').getAttribute('href')).toBe('/admin/page');
});

test('leaves the dashboard alone when the shop fails', async () => {
  const overview = () => Promise.reject(new ShopUnavailableError('failed', 500, 0));
  const part = await mountPart(TileView, { boot: { view: 'tile' }, desk: { overview } });
  expect(part.text()).toContain('The offers could not be loaded.');
});
