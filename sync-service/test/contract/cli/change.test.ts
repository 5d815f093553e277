import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { offer, ShopAtHand } from '../../support/shop-at-hand.ts';
import { resolveSchedule } from '../../../src/windows/index.ts';
import { Output } from '../../../src/cli/output.ts';
import type { Session } from '../../../src/cli/session.ts';
import { archive, confirm, end, pause, restore, resume } from '../../../src/cli/commands/change.ts';
import { list, status } from '../../../src/cli/commands/look.ts';
import { plan } from '../../../src/cli/commands/plan.ts';

/** Commands on a shop over HTTP, in this process; `program.test.ts` runs the real program. */
const hand = new ShopAtHand();

/** Arms an offer that runs now and lets everybody in, as the service would. */
async function running(fields: object = {}): Promise<number> {
  const schedule = { timezone: 'UTC', start: '2026-11-27T11:00', end: '2026-11-27T14:00' };
  const [stored] = (await hand.applying(offer({ schedule, ...fields }))).result;
  const armed = await hand.shop.offer(stored!.id);
  const windowEnd = resolveSchedule(armed.schedule).end.epochMilliseconds;
  const lease = await hand.shop.acquireLease('test');
  await hand.shop.prepareGroup(lease, armed, 'full');
  const ids = [...hand.world.customers.values()].filter(({ guest }) => !guest);
  const defaults = new Set(ids.map(({ defaultGroup }) => defaultGroup));
  const result = await hand.shop.enter(lease, {
    key: randomUUID(),
    offer: armed.id,
    version: armed.version,
    windowStart: armed.startsAt.epochMilliseconds,
    windowEnd,
    until: windowEnd,
    expect: [...defaults].map((defaultGroup) => ({
      defaultGroup,
      ids: ids.filter((row) => row.defaultGroup === defaultGroup).map(({ id }) => id),
    })),
  });
  // Wholesale has prices of its own and would be worse off.
  expect(Object.keys(result.refused)).toEqual(['worse_off']);
  expect(result.entered).toBe(ids.length - result.refused.worse_off!.length);
  return armed.id;
}

/** What a command prints without `--json`. */
async function said(command: (session: Session) => Promise<void>): Promise<string> {
  const out = new PassThrough();
  await hand.run((session) => command({ ...session, output: new Output(false, out, new PassThrough()) }));
  return String(out.read());
}

const seats = async () =>
  (await hand.sample.customers()).map(({ id, defaultGroup, groups }) => [id, defaultGroup, groups] as const);

describe('list, status and plan', () => {
  it('tell what is planned and what would move, and change nothing', async () => {
    await hand.applying(offer({ audience: { defaultGroups: ['VIP'] } }));
    const before = await seats();
    const { version } = await hand.shop.offer(1);
    const vip = (await hand.shop.groups()).find(({ name }) => name === 'VIP')!.id;
    const meant = before.filter(([, group]) => group === vip).length;
    expect((await hand.run(list)).result).toMatchObject([{ id: 1, name: 'Weekend', state: 'to come', discount: 20 }]);
    expect((await hand.run((s) => status(s, 'Weekend'))).result).toMatchObject({ id: 1, customers: { open: 0 } });
    expect((await hand.run((s) => plan(s, '1'))).result).toMatchObject({
      at: '2026-11-27T17:00:00.000Z',
      meant,
      enter: meant,
      switch: 0,
      stay: 0,
      fromGroups: [{ group: vip, customers: meant }],
    });
    expect(await seats()).toEqual(before);
    expect((await hand.shop.offer(1)).version).toBe(version);
  });

  it('count who stays and who is in a higher offer', async () => {
    const first = await running({ priority: 5 });
    const all = (await hand.run((s) => plan(s, String(first)))).result;
    expect(all).toMatchObject({ stay: await hand.inside(), enter: 0 });
    const schedule = { timezone: 'UTC', start: '2026-11-27T11:30', end: '2026-11-27T13:00' };
    const [lower] = (await hand.applying(offer({ name: 'Lower', schedule }))).result;
    expect((await hand.run((s) => plan(s, 'Lower'))).result).toMatchObject({
      leftOut: { higherOffer: await hand.inside() },
      enter: 0,
    });
    expect(lower!.id).not.toBe(first);
  });

  it('refuse an offer that there is not, or a name of two', async () => {
    await expect(hand.run((s) => status(s, 'Nothing'))).rejects.toThrow(/OFFER: there is no offer called "Nothing"/);
    await expect(hand.run((s) => status(s, '12'))).rejects.toThrow(/the shop has none with the id 12/);
  });
});

describe('end, pause, resume and restore', () => {
  it('give everybody back what they had (invariant 1)', async () => {
    const before = await seats();
    const id = await running();
    expect(await seats()).not.toEqual(before);
    const inside = await hand.inside();
    expect((await hand.run((s) => pause(s, String(id)))).result).toMatchObject({
      intent: 'paused',
      left: inside,
      restored: inside,
    });
    expect(await seats()).toEqual(before);
    expect((await hand.run((s) => resume(s, 'Weekend'))).result).toMatchObject({ intent: 'armed' });
    expect((await hand.run((s) => end(s, String(id)))).result).toMatchObject({ left: 0 });
    hand.now += 1_000;
    await expect(hand.run((s) => resume(s, String(id)))).rejects.toThrow(/only a paused one or a draft/);
    expect((await hand.run(list)).result).toMatchObject([{ state: 'over' }]);
  });

  it('end an offer with everybody inside', async () => {
    const before = await seats();
    const id = await running();
    const inside = await hand.inside();
    expect((await hand.run((s) => end(s, String(id)))).result).toMatchObject({ left: inside });
    expect(await seats()).toEqual(before);
    hand.now += 1_000;
    expect((await hand.run((s) => end(s, String(id)))).result).toMatchObject({ left: 0 });
  });

  it('restore all offers at once, without a service', async () => {
    const before = await seats();
    await running();
    await hand.applying(offer({ name: 'Later' }));
    const inside = await hand.inside();
    expect((await hand.run(restore)).result).toMatchObject({ paused: 2, left: inside, stillInside: 0 });
    expect(await seats()).toEqual(before);
  });

  it('refuse what makes no sense', async () => {
    await hand.applying(offer({ intent: 'draft' }));
    await expect(hand.run((s) => pause(s, '1'))).rejects.toThrow(/is draft; only an armed one can be paused/);
    await expect(hand.run((s) => end(s, '1'))).rejects.toThrow(/is a draft and does not run/);
    hand.now = Date.parse('2026-12-24T00:00:00Z');
    await expect(hand.run((s) => resume(s, '1'))).rejects.toThrow(/is over, so nobody would enter/);
  });
});

describe('archive', () => {
  it('says of a draft nothing about customers, whom it never had', async () => {
    await hand.applying(offer({ intent: 'draft' }));
    expect(await said((s) => archive(s, '1'))).toBe('offer 1 "Weekend" is archived\n');
    const id = await running({ name: 'Ran' });
    await hand.run((s) => pause(s, String(id)));
    expect(await said((s) => archive(s, String(id)))).toMatch(/^offer 2 "Ran" is archived: \d+ customers have back/);
  });
});

describe('confirm', () => {
  it('lifts a hold, and says when there is none', async () => {
    expect((await hand.run(confirm)).result).toEqual({ confirmed: null });
    await hand.shop.hold('mass_change');
    expect((await hand.run(confirm)).result).toEqual({ confirmed: 'mass_change' });
    expect((await hand.shop.status()).hold).toBeNull();
  });
});

describe('end --window', () => {
  const schedule = {
    timezone: 'UTC',
    start: '2026-11-27T11:00',
    end: '2026-11-27T14:00',
    recurrence: { every: 'day' },
  };

  it('ends the window that is open; the offer comes again with the next one', async () => {
    const before = await seats();
    const id = await running({ schedule });
    const inside = await hand.inside();
    expect(inside).toBeGreaterThan(0);
    expect((await hand.run((s) => end(s, String(id), { window: true }))).result).toMatchObject({
      intent: 'armed',
      left: inside,
    });
    expect(await seats()).toEqual(before);
    hand.now += 1_000;
    expect((await hand.run(list)).result).toMatchObject([{ state: 'to come' }]);
    expect((await hand.run((s) => status(s, String(id)))).result).toMatchObject({
      recurrence: { rule: 'FREQ=DAILY', cuts: ['2026-11-27T12:00:00Z'] },
      windows: [
        { start: '2026-11-28T11:00:00Z', end: '2026-11-28T14:00:00Z' },
        { start: '2026-11-29T11:00:00Z' },
        { start: '2026-11-30T11:00:00Z' },
      ],
    });
    await expect(hand.run((s) => end(s, String(id), { window: true }))).rejects.toThrow(
      /--window: no window of offer 1 is open now; the next one starts 2026-11-28 11:00 UTC/,
    );
    hand.now = Date.parse('2026-11-28T11:30:00Z');
    expect((await hand.run(list)).result).toMatchObject([
      { state: 'running', window: { start: '2026-11-28T11:00:00Z', end: '2026-11-28T14:00:00Z' } },
    ]);
    const listed = await said(list);
    expect(listed).toMatch(/comes again/);
    expect(listed).toMatch(/2026-11-28 11:00 UTC .* 2026-11-28 14:00 UTC .* FREQ=DAILY/);
    expect(listed).not.toContain('no end');
  });

  it('is refused for an offer of one window', async () => {
    const id = await running();
    await expect(hand.run((s) => end(s, String(id), { window: true }))).rejects.toThrow(
      '--window: offer 1 has one window only; end it with: group-offers end 1',
    );
    expect((await hand.shop.offer(id)).cutAt).toBeNull();
  });
});
