import { describe, expect, it } from 'vitest';
import { LeaseLostError, StaleVersionError } from '../../../src/errors.ts';
import type { FrozenTurn } from '../../../src/moves/shop.ts';
import type { Offer } from '../../../src/offer/offer.ts';
import type { Fixture } from '../fixture.ts';
import { MINUTE } from '../fixture.ts';

/** Audiences and cohorts that the shop keeps as they were taken. */
export function frozenSuite(use: () => Fixture): void {
  const freeze = (f: Fixture, offer: Offer, ids: readonly number[], basis = 'one', turn: FrozenTurn | null = null) => {
    const { id, version, startsAt } = offer;
    const what = { offer: id, version, window: startsAt.epochMilliseconds, turn, basis };
    return f.shop.freeze(f.lease, what, ids);
  };
  const turn = (offer: Offer, number: number): FrozenTurn => {
    const start = offer.startsAt.epochMilliseconds + (number - 1) * 10 * MINUTE;
    return { start, end: start + 10 * MINUTE, number };
  };

  describe('frozen sets', () => {
    it('of a window are kept and read back', async () => {
      const f = use();
      const ids = await f.customers(3);
      const offer = await f.offer({ startIn: 5 * MINUTE });
      const frozen = await freeze(f, offer, ids.slice(0, 2));
      expect(frozen).toMatchObject({ window: offer.startsAt.epochMilliseconds, turn: null, size: 2, basis: 'one' });
      expect([...(await f.shop.listIds(frozen.list))]).toEqual(ids.slice(0, 2));
      expect(await f.shop.frozen(offer.id)).toEqual([frozen]);
      expect((await f.shop.lists()).map(({ id }) => id)).not.toContain(frozen.list);
    });

    it('of several offers are read at once', async () => {
      const f = use();
      const ids = await f.customers(2);
      const [first, none, last] = [await f.offer(), await f.offer(), await f.offer()];
      const frozen = [await freeze(f, first, ids), await freeze(f, last, ids.slice(1))];
      const found = await f.shop.frozenOf([first.id, none.id, last.id, 999_999_999]);
      expect([first, none, last].map(({ id }) => found.get(id))).toEqual([[frozen[0]], [], [frozen[1]]]);
      expect(found.get(999_999_999) ?? []).toEqual([]);
    });

    it('and their customers too, page by page', async () => {
      const f = use();
      const ids = await f.customers(4);
      const sets = [];
      for (const size of [3, 0, 4, 1]) sets.push((await freeze(f, await f.offer(), ids.slice(0, size))).list);
      const expected = [3, 0, 4, 1].map((size) => ids.slice(0, size));
      expect((await f.shop.listsIds(sets)).map((each) => [...each])).toEqual(expected);
      expect(await f.shop.listsIds([])).toEqual([]);
    });

    it('are taken several at once; what one is refused stops no other', async () => {
      const f = use();
      const ids = await f.customers(3);
      const offers = [await f.offer(), await f.offer(), await f.offer()];
      const sets = offers.map(({ id, version, startsAt }, index) => ({
        what: {
          offer: id,
          version: version + (index === 1 ? 1 : 0),
          window: startsAt.epochMilliseconds,
          turn: null,
          basis: 'one',
        },
        ids: ids.slice(index),
      }));
      const answers = await f.shop.freezeAll(f.lease, sets);
      expect(answers).toMatchObject([
        { frozen: { size: 3, basis: 'one' } },
        { refused: { code: 'stale_version' } },
        { frozen: { size: 1 } },
      ]);
      const found = await f.shop.frozenOf(offers.map(({ id }) => id));
      expect(offers.map(({ id }) => found.get(id)!.map(({ size }) => size))).toEqual([[3], [], [1]]);
      const lost = { number: f.lease.number - 1, token: 'gone' };
      await expect(f.shop.freezeAll(lost, sets)).rejects.toBeInstanceOf(LeaseLostError);
    });

    it('stand when the same basis comes again: late accounts stay out', async () => {
      const f = use();
      const ids = await f.customers(3);
      const offer = await f.offer();
      const first = await freeze(f, offer, ids.slice(0, 2));
      expect(await freeze(f, offer, ids)).toEqual(first);
      expect([...(await f.shop.listIds(first.list))]).toEqual(ids.slice(0, 2));
    });

    it('are replaced when the basis is another one', async () => {
      const f = use();
      const ids = await f.customers(3);
      const offer = await f.offer();
      await freeze(f, offer, ids.slice(0, 2));
      const next = await freeze(f, offer, ids, 'two');
      expect(next).toMatchObject({ size: 3, basis: 'two' });
      expect(await f.shop.frozen(offer.id)).toEqual([next]);
      expect([...(await f.shop.listIds(next.list))]).toEqual(ids);
    });

    it('of turns stand beside the window’s audience, newest first', async () => {
      const f = use();
      const ids = await f.customers(3);
      const rotation = { turn: 'PT10M', by: { cohorts: 3 }, coolDown: 0, maxTurns: null };
      const offer = await f.offer({ rotation });
      const all = await freeze(f, offer, ids);
      const first = await freeze(f, offer, ids.slice(0, 1), 'one', turn(offer, 1));
      const second = await freeze(f, offer, ids.slice(1, 2), 'one', turn(offer, 2));
      expect(second.turn).toEqual(turn(offer, 2));
      const sets = await f.shop.frozen(offer.id);
      expect(sets.filter((set) => set.turn !== null)).toEqual([second, first]);
      expect(sets.filter((set) => set.turn === null)).toEqual([all]);
    });

    it('may be of nobody, and leave out ids that are no customers', async () => {
      const f = use();
      const [customer] = (await f.customers(1)) as [number];
      const offer = await f.offer();
      const nobody = await freeze(f, offer, []);
      expect(nobody.size).toBe(0);
      expect([...(await f.shop.listIds(nobody.list))]).toEqual([]);
      const one = await freeze(f, offer, [customer, 999_999_999], 'two');
      expect([...(await f.shop.listIds(one.list))]).toEqual([customer]);
    });

    it('hold more customers than one request does', async () => {
      const f = use();
      const ids = await f.customers(25_000);
      const offer = await f.offer();
      const frozen = await freeze(f, offer, ids);
      expect(frozen.size).toBe(25_000);
      expect([...(await f.shop.listIds(frozen.list))]).toEqual(ids);
    });

    it('do not bump the counter: nothing that a look has to see', async () => {
      const f = use();
      const ids = await f.customers(1);
      const offer = await f.offer();
      const { counter } = await f.shop.status();
      await freeze(f, offer, ids);
      expect((await f.shop.status()).counter).toBe(counter);
    });

    it('and turns of an offer that does not exist are refused as such', async () => {
      const f = use();
      await expect(f.shop.frozen(999_999_999)).rejects.toMatchObject({ code: 'not_found' });
      await expect(f.all(f.shop.rotation(999_999_999))).rejects.toMatchObject({ code: 'not_found' });
    });

    it('of a lost lease or an old version are refused, and nothing is kept (invariant 6)', async () => {
      const f = use();
      const ids = await f.customers(1);
      const offer = await f.offer();
      const lost = f.lease;
      await f.takeLease();
      const what = { offer: offer.id, version: offer.version, window: 0, turn: null, basis: 'one' };
      await expect(f.shop.freeze(lost, what, ids)).rejects.toBeInstanceOf(LeaseLostError);
      await f.change(offer, { priority: 3 });
      await expect(freeze(f, offer, ids)).rejects.toBeInstanceOf(StaleVersionError);
      expect(await f.shop.frozen(offer.id)).toEqual([]);
    });
  });
}
