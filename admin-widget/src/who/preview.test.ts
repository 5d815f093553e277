import { ShopUnavailableError } from '@group-offers/sync-service/errors';
import { describe, expect, it } from 'vitest';
import { SessionOverError } from '../shop/transport.ts';
import { pack, unpack } from './carried.ts';
import { CustomersCensus, type CensusDesk } from './census.ts';
import { knownNames } from './known.ts';
import { createPreview } from './preview.ts';
import { CHOICES, shopDesk } from './test-shop.ts';

const EVERY_SHOP = { holdout: 0, seed: 1, idShop: 0 };
const previewOf = (changes: Partial<CensusDesk> = {}) =>
  createPreview(() => new CustomersCensus(shopDesk(changes) as CensusDesk));

describe('the preview', () => {
  it('reads the customers at the first question, once', async () => {
    let read = 0;
    const overview = () => (read++, shopDesk().overview!());
    const preview = previewOf({ overview });
    expect(preview.state.phase).toBe('idle');
    const asked = Promise.all([
      preview.judged({ kind: 'all' }, EVERY_SHOP),
      preview.judged({ kind: 'newsletter', is: true }, EVERY_SHOP),
    ]);
    expect(preview.state.phase).toBe('loading');
    expect((await asked).map(({ reached }) => reached)).toEqual([5, 0]);
    expect(preview.state).toMatchObject({ phase: 'ready', loaded: 6, total: 6, estimate: false });
    expect(read).toBe(1);
  });

  it('tells a failure to whoever asks, and reads again when it is told to', async () => {
    let broken = true;
    const overview = () => (broken ? Promise.reject(new ShopUnavailableError('down', 503, 0)) : shopDesk().overview!());
    const preview = previewOf({ overview });
    await expect(preview.judged({ kind: 'all' }, EVERY_SHOP)).rejects.toBeInstanceOf(ShopUnavailableError);
    expect(preview.state.phase).toBe('failed');
    await expect(preview.judged({ kind: 'all' }, EVERY_SHOP)).rejects.toBeInstanceOf(ShopUnavailableError);
    broken = false;
    await preview.load();
    expect(preview.state.phase).toBe('ready');
    expect((await preview.judged({ kind: 'all' }, EVERY_SHOP)).reached).toBe(5);
  });

  it('lets the newer reading win when it is told to read again', async () => {
    const preview = previewOf();
    const first = preview.load();
    const second = preview.reload();
    await Promise.all([first, second]);
    expect(preview.state.phase).toBe('ready');
    expect((await preview.judged({ kind: 'all' }, EVERY_SHOP)).total).toBe(6);
  });

  it('says why in the language asked for, with the names of the shop', async () => {
    const preview = previewOf();
    const rule = { kind: 'country', countries: [6] } as const;
    expect(await preview.explain(rule, 3, 'es', knownNames(CHOICES))).toBe('no: país France; se pide: país Spain');
    expect(await preview.explain(rule, 99, 'es')).toBeNull();
  });

  it('counts whom two audiences share', async () => {
    const preview = previewOf();
    expect(await preview.overlap(Uint32Array.of(1, 2, 3), Uint32Array.of(2, 3, 4))).toBe(2);
  });
});

it.each([new SessionOverError('over'), new ShopUnavailableError('down', 503, 0), new Error('else')])(
  'an error of the worker is the same to the page: %s',
  (error) => {
    const arrived = unpack(structuredClone(pack(error)));
    expect(arrived.constructor).toBe(error.constructor);
    expect(arrived.message).toBe(error.message);
  },
);
