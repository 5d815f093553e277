import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { offer, ShopAtHand } from '../../support/shop-at-hand.ts';
import { EVERYBODY } from '../../../src/offer/index.ts';
import { Output } from '../../../src/cli/output.ts';
import { apply } from '../../../src/cli/commands/apply.ts';
import { resume } from '../../../src/cli/commands/change.ts';

const hand = new ShopAtHand();

describe('apply when customers would be worse off (invariant 11)', () => {
  const wholesale = offer({ audience: { defaultGroups: ['Wholesale'] } });

  it('keeps the offer as a draft when over 10 % of the audience would fall out, and says how many', async () => {
    const error: unknown = await hand.applying(wholesale).catch((reason: unknown) => reason);
    expect((error as Error).message).toMatch(
      /^(\d+) of the \1 customers of its audience \(100 %\) would be worse off in offer "Weekend" and are left out; offer 1 is kept as a draft\..*resume 1 --accept-worse-off/,
    );
    expect(await hand.shop.offer(1)).toMatchObject({ intent: 'draft' });
    await expect(hand.run((s) => resume(s, '1'))).rejects.toThrow(
      /it stays a draft\. Look at it with: group-offers plan 1/,
    );
    await hand.run((s) => resume(s, '1', { acceptWorseOff: true }));
    expect(await hand.shop.offer(1)).toMatchObject({ intent: 'armed' });
  });

  it('arms it when the merchant accepts that, or takes them in all the same', async () => {
    const accepted = await hand.applying(wholesale, { acceptWorseOff: true });
    expect(accepted.result).toMatchObject([{ intent: 'armed' }]);
    expect(accepted.notes).toMatch(
      /note: \d+ of the \d+ customers of its audience \(100 %\) would be worse off .* and are left out/,
    );
    const included = offer({ name: 'B', audience: { who: { defaultGroups: ['Wholesale'] }, worseOff: 'include' } });
    const taken = await hand.applying(included);
    expect(taken.result).toMatchObject([{ intent: 'armed' }]);
    expect(taken.notes).toMatch(/would be worse off in offer "B" and are included anyway/);
  });

  it('arms without a question when few would fall out, and says how many', async () => {
    const { result, notes } = await hand.applying(offer());
    expect(result).toMatchObject([{ intent: 'armed' }]);
    expect(notes).toMatch(/note: 5 of the 99 customers of its audience \(5\.1 %\) would be worse off/);
  });

  it('leaves an offer that may be running as it is, and no copy behind', async () => {
    await hand.applying(offer());
    const before = await hand.shop.offers();
    expect(before).toMatchObject([{ id: 1, intent: 'armed', audience: { rule: EVERYBODY.rule } }]);
    await expect(hand.applying({ ...wholesale, id: 1 })).rejects.toThrow(
      /nothing was changed\. Apply again with --accept-worse-off/,
    );
    expect(await hand.shop.offers()).toEqual(before);
    await hand.applying({ ...wholesale, id: 1 }, { acceptWorseOff: true });
    expect(await hand.shop.offers()).toMatchObject([
      { id: 1, intent: 'armed', audience: { rule: { kind: 'defaultGroups' } } },
    ]);
  });

  it.each([
    ['y\n', 'armed'],
    ['\n', 'draft'],
  ])('asks at a terminal; the answer %j leaves it %s', async (answer, intent) => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const err = Object.assign(new PassThrough(), { isTTY: true });
    stdin.write(answer);
    const path = hand.file('wholesale.json', JSON.stringify(wholesale));
    const output = new Output(false, new PassThrough(), err, stdin);
    await hand.run((s) => apply({ ...s, output }, path, {})).catch((error: unknown) => error);
    expect(String(err.read())).toMatch(
      /\(100 %\) would be worse off in offer "Weekend" and are left out\. Arm anyway\? \[y\/N\]/,
    );
    expect(await hand.shop.offer(1)).toMatchObject({ intent });
  });

  it('does not ask about drafts', async () => {
    expect((await hand.applying(wholesale, { draft: true })).result).toMatchObject([{ intent: 'draft' }]);
  });
});
