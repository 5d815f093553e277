import { beforeEach, describe, expect, it } from 'vitest';
import { BEGIN, DAY, HOUR, MINUTE, VirtualService } from '../test/support/virtual-service.ts';
import { plainPlan, schedule } from '../test/support/plain-plan.ts';
import { planShop } from './sync/plan.ts';
import { ShopClock } from './clock.ts';
import { RefusedError } from './errors.ts';
import { EVERYBODY, type Audience, type Offer, type OfferPlan, type Rotation } from './offer/index.ts';
import { plainCustomer } from './shop/sandbox/rows.ts';
import { staffSetGroups } from './shop/sandbox/staff.ts';
import { freshMemory } from './sync/context.ts';

describe('a look', () => {
  let service: VirtualService;

  beforeEach(() => {
    service = new VirtualService();
  });

  const join = (...ids: number[]) => {
    for (const id of ids) service.model.world.customers.set(id, plainCustomer(id, service.now));
    service.model.bump();
  };
  const offer = (changes: Partial<OfferPlan> = {}, start = BEGIN + HOUR, end = BEGIN + 25 * HOUR) =>
    service.shop.createOffer(plainPlan(start, end, changes));
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

  it('a start that comes while a look is busy is not forgotten until the sweep (invariant 4)', async () => {
    join(1, 2);
    const { id } = await offer({}, BEGIN + 1_000, BEGIN + HOUR);
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
      join(1, 2, 3);
      const { id } = await offer();
      await service.passUntil(BEGIN + HOUR - MINUTE);
      join(4);
      await service.passUntil(BEGIN + 2 * HOUR);
      expect(service.inside(id)).toEqual([1, 2, 3]);
    });

    it('finds the same audience again after everything was forgotten', async () => {
      join(1, 2, 3);
      const { id } = await offer();
      await service.passUntil(BEGIN + 2 * HOUR);
      join(4);
      await service.restart();
      await service.passUntil(BEGIN + 3 * HOUR);
      expect(service.inside(id)).toEqual([1, 2, 3]);
    });

    it('reads it again when the shop turns out to be a restored backup, where lists have other customers', async () => {
      join(1, 2, 3);
      const { id } = await offer();
      await service.passUntil(BEGIN + 2 * HOUR);
      const { model } = service;
      const [{ list } = { list: 0 }] = await service.shop.frozen(id);
      model.lists.set(list, { ...model.lists.get(list)!, ids: [2, 3] });
      model.ledger.splice(0, 1);
      expect((await service.look()).hold).toBe('backup_restored');
      await service.shop.hold(null);
      await service.look();
      await service.look();
      expect(service.inside(id)).toEqual([2, 3]);
    });

    it('takes it anew when the merchant changes the rule, and for each window', async () => {
      join(1, 2, 3);
      const { id, version, audience } = await offer();
      await service.passUntil(BEGIN + 2 * HOUR);
      join(4);
      const { list } = await service.shop.createList([2, 4]);
      await service.shop.changeOffer(id, version, { audience: { ...audience, rule: { kind: 'list', list } } });
      await service.passUntil(BEGIN + 3 * HOUR);
      expect(service.inside(id)).toEqual([2, 4]);
    });
  });

  describe('at a live audience', () => {
    const live: Audience = { ...EVERYBODY, taken: 'live', rule: { kind: 'memberGroups', groups: [4] } };

    it('lets newcomers in, and those out who no longer match; with nothing changed nobody moves (invariant 13)', async () => {
      join(1, 2, 3);
      const vip = service.model.seeded.vip;
      staffSetGroups(service.model, 1, [3, vip]);
      staffSetGroups(service.model, 2, [3, vip]);
      const { id } = await offer({ audience: { ...live, rule: { kind: 'memberGroups', groups: [vip] } } });
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
      join(1, 2, 3);
      const { id } = await offer();
      await service.shop.pin([2], true);
      await service.passUntil(BEGIN + 2 * HOUR);
      expect(service.inside(id)).toEqual([1, 3]);
      await service.shop.pin([3], true);
      await service.passUntil(BEGIN + 2 * HOUR + 6 * MINUTE);
      expect(service.inside(id)).toEqual([1]);
    });

    it('the holdout: the same customers in every window, and lower offers may have them', async () => {
      join(...range(1, 400));
      const { id } = await offer({
        priority: 5,
        audience: { ...EVERYBODY, holdout: 25, seed: 9 },
        schedule: {
          timezone: 'UTC',
          start: '2026-11-04T11:00',
          end: '2026-11-04T12:00',
          recurrence: { rule: 'FREQ=DAILY;COUNT=3', except: [], cuts: [] },
        },
      });
      const lower = await offer({ name: 'for all' }, BEGIN + HOUR, BEGIN + 5 * DAY);
      await service.passUntil(BEGIN + HOUR + 30 * MINUTE);
      const first = service.inside(id);
      expect(first.length).toBeGreaterThan(250);
      expect(first.length).toBeLessThan(350);
      expect(service.inside(lower.id)).toEqual(range(1, 400).filter((each) => !first.includes(each)));
      await service.passUntil(BEGIN + DAY + HOUR + 30 * MINUTE);
      expect(service.inside(id)).toEqual(first);
    });

    it('those who would be worse off, unless the merchant decides otherwise', async () => {
      join(1, 2, 3);
      const { world } = service.model;
      const trade = world.addGroup('Trade', 30);
      world.customers.get(3)!.defaultGroup = trade;
      staffSetGroups(service.model, 3, [3, trade]);
      const { id } = await offer({ discount: 20 });
      await service.passUntil(BEGIN + 2 * HOUR);
      expect(service.inside(id)).toEqual([1, 2]);
      const stored = await service.shop.offer(id);
      const audience: Audience = { ...stored.audience, worseOff: 'include' };
      await service.shop.changeOffer(id, stored.version, { audience });
      await service.passUntil(BEGIN + 2 * HOUR + MINUTE);
      expect(service.inside(id)).toEqual([1, 2, 3]);
    });
  });

  describe('at a rotating offer', () => {
    const turns = (by: Rotation['by'], changes: Partial<Rotation> = {}): Partial<OfferPlan> => ({
      rotation: { turn: 'PT1H', by, coolDown: 0, maxTurns: null, ...changes },
    });
    /** Who was inside in the middle of each of the next hours. */
    const watch = async (id: number, hours: number) => {
      const seen: number[][] = [];
      for (let hour = 0; hour < hours; hour++) {
        await service.passUntil(service.now + (hour === 0 ? 30 * MINUTE : HOUR));
        seen.push(service.inside(id));
      }
      return seen;
    };

    it('gives everybody one turn in so many cohorts, then begins again (invariant 10)', async () => {
      join(...range(1, 10));
      const { id } = await offer(turns({ cohorts: 3 }));
      await service.passUntil(BEGIN + HOUR);
      const seen = await watch(id, 6);
      expect(seen.map((each) => each.length)).toEqual([4, 3, 3, 4, 3, 3]);
      expect(
        seen
          .slice(0, 3)
          .flat()
          .sort((a, b) => a - b),
      ).toEqual(range(1, 10));
      expect(
        seen
          .slice(3)
          .flat()
          .sort((a, b) => a - b),
      ).toEqual(range(1, 10));
    });

    it('never lets more in than there is room for, and fills freed places at the next turn', async () => {
      join(...range(1, 7));
      const { id } = await offer(turns({ capacity: 2 }));
      await service.passUntil(BEGIN + HOUR);
      const seen = await watch(id, 7);
      expect(seen.every((each) => each.length === 2)).toBe(true);
      const counts = range(1, 7).map((customer) => seen.flat().filter((each) => each === customer).length);
      expect([...new Set(counts)]).toEqual([2]);
    });

    it('goes on where it was after a restart in the middle of a turn: nobody moves, nobody gets a second turn', async () => {
      join(...range(1, 9));
      const { id } = await offer(turns({ cohorts: 3 }));
      await service.passUntil(BEGIN + HOUR);
      const [first] = await watch(id, 1);
      await service.restart();
      const report = await service.look('sweep');
      expect([report.entered, report.left, report.untilsChanged]).toEqual([0, 0, 0]);
      const rest = await watch(id, 2).then((seen) => seen.at(-1)!);
      expect(rest.some((each) => first!.includes(each))).toBe(false);
    });

    it('gives the turn that nobody had, since no service ran, to the same customers next (invariant 10)', async () => {
      join(...range(1, 4));
      const { id } = await offer(turns({ cohorts: 2 }));
      await service.passUntil(BEGIN + 2 * HOUR - MINUTE);
      const first = service.inside(id);
      expect((await service.shop.frozen(id)).map(({ turn }) => turn?.number)).toEqual([undefined, 2, 1]);
      service.now = BEGIN + 3 * HOUR;
      await service.restart();
      await service.look('sweep');
      expect([...first, ...service.inside(id)].sort((a, b) => a - b)).toEqual(range(1, 4));
    });

    it('counts on from the turns that another service had prepared while it had the lease', async () => {
      join(...range(1, 9));
      const [first, minutes] = [BEGIN + 5 * MINUTE + 1_000, 6];
      const { id } = await offer(turns({ cohorts: 3 }, { turn: 'PT1M' }), first, first + minutes * MINUTE);
      const seen: number[][] = [];
      await service.passUntil(first + 10_000);
      seen.push(service.inside(id));
      await service.takeOver();
      await service.passUntil(first + MINUTE + 10_000);
      seen.push(service.inside(id));
      await service.takeOver();
      service.now = first + 2 * MINUTE + 1_000;
      await service.look();
      seen.push(service.inside(id));
      expect((await service.shop.frozen(id)).map(({ turn }) => turn?.number)).toEqual([undefined, 3, 2, 1]);
      expect(seen.flat().sort((a, b) => a - b)).toEqual(range(1, 9));
    });

    it('lets a turn go on to the new end when the merchant ends the window earlier', async () => {
      join(...range(1, 9));
      const { id, version } = await offer(turns({ cohorts: 3 }), BEGIN + HOUR, BEGIN + 4 * HOUR);
      await service.passUntil(BEGIN + 2 * HOUR + 10 * MINUTE);
      const inside = service.inside(id);
      const sooner = BEGIN + 2 * HOUR + 40 * MINUTE;
      await service.shop.changeOffer(id, version, { schedule: schedule(BEGIN + HOUR, sooner) });
      await service.passUntil(sooner - MINUTE);
      expect(service.inside(id)).toEqual(inside);
      expect(service.model.openOf(id).map(({ until }) => until)).toEqual(inside.map(() => sooner));
      expect(service.reports.flatMap(({ problems }) => problems)).toEqual([]);
    });

    it('lets a last turn go on to the old length when the merchant ends the window later', async () => {
      join(...range(1, 9));
      const { id, version } = await offer(turns({ cohorts: 3 }), BEGIN + HOUR, BEGIN + 2 * HOUR + 30 * MINUTE);
      await service.passUntil(BEGIN + HOUR + 10 * MINUTE);
      const first = service.inside(id);
      await service.shop.changeOffer(id, version, { schedule: schedule(BEGIN + HOUR, BEGIN + 4 * HOUR) });
      await service.passUntil(BEGIN + HOUR + 30 * MINUTE);
      expect(service.inside(id)).toEqual(first);
      await service.passUntil(BEGIN + 2 * HOUR + 10 * MINUTE);
      const second = service.inside(id);
      await service.passUntil(BEGIN + 3 * HOUR + 10 * MINUTE);
      expect([...first, ...second, ...service.inside(id)].sort((a, b) => a - b)).toEqual(range(1, 9));
    });

    it('gives no place in a turn, sweep or not, to those whom an exclusive offer would shut out of something', async () => {
      join(...range(1, 12));
      const { world } = service.model;
      const special = world.addGroup('Special', 0);
      (world.opens.get(special)!.categories as Set<number>).add(9_999);
      for (const customer of range(1, 6)) staffSetGroups(service.model, customer, [3, special]);
      const { id } = await offer({ ...turns({ capacity: 4 }), membership: 'exclusive' });
      await service.passUntil(BEGIN + 3 * HOUR);
      expect(await watch(id, 4).then((seen) => seen.slice(1).map((each) => each.length))).toEqual([4, 4, 4]);
      // Somebody with other groups is asked again.
      staffSetGroups(service.model, 1, [3]);
      expect(await watch(id, 3).then((seen) => seen.flat())).toContain(1);
    });

    it('does not count a turn that a higher offer cut short', async () => {
      join(...range(1, 4));
      const { id } = await offer(turns({ capacity: 1 }));
      await service.passUntil(BEGIN + HOUR + 10 * MINUTE);
      const [cut] = service.inside(id);
      const { list } = await service.shop.createList([cut!]);
      await offer(
        { name: 'higher', priority: 9, audience: { ...EVERYBODY, rule: { kind: 'list', list } } },
        BEGIN + HOUR + 20 * MINUTE,
        BEGIN + HOUR + 40 * MINUTE,
      );
      await service.passUntil(BEGIN + 2 * HOUR);
      const seen = await watch(id, 4);
      expect(seen.flat().sort((a, b) => a - b)).toEqual(range(1, 4));
    });

    it('a start of another offer soon does not take the next turns before their time', async () => {
      join(...range(1, 9));
      const { id } = await offer(turns({ cohorts: 3 }, { turn: 'PT1M' }), BEGIN + 10 * MINUTE, BEGIN + 40 * MINUTE);
      const nobody = { ...EVERYBODY, rule: { kind: 'list', list: (await service.shop.createList([])).list } } as const;
      await offer({ name: 'third', audience: nobody }, BEGIN + 12 * MINUTE, BEGIN + 60 * MINUTE);
      const seen: number[][] = [];
      for (const minute of [10.5, 11.5, 12.5]) {
        await service.passUntil(BEGIN + minute * MINUTE);
        seen.push(service.inside(id));
      }
      expect(seen.map((each) => each.length)).toEqual([3, 3, 3]);
      expect(seen.flat().sort((a, b) => a - b)).toEqual(range(1, 9));
    });

    it('rounds run across windows', async () => {
      join(...range(1, 6));
      const { id } = await offer({
        ...turns({ cohorts: 3 }),
        schedule: {
          timezone: 'UTC',
          start: '2026-11-04T11:00',
          end: '2026-11-04T13:00',
          recurrence: { rule: 'FREQ=DAILY', except: [], cuts: [] },
        },
      });
      await service.passUntil(BEGIN + HOUR);
      const dayOne = await watch(id, 2);
      await service.passUntil(BEGIN + 12 * HOUR);
      expect(service.inside(id)).toEqual([]);
      await service.passUntil(BEGIN + DAY + HOUR);
      const [third] = await watch(id, 1);
      expect([...dayOne.flat(), ...third!].sort((a, b) => a - b)).toEqual(range(1, 6));
    });
  });

  it.each([
    ['a rule that no calendar can judge', /^audience\.rule\.period\.from\.months: 1000000000 is over 100 years/, {}],
    [
      'a zone that is none here',
      /^schedule\.timezone: "CEST" is no time zone/,
      { rotation: { turn: 'PT1H', by: { capacity: 2 }, coolDown: 0, maxTurns: null } },
    ],
  ] as const)('keeps %s from running, and the other offers do run', async (_, message, changes) => {
    join(1, 2, 3);
    const wrong = await offer({ priority: 9, ...changes });
    const { id } = await offer();
    // Another Webservice client planned it.
    const row = service.model.offers.get(wrong.id)! as { audience: Audience; schedule: Offer['schedule'] };
    if (wrong.rotation !== null) row.schedule = { ...row.schedule, timezone: 'CEST' };
    else row.audience = { ...EVERYBODY, rule: { kind: 'registered', period: { from: { months: 1_000_000_000 } } } };
    await service.passUntil(BEGIN + 2 * HOUR);
    expect(service.inside(id)).toEqual([1, 2, 3]);
    expect(service.model.status().notices).toMatchObject([
      { code: 'offer_cannot_run', idOffer: wrong.id, message: expect.stringMatching(message) as string },
    ]);
  });

  it('leaves the group of an offer that cannot run alone, where preparing it is refused', async () => {
    join(1, 2, 3);
    const { id } = await offer({}, BEGIN + MINUTE);
    const row = service.model.offers.get(id)! as { audience: Audience };
    row.audience = { ...EVERYBODY, rule: { kind: 'chance', percent: 101, seed: 1 } };
    service.shop.prepareGroup = () =>
      Promise.reject(new RefusedError('switch on customer groups', 'groups_feature_off'));
    const { problems } = await service.look();
    expect(problems.map(({ offer: of }) => of)).toEqual([id]);
  });

  it('tells the merchant of an offer that this version cannot read, until it can', async () => {
    join(1, 2, 3);
    const { id } = await offer();
    const { shop } = service;
    const readAll = shop.offers.bind(shop);
    shop.offers = async (unreadable?: (offer: number, why: string) => void) => {
      unreadable?.(id, 'audience.rule: kind moonPhase is not known');
      return [];
    };
    await service.look();
    await service.look();
    const cannotRun = () => service.model.status().notices.filter(({ code }) => code === 'offer_cannot_run');
    expect(cannotRun()).toMatchObject([{ idOffer: id, message: 'audience.rule: kind moonPhase is not known' }]);
    shop.offers = readAll;
    await service.look();
    expect(cannotRun()).toEqual([]);
  });

  it('plans without a lease and changes nothing: whom, and why not the others', async () => {
    join(...range(1, 6));
    await service.shop.pin([1], true);
    const { id } = await offer({
      intent: 'draft',
      rotation: { turn: 'PT1H', by: { capacity: 2 }, coolDown: 0, maxTurns: null },
    });
    const before = JSON.stringify(service.model.status());
    const context = { shop: service.shop, clock: new ShopClock(), memory: freshMemory() };
    const { plan, turns } = await planShop(context, BEGIN + HOUR, { asArmed: id });
    expect(plan.byOffer.get(id)!.counts).toMatchObject({ enter: 2, pinned: 1, notTheirTurn: 3 });
    expect(turns.get(id)).toMatchObject({ number: 1, start: BEGIN + HOUR, end: BEGIN + 2 * HOUR });
    expect(JSON.stringify(service.model.status())).toBe(before);
    expect(await service.shop.frozen(id)).toEqual([]);
  });
});
