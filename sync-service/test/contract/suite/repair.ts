import { describe, expect, it } from 'vitest';
import type { Fixture } from '../fixture.ts';

/** What was written past every hook, and what the sweep makes of it. */
export function repairSuite(use: () => Fixture): void {
  const settle = async (f: Fixture) => {
    const sum = { rewritten: 0, strandedReturned: 0 };
    for (;;) {
      const { rewritten, strandedReturned, remaining, hold } = await f.shop.repair(f.lease);
      sum.rewritten += rewritten;
      sum.strandedReturned += strandedReturned;
      if (remaining === 0 || hold !== null) return { ...sum, hold };
    }
  };

  describe('the sweep', () => {
    it('puts back what a stale write took from an enrolled customer', async () => {
      const f = use();
      const [id] = (await f.customers(1)) as [number];
      const before = await f.seat(id);
      const offer = await f.offer();
      await f.enter(offer, [id]);
      const inside = await f.seat(id);
      await f.target.bareWrite(id, before);
      expect(await settle(f)).toEqual({ rewritten: 1, strandedReturned: 0, hold: null });
      expect(await f.seat(id)).toEqual(inside);
      await f.end(offer);
      expect(await f.seat(id)).toEqual(before);
    });

    it('returns whoever is in the group without an enrolment (invariant 3)', async () => {
      const f = use();
      const ids = (await f.customers(2)) as [number, number];
      const [once, never] = ids;
      const before = await f.seat(once);
      const keeper = await f.customers(1);
      const offer = await f.offer();
      const { idGroup } = await f.prepare(offer);
      await f.enter(offer, [once, ...keeper]);
      const inside = await f.seat(once);
      const { expect: _, ...frame } = f.batch(offer, [], 0);
      void _;
      await f.shop.setUntil(f.lease, { ...frame, until: (await f.now()) - 1_000, ids: [once] });
      await f.leaveAll();
      await f.target.bareWrite(once, inside);
      await f.target.bareWrite(never, { defaultGroup: idGroup, groups: [f.target.customerGroup, idGroup] });
      expect(await settle(f)).toEqual({ rewritten: 0, strandedReturned: 2, hold: null });
      for (const id of ids) expect(await f.seat(id)).toEqual(before);
    });

    it('finds nothing to do when all is right, and writes nothing (invariant 5)', async () => {
      const f = use();
      const ids = await f.customers(2);
      const offer = await f.offer();
      await f.enter(offer, ids);
      const rows = await f.target.customers(ids);
      const { ledger, counter } = await f.shop.status();
      expect(await settle(f)).toEqual({ rewritten: 0, strandedReturned: 0, hold: null });
      expect(await f.target.customers(ids)).toEqual(rows);
      expect(await f.shop.status()).toMatchObject({ ledger, counter });
    });

    it('asks the merchant first when many changed at once', async () => {
      const f = use();
      const ids = await f.customers(60);
      const before = await f.seat(ids[0]!);
      const offer = await f.offer();
      await f.enter(offer, ids);
      const inside = await f.seat(ids[0]!);
      for (const id of ids) await f.target.bareWrite(id, before);
      expect((await settle(f)).hold).toBe('mass_change');
      expect((await f.shop.status()).hold).toBe('mass_change');
      expect(await f.seat(ids[0]!)).toEqual(before);
      await expect(f.enter(offer, ids)).rejects.toMatchObject({ code: 'on_hold' });

      await f.shop.confirm();
      expect(await settle(f)).toMatchObject({ rewritten: 60, hold: null });
      expect(await f.seat(ids[0]!)).toEqual(inside);
    });
  });
}
