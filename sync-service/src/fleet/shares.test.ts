import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, FREE_MS, shareOf, type SeenShop } from './shares.ts';

const SHOPS = Array.from({ length: 300 }, (_, index) => `shop${index}.example`);
const ids = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 6 });

describe('shares', () => {
  it('are about the same size, and the same for whoever works them out in whatever order', () => {
    fc.assert(
      fc.property(ids, (live) => {
        const shares = SHOPS.map((shop) => shareOf(shop, live));
        expect(SHOPS.map((shop) => shareOf(shop, [...live].reverse()))).toEqual(shares);
        for (const instance of live) {
          const size = shares.filter((each) => each === instance).length;
          expect(size * live.length).toBeGreaterThan(SHOPS.length * 0.5);
          expect(size * live.length).toBeLessThan(SHOPS.length * 1.7);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('of the others stay where they are when an instance comes or goes', () => {
    fc.assert(
      fc.property(ids, fc.uuid(), (live, one) => {
        for (const shop of SHOPS) {
          const [without, together] = [shareOf(shop, live), shareOf(shop, [...live, one])];
          expect([without, one]).toContain(together);
        }
      }),
      { numRuns: 50 },
    );
    expect(shareOf('shop', [])).toBeNull();
  });
});

/** A second's step of some instances on one shop, as Redis would have it; some do not know the shop, some stand still. */
describe('who owns a shop', () => {
  interface Life {
    readonly from: number;
    readonly to: number;
    /** It counts as alive and asks for nothing. */
    readonly isDeaf: boolean;
  }
  const SECONDS = 60;
  const OWNED = 8;
  const life = fc.record({ from: fc.nat(25), lasts: fc.integer({ min: 5, max: 60 }), isDeaf: fc.boolean() });

  /** @returns for each second, who served it after that second */
  function play(lives: readonly Life[]): readonly (readonly number[])[] {
    let owner: number | null = null;
    let until = 0;
    let wanted: number | null = null;
    const served = new Set<number>();
    const freeSince = new Map<number, number>();
    return Array.from({ length: SECONDS }, (_, now) => {
      lives.forEach(({ from, to, isDeaf }, me) => {
        if (now >= to) served.delete(me);
        if (now < from || now >= to || isDeaf) return;
        const live = lives.flatMap((each, id) => (each.from <= now && now < each.to + OWNED ? [String(id)] : []));
        if (owner !== null && until <= now) owner = null;
        let wantedBy: number | null = null;
        if (owner === me) {
          until = now + OWNED;
          [wantedBy, wanted] = [wanted, null];
        }
        if (owner === null) freeSince.set(me, freeSince.get(me) ?? now);
        else freeSince.delete(me);
        const seen: SeenShop = {
          owner: owner === null ? null : String(owner),
          wantedBy: wantedBy === null ? null : String(wantedBy),
          isServed: served.has(me),
          freeMs: (now - (freeSince.get(me) ?? now)) * 1_000,
        };
        switch (decide(String(me), seen, shareOf('shop', live), live)) {
          case 'take':
            [owner, until, wanted] = [me, now + OWNED, null];
            served.add(me);
            break;
          case 'ask':
            wanted = me;
            break;
          case 'handOver':
            served.delete(me);
            owner = null;
            break;
          case 'drop':
            served.delete(me);
        }
      });
      return [...served];
    });
  }

  it('is one instance, and nobody for no longer than ten seconds while there is one that can have it', () => {
    fc.assert(
      fc.property(fc.array(life, { minLength: 1, maxLength: 4 }), (drawn) => {
        const lives = drawn.map(({ from, lasts, isDeaf }) => ({ from, to: from + lasts, isDeaf }));
        const able = (now: number) => lives.some(({ from, to, isDeaf }) => !isDeaf && from <= now && now < to);
        let [without, canSince] = [0, 0];
        play(lives).forEach((served, now) => {
          expect(served.length).toBeLessThanOrEqual(1);
          canSince = able(now) ? canSince + 1 : 0;
          without = served.length === 0 && canSince > 0 ? without + 1 : 0;
          expect(without).toBeLessThanOrEqual(OWNED + FREE_MS / 1_000);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('settles: with the same instances it stays where it is', () => {
    const lives = [0, 3, 6].map((from) => ({ from, to: 1_000, isDeaf: false }));
    const rest = play(lives).slice(20);
    expect(new Set(rest.map((served) => served.join())).size).toBe(1);
    expect(rest[0]).toEqual([Number(shareOf('shop', ['0', '1', '2']))]);
  });
});
