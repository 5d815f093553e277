import { RefusedError } from '@group-offers/sync-service/errors';
import type { AudienceRule } from '@group-offers/sync-service/offer';
import { describe, expect, it, vi } from 'vitest';
import type { Sample } from '@group-offers/sync-service/wire';
import { CustomersCensus, type CensusDesk, type Progress } from './census.ts';
import { FACTS, pagesOf, shopDesk } from './test-shop.ts';

const EVERY_SHOP = { holdout: 0, seed: 1, idShop: 0 };
const LOYAL: AudienceRule = { kind: 'orders', period: { from: { months: 12 } }, atLeast: 3 };

async function loaded(changes: Partial<CensusDesk> = {}, most?: number) {
  const census = new CustomersCensus(shopDesk(changes) as CensusDesk, most);
  const progress: Progress[] = [];
  const found = await census.load((step) => progress.push(step));
  return { census, found, progress };
}

describe('the census of a shop', () => {
  it('reads customers and orders and says how far it is', async () => {
    const { found, progress } = await loaded();
    expect(found).toEqual({ total: 6, estimate: false, asOf: '2026-11-27', scale: 1 });
    expect(progress[0]).toEqual({ loaded: 0, total: 6 });
    expect(progress.at(-1)).toEqual({ loaded: 6, total: 6 });
    const steps = progress.map((step) => step.loaded);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });

  it('judges as the service does, and says why', async () => {
    const { census } = await loaded();
    const judged = await census.judged(LOYAL, EVERY_SHOP);
    expect([...judged.ids]).toEqual([1, 2]);
    expect(await census.explain(LOYAL, 1)).toMatchObject({ kind: 'orders', answer: 1, figure: 3 });
    expect(await census.explain(LOYAL, 4)).toMatchObject({ answer: 0, figure: 0 });
    expect(await census.explain(LOYAL, 99)).toBeNull();
  });

  it('reads a drawn sample of a big shop, and its numbers are those of all customers', async () => {
    const asked: (Sample | undefined)[] = [];
    const facts = (sample?: Sample) => {
      asked.push(sample);
      return pagesOf(FACTS);
    };
    const overview = async () => ({ ...(await shopDesk().overview!()), customers: 600 });
    const { census, found } = await loaded({ overview, facts }, 6);
    expect(asked).toEqual([{ share: 10, seed: 1 }]);
    expect(found).toMatchObject({ total: 600, estimate: true });
    expect(await census.judged(LOYAL, EVERY_SHOP)).toMatchObject({ reached: 200, total: 600 });
  });

  it('asks the shop once for what only the shop knows', async () => {
    const ask = vi.fn(shopDesk().ask!);
    const { census } = await loaded({ ask });
    const rule: AudienceRule = { kind: 'postcode', prefixes: ['28'] };
    expect(await census.judged(rule, EVERY_SHOP)).toMatchObject({ yes: 1, no: 1, unknown: 4 });
    await census.judged({ kind: 'noneOf', of: [rule] }, EVERY_SHOP);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('reads a list anew after an import', async () => {
    let ids = Uint32Array.of(1);
    const { census } = await loaded({ listIds: () => Promise.resolve(ids) });
    const rule: AudienceRule = { kind: 'list', list: 17 };
    expect((await census.judged(rule, EVERY_SHOP)).reached).toBe(1);
    ids = Uint32Array.of(1, 2, 3);
    expect((await census.judged(rule, EVERY_SHOP)).reached).toBe(1);
    await census.listsChanged();
    expect((await census.judged(rule, EVERY_SHOP)).reached).toBe(3);
  });

  it('says when a list is gone, and looks for it again', async () => {
    const listIds = vi.fn().mockRejectedValueOnce(new RefusedError('no such list', 'not_found'));
    const { census } = await loaded({ listIds: listIds.mockResolvedValue(Uint32Array.of(1)) });
    await expect(census.judged({ kind: 'list', list: 9 }, EVERY_SHOP)).rejects.toBeInstanceOf(RefusedError);
    expect((await census.judged({ kind: 'list', list: 9 }, EVERY_SHOP)).reached).toBe(1);
  });

  it('works in an empty shop', async () => {
    const overview = async () => ({ ...(await shopDesk().overview!()), customers: 0 });
    const { census, found } = await loaded({ overview, facts: () => pagesOf(), orders: () => pagesOf() });
    expect(found.total).toBe(0);
    expect(await census.judged(LOYAL, EVERY_SHOP)).toMatchObject({ reached: 0, total: 0 });
  });
});
