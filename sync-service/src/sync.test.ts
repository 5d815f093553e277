import { beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { BEGIN, DAY, HOUR, MINUTE, range, VirtualService } from '../test/support/virtual-service.ts';
import { previewShop } from './sync/preview.ts';
import { ShopClock } from './clock.ts';
import { RefusedError } from './errors.ts';
import { problem, type Problem } from './problems.ts';
import type { ShopEditor, ShopReader, ShopWriter } from './moves/index.ts';
import { EVERYBODY, type Audience, type Offer } from './offer/index.ts';
import { staffSetGroups } from '../test/shop-in-memory/staff.ts';
import { readSnapshot } from './sync/read.ts';
import { SyncMemory } from './sync/memory.ts';

describe('a look', () => {
  let service: VirtualService;

  beforeEach(() => {
    service = new VirtualService();
  });

  it('a start that comes while a look is busy is not forgotten until the sweep (invariant 4)', async () => {
    service.join(1, 2);
    const { id } = await service.arm({}, BEGIN + 1_000, BEGIN + HOUR);
    const facts = service.shop.facts.bind(service.shop);
    service.shop.facts = () => {
      service.now += 2_000;
      return facts();
    };
    await service.passUntil(BEGIN + 30_000);
    expect(service.inside(id)).toEqual([1, 2]);
  });

  describe('at a frozen audience', () => {
    it('keeps those whom it took when the window was prepared: late accounts stay out', async () => {
      service.join(1, 2, 3);
      const { id } = await service.arm();
      await service.passUntil(BEGIN + HOUR - MINUTE);
      service.join(4);
      await service.passUntil(BEGIN + 2 * HOUR);
      expect(service.inside(id)).toEqual([1, 2, 3]);
    });

    it('finds the same audience again after everything was forgotten', async () => {
      service.join(1, 2, 3);
      const { id } = await service.arm();
      await service.passUntil(BEGIN + 2 * HOUR);
      service.join(4);
      await service.restart();
      await service.passUntil(BEGIN + 3 * HOUR);
      expect(service.inside(id)).toEqual([1, 2, 3]);
    });

    it('reads it again when the shop turns out to be a restored backup, where lists have other customers', async () => {
      service.join(1, 2, 3);
      const { id } = await service.arm();
      await service.passUntil(BEGIN + 2 * HOUR);
      const { model } = service;
      const [{ list } = { list: 0 }] = await service.shop.frozen(id);
      model.lists.set(list, [2, 3]);
      model.ledger.splice(0, 1);
      expect((await service.look()).hold).toBe('backup_restored');
      await service.shop.confirm();
      await service.look();
      await service.look();
      expect(service.inside(id)).toEqual([2, 3]);
    });

    it('takes it anew when the merchant changes the rule, and for each window', async () => {
      service.join(1, 2, 3);
      const { id, version, audience } = await service.arm();
      await service.passUntil(BEGIN + 2 * HOUR);
      service.join(4);
      const { list } = await service.shop.createList([2, 4]);
      await service.shop.changeOffer(id, version, { audience: { ...audience, rule: { kind: 'list', list } } });
      await service.passUntil(BEGIN + 3 * HOUR);
      expect(service.inside(id)).toEqual([2, 4]);
    });
  });

  describe('at a live audience', () => {
    const live: Audience = { ...EVERYBODY, taken: 'live', rule: { kind: 'memberGroups', groups: [4] } };

    it('lets newcomers in, and those out who no longer match; with nothing changed nobody moves (invariant 13)', async () => {
      service.join(1, 2, 3);
      const vip = service.model.seeded.vip;
      staffSetGroups(service.model, 1, [3, vip]);
      staffSetGroups(service.model, 2, [3, vip]);
      const { id } = await service.arm({ audience: { ...live, rule: { kind: 'memberGroups', groups: [vip] } } });
      await service.passUntil(BEGIN + 2 * HOUR);
      expect(service.inside(id)).toEqual([1, 2]);
      staffSetGroups(service.model, 3, [3, vip]);
      const own = service.model.groupOf(id)!.idGroup;
      staffSetGroups(service.model, 1, [3, own]);
      await service.passUntil(BEGIN + 2 * HOUR + 6 * MINUTE);
      expect(service.inside(id)).toEqual([2, 3]);
      const before = service.reports.length;
      await service.passUntil(BEGIN + 3 * HOUR);
      const later = service.reports.slice(before + 1);
      expect(later.map(({ entered, left, untilsChanged }) => entered + left + untilsChanged)).toEqual(
        later.map(() => 0),
      );
    });
  });

  describe('leaves out on purpose', () => {
    it('the pinned, even when they are in it already', async () => {
      service.join(1, 2, 3);
      const { id } = await service.arm();
      await service.shop.pin([2], true);
      await service.passUntil(BEGIN + 2 * HOUR);
      expect(service.inside(id)).toEqual([1, 3]);
      await service.shop.pin([3], true);
      await service.passUntil(BEGIN + 2 * HOUR + 6 * MINUTE);
      expect(service.inside(id)).toEqual([1]);
    });

    it('the holdout: the same customers in every window, and lower offers may have them', async () => {
      service.join(...range(1, 400));
      const { id } = await service.arm({
        priority: 5,
        audience: { ...EVERYBODY, holdout: 25, seed: 9 },
        schedule: {
          timezone: 'UTC',
          start: '2026-11-04T11:00',
          end: '2026-11-04T12:00',
          recurrence: { rule: 'FREQ=DAILY;COUNT=3', except: [], cuts: [] },
        },
      });
      const lower = await service.arm({ name: 'for all' }, BEGIN + HOUR, BEGIN + 5 * DAY);
      await service.passUntil(BEGIN + HOUR + 30 * MINUTE);
      const first = service.inside(id);
      expect(first.length).toBeGreaterThan(250);
      expect(first.length).toBeLessThan(350);
      expect(service.inside(lower.id)).toEqual(range(1, 400).filter((each) => !first.includes(each)));
      await service.passUntil(BEGIN + DAY + HOUR + 30 * MINUTE);
      expect(service.inside(id)).toEqual(first);
    });

    it('those who would be worse off, unless the merchant decides otherwise', async () => {
      service.join(1, 2, 3);
      const { world } = service.model;
      const trade = world.addGroup('Trade', 0);
      world.groups.get(trade)!.priceDisplayMethod = 1;
      world.customers.get(3)!.defaultGroup = trade;
      staffSetGroups(service.model, 3, [3, trade]);
      const { id } = await service.arm({ discount: 20 });
      await service.passUntil(BEGIN + 2 * HOUR);
      expect(service.inside(id)).toEqual([1, 2]);
      const stored = await service.shop.offer(id);
      const audience: Audience = { ...stored.audience, worseOff: 'include' };
      await service.shop.changeOffer(id, stored.version, { audience });
      await service.passUntil(BEGIN + 2 * HOUR + MINUTE);
      expect(service.inside(id)).toEqual([1, 2, 3]);
    });
  });

  it.each([
    [
      'a rule that no calendar can judge',
      { problem: 'period_long', field: 'audience.rule.period.from.months', value: 1_000_000_000 },
      {},
    ],
    [
      'a zone that is none here',
      { problem: 'no_time_zone', field: 'schedule.timezone', value: 'CEST' },
      { rotation: { turn: 'PT1H', by: { capacity: 2 }, coolDown: 0, maxTurns: null } },
    ],
  ] as const)('keeps %s from running, and the other offers do run', async (_, params, changes) => {
    service.join(1, 2, 3);
    const wrong = await service.arm({ priority: 9, ...changes });
    const { id } = await service.arm();
    // Another Webservice client planned it.
    const row = service.model.offers.get(wrong.id)! as { audience: Audience; schedule: Offer['schedule'] };
    if (wrong.rotation !== null) row.schedule = { ...row.schedule, timezone: 'CEST' };
    else row.audience = { ...EVERYBODY, rule: { kind: 'registered', period: { from: { months: 1_000_000_000 } } } };
    await service.passUntil(BEGIN + 2 * HOUR);
    expect(service.inside(id)).toEqual([1, 2, 3]);
    expect(service.model.status().notices).toMatchObject([{ code: 'offer_cannot_run', idOffer: wrong.id, params }]);
  });

  it('leaves the group of an offer that cannot run alone, where preparing it is refused', async () => {
    service.join(1, 2, 3);
    const { id } = await service.arm({}, BEGIN + MINUTE);
    const row = service.model.offers.get(id)! as { audience: Audience };
    row.audience = { ...EVERYBODY, rule: { kind: 'chance', percent: 101, seed: 1 } };
    const refused = new RefusedError('switch on customer groups', 'groups_feature_off');
    service.shop.prepareGroups = async (_, offers) => offers.map(({ id: offer }) => ({ offer, refused }));
    const { problems } = await service.look();
    expect(problems.map(({ offer: of }) => of)).toEqual([id]);
  });

  it('tells the merchant of an offer that this version cannot read, until it can', async () => {
    service.join(1, 2, 3);
    const { id } = await service.arm();
    const { shop } = service;
    const readAll = shop.offers.bind(shop);
    shop.offers = async (unreadable?: (offer: number, why: Problem) => void) => {
      unreadable?.(id, problem('unreadable_offer', { field: 'audience.rule' }));
      return [];
    };
    await service.look();
    await service.look();
    const cannotRun = () => service.model.status().notices.filter(({ code }) => code === 'offer_cannot_run');
    expect(cannotRun()).toMatchObject([
      { idOffer: id, params: { problem: 'unreadable_offer', field: 'audience.rule' } },
    ]);
    shop.offers = readAll;
    await service.look();
    expect(cannotRun()).toEqual([]);
  });

  it('has everybody in an offer for everybody, also with the highest id there is (invariant 13)', async () => {
    const highest = 4_294_967_290;
    service.join(1, 2, highest);
    const live = await service.arm({ audience: { ...EVERYBODY, taken: 'live' } });
    const turns = await service.arm({
      priority: 5,
      audience: EVERYBODY,
      rotation: { turn: 'PT1H', by: { cohorts: 1 }, coolDown: 0, maxTurns: null },
    });
    await service.passUntil(BEGIN + HOUR + MINUTE);
    expect(service.inside(turns.id)).toEqual([1, 2, highest]);
    await service.shop.pin([2], true);
    const { version } = await service.shop.offer(turns.id);
    await service.shop.changeOffer(turns.id, version, { intent: 'paused' });
    await service.look();
    expect(service.inside(live.id)).toEqual([1, highest]);
    expect(await service.look()).toMatchObject({ entered: 0, switched: 0, left: 0, problems: [] });
  });

  it('runs offers without the rows that cannot be read, and tells of them once, until they can', async () => {
    service.join(1, 2, 3);
    const { id } = await service.arm();
    const rows = [1, 2, 3, 4, 5, 6, 7].map((each) => ({ row: `customer ${each}`, column: 'gender', found: '9' }));
    const told = vi.spyOn(service.shop, 'notifyAll');
    service.shop.unreadableRows = () => Promise.resolve(rows);
    await service.passUntil(BEGIN + HOUR + 2 * MINUTE);
    await service.look('sweep');
    expect(service.inside(id)).toEqual([1, 2, 3]);
    const unreadable = () => service.model.status().notices.filter(({ code }) => code === 'unreadable_rows');
    expect(unreadable()).toMatchObject([
      {
        idOffer: 0,
        params: { rows: expect.stringMatching(/^customer 1 \(gender: 9\), .*customer 5 \(gender: 9\)$/), more: 2 },
      },
    ]);
    expect(told).toHaveBeenCalledTimes(1);
    service.shop.unreadableRows = () => Promise.resolve([]);
    await service.look();
    expect(unreadable()).toEqual([]);
  });

  it.each(['facts', 'enter'] as const)(
    'plans for the instant at which it sends, where %s takes longer than the turn lasts',
    async (slow) => {
      service.join(...range(1, 6));
      const rotation = { turn: 'PT1H', by: { cohorts: 2 }, coolDown: 0, maxTurns: null };
      const { id } = await service.arm({ rotation });
      const { shop, model } = service;
      const [facts, enter] = [shop.facts.bind(shop), shop.enter.bind(shop)];
      let once = true;
      const delay = (call: string) => {
        if (slow !== call || !once) return;
        once = false;
        service.now += 20_000;
      };
      let refused = 0;
      shop.facts = async function* () {
        delay('facts');
        yield* facts();
      };
      shop.enter = async (...args) => {
        delay('enter');
        return enter(...args).catch((error: unknown) => {
          refused++;
          throw error;
        });
      };
      // Nobody had the first turn; ten seconds are left of it.
      service.now = BEGIN + 2 * HOUR - 10_000;
      await service.look();
      expect(service.inside(id)).toHaveLength(3);
      expect(new Set(model.openOf(id).map(({ window }) => window))).toEqual(new Set([BEGIN + 2 * HOUR]));
      expect(refused).toBe(slow === 'enter' ? 1 : 0);
    },
  );

  it('reads with what cannot write, and applies with what can', () => {
    expectTypeOf<Parameters<typeof readSnapshot>[0]['shop']>().toEqualTypeOf<ShopReader>();
    expectTypeOf<ShopReader>().not.toHaveProperty('enter');
    expectTypeOf<keyof ShopReader & (keyof ShopWriter | keyof ShopEditor)>().toBeNever();
  });

  it('plans without a lease and changes nothing: whom, and why not the others', async () => {
    service.join(...range(1, 6));
    await service.shop.pin([1], true);
    const { id } = await service.arm({
      intent: 'draft',
      rotation: { turn: 'PT1H', by: { capacity: 2 }, coolDown: 0, maxTurns: null },
    });
    const before = JSON.stringify(service.model.status());
    const context = { shop: service.shop, clock: new ShopClock(), memory: new SyncMemory() };
    const { moves, turns } = await previewShop(context, BEGIN + HOUR, { asArmed: id });
    expect(moves.byOffer.get(id)!.counts).toMatchObject({ enter: 2, pinned: 1, notTheirTurn: 3 });
    expect(turns.get(id)).toMatchObject({ number: 1, start: BEGIN + HOUR, end: BEGIN + 2 * HOUR });
    expect(JSON.stringify(service.model.status())).toBe(before);
    expect(await service.shop.frozen(id)).toEqual([]);
  });
});
