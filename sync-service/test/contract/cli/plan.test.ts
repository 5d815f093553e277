import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { offer, ShopAtHand } from '../../support/shop-at-hand.ts';
import type { Offer } from '../../../src/offer/index.ts';
import { end } from '../../../src/cli/commands/change.ts';
import { pin } from '../../../src/cli/commands/lists.ts';
import { plan } from '../../../src/cli/commands/plan.ts';

const hand = new ShopAtHand();

interface Told {
  readonly at: string;
  readonly meant: number;
  readonly enter: number;
  readonly stay: number;
  readonly leave: number;
  readonly goOver: number;
  readonly leftOut: Readonly<Record<string, number>>;
  readonly worseOff: readonly {
    readonly name: string;
    readonly customers: number;
    readonly examples: readonly unknown[];
  }[];
  readonly turns: readonly { readonly number: number; readonly start: string; readonly size: number }[];
}
const planned = async (wanted = '1', options: { csv?: string } = {}) =>
  (await hand.run<Told>((s) => plan(s, wanted, options))).result;
const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
const ids = () => [...hand.world.customers.values()].filter(({ guest }) => !guest).map(({ id }) => id);

const NOW = { timezone: 'UTC', start: '2026-11-27T11:00', end: '2026-11-27T14:00' };

/** Lets customers into an armed offer that runs now. */
async function letIn(armed: Offer, customers: readonly number[]): Promise<void> {
  const lease = await hand.shop.acquireLease('test');
  await hand.shop.prepareGroup(lease, armed, 'full');
  const { world } = hand;
  const until = armed.endsAt.epochMilliseconds;
  const defaults = new Set(customers.map((id) => world.customers.get(id)!.defaultGroup));
  const { entered } = await hand.shop.enter(lease, {
    key: randomUUID(),
    offer: armed.id,
    version: armed.version,
    windowStart: armed.startsAt.epochMilliseconds,
    windowEnd: until,
    until,
    expect: [...defaults].map((defaultGroup) => ({
      defaultGroup,
      ids: customers.filter((id) => world.customers.get(id)!.defaultGroup === defaultGroup),
    })),
  });
  expect(entered).toBe(customers.length);
  await hand.shop.releaseLease(lease);
}

describe('plan', () => {
  it('counts everyone left out, each with the reason, and the reasons add up', async () => {
    await hand.applying(offer({ audience: { who: 'all', holdout: 20 } }));
    await hand.run((s) => pin(s, ['2', '3'], true));
    const told = await planned();
    expect(told.meant).toBe(ids().length);
    expect(told.leftOut).toMatchObject({ pinned: 2, higherOffer: 0, notTheirTurn: 0, unknown: 0 });
    expect(told.leftOut['holdout']).toBeGreaterThan(5);
    expect(told.leftOut['worseOff']).toBeGreaterThan(0);
    expect(told.enter + sum(told.leftOut)).toBe(told.meant);
    expect(told.worseOff).toMatchObject([{ name: 'Wholesale', customers: 5 }]);
    expect(told.worseOff[0]!.examples.length).toBeGreaterThan(0);
    expect(await hand.inside()).toBe(0);
  });

  it('looks at the next window of an offer that comes again', async () => {
    const schedule = { ...NOW, recurrence: { every: 'day' } };
    await hand.applying(offer({ schedule }));
    expect((await planned()).at).toBe('2026-11-27T12:00:00.000Z');
    await hand.run((s) => end(s, '1', { window: true }));
    hand.now += 1_000;
    expect((await planned()).at).toBe('2026-11-28T11:00:00.000Z');
  });

  it('tells the coming turns, and who waits for theirs', async () => {
    await hand.applying(offer({ rotation: { turn: '8 hours', cohorts: 3 } }));
    const told = await planned();
    expect(told.turns).toHaveLength(9);
    expect(told.turns.slice(0, 2)).toMatchObject([
      { number: 1, start: '2026-11-27T17:00:00Z', size: told.enter },
      { number: 2, start: '2026-11-28T01:00:00Z' },
    ]);
    const round = told.turns.slice(0, 3).reduce((all, { size }) => all + size, 0);
    expect(round).toBe(told.enter + told.leftOut['notTheirTurn']!);
    expect(
      Math.max(...told.turns.map(({ size }) => size)) - Math.min(...told.turns.map(({ size }) => size)),
    ).toBeLessThanOrEqual(1);
  });

  it('tells turns of the next window too', async () => {
    const schedule = { ...NOW, recurrence: { every: 'day' } };
    await hand.applying(offer({ schedule, rotation: { turn: '1 hour', capacity: 10 } }));
    const starts = (await planned()).turns.map(({ start }) => start.slice(5, 16));
    expect(starts).toEqual(
      ['27T12', '27T13', '28T11', '28T12', '28T13', '29T11', '29T12', '29T13', '30T11', '30T12'].map(
        (each) => `11-${each}:00`,
      ),
    );
    expect((await planned()).turns.every(({ size }) => size === 10)).toBe(true);
  });

  it('says who would leave, stay, or is in a higher offer, by a line for each in the CSV', async () => {
    const all = ids().filter((id) => hand.world.customers.get(id)!.defaultGroup === 3);
    await hand.applying(offer({ schedule: NOW, audience: { customers: all } }));
    const first = await hand.shop.offer(1);
    await letIn(first, all.slice(0, 4));
    // One of those inside is meant no more, one is pinned.
    await hand.applying(offer({ id: 1, schedule: NOW, audience: { customers: all.slice(1) } }), {
      acceptWorseOff: true,
    });
    await hand.run((s) => pin(s, [String(all[1])], true));
    const csv = hand.file('plan.csv');
    const told = await planned('1', { csv });
    expect(told).toMatchObject({ stay: 2, leave: 2, goOver: 0, enter: all.length - 4 });
    const lines = readFileSync(csv, 'utf8').trim().split('\n');
    expect(lines[0]).toBe('customer,what,reason');
    expect(lines.slice(1)).toHaveLength(all.length);
    expect(lines).toEqual(
      expect.arrayContaining([
        `${all[0]},leave,not meant by the audience`,
        `${all[1]},leave,pinned by staff`,
        `${all[2]},stay,`,
        `${all[4]},enter,`,
      ]),
    );
    await hand.applying(
      offer({ name: 'Higher', priority: 5, schedule: NOW, audience: { customers: [all[2], all[5]] } }),
    );
    expect(await planned()).toMatchObject({ stay: 1, goOver: 1, leftOut: { higherOffer: 2 } });
  });

  it('says that the audience means nobody', async () => {
    await hand.applying(offer({ audience: { age: { atLeast: 119 } } }));
    expect(await planned()).toMatchObject({ meant: 0, enter: 0 });
  });

  it('refuses an offer that is over, and a file that cannot be written', async () => {
    await hand.applying(offer());
    await expect(planned('1', { csv: hand.file('no/plan.csv') })).rejects.toThrow(/^--csv: .* cannot be written/);
    hand.now = Date.parse('2027-01-01T00:00:00Z');
    await expect(planned()).rejects.toThrow('offer 1 is over; nothing of it moves any more');
  });
});
