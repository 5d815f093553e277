import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tellFigures } from '../../support/figures.ts';
import { send, wellAnswered } from './answers.ts';
import { goodCalls, type GoodCall } from './calls.ts';
import { ShopUnderFire } from './shop-under-fire.ts';
import { meant, oddValue, places, spoilt } from './spoil.ts';

const RUNS = Number(process.env['PROOF_RUNS'] ?? 2_000);
const seed = Number(process.env['PROOF_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'];

describe("hostile requests to the module's resources and to the page's gate", () => {
  let shop: ShopUnderFire;
  let calls: GoodCall[];
  beforeAll(async () => {
    shop = await ShopUnderFire.start();
    calls = await goodCalls(shop);
  });
  afterAll(() => shop.close());

  it('the calls that are spoilt below are good as they stand', async () => {
    for (const call of calls) {
      const got = await send(shop, call);
      expect([200, 201], `${call.from} ${call.method} ${call.resource}: ${got.text.slice(0, 300)}`).toContain(
        got.status,
      );
      await shop.restore(shop.changed(await shop.state()));
    }
  });

  it('are answered in JSON without a failure; what is refused changes nothing (invariants 7, 9 and 12)', async ({
    task,
  }) => {
    const kinds: Record<string, number> = {};
    const codes: Record<string, number> = {};
    const whole = await shop.state();
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), oddValue, fc.nat({ max: 19 }), async (which, where, odd, other) => {
        const good = calls[which % calls.length]!;
        const method = other === 0 ? METHODS[where % METHODS.length]! : good.method;
        const spots = places({ query: good.query, ...(good.body === null ? {} : { body: good.body }) });
        const spot = spots[where % spots.length]!;
        const call = { ...good, ...(spoilt(good, spot, meant(odd, spot)) as object), method } as GoodCall;
        const got = await send(shop, call);
        kinds[odd.kind] = (kinds[odd.kind] ?? 0) + 1;
        const state = await shop.state();
        const changed = state === whole ? [] : shop.changed(state);
        try {
          const refusal = method === 'HEAD' ? null : wellAnswered(got, [shop.standIn.key]);
          if (got.status < 300) return;
          refused++;
          const code = String(refusal?.code ?? got.status);
          codes[code] = (codes[code] ?? 0) + 1;
          expect(changed, `refused, and yet changed: ${got.text.slice(0, 300)}`).toEqual([]);
        } catch (error) {
          const sent = JSON.stringify({ ...call, spot, odd }).slice(0, 1_500);
          throw new Error(`${sent}\n${got.status} ${got.text.slice(0, 500)}`, { cause: error });
        } finally {
          await shop.restore(changed);
        }
      }),
      { numRuns: RUNS, seed, endOnFailure: true },
    );
    expect(refused).toBeGreaterThan(RUNS / 3);
    tellFigures(task, 'hostile input', { requests: RUNS, byKind: kinds, refused, byCode: codes, violations: 0, seed });
  });
});
