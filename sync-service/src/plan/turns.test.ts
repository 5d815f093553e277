import { beforeEach, describe, expect, it } from 'vitest';
import { schedule } from '../../test/support/plain-plan.ts';
import { BEGIN, DAY, HOUR, MINUTE, range, VirtualService } from '../../test/support/virtual-service.ts';
import { EVERYBODY, type OfferPlan, type Rotation } from '../offer/index.ts';
import { staffSetGroups } from '../../test/shop-in-memory/staff.ts';

describe('a rotating offer', () => {
  let service: VirtualService;

  beforeEach(() => {
    service = new VirtualService();
  });

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
    service.join(...range(1, 10));
    const { id } = await service.arm(turns({ cohorts: 3 }));
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
    service.join(...range(1, 7));
    const { id } = await service.arm(turns({ capacity: 2 }));
    await service.passUntil(BEGIN + HOUR);
    const seen = await watch(id, 7);
    expect(seen.every((each) => each.length === 2)).toBe(true);
    const counts = range(1, 7).map((customer) => seen.flat().filter((each) => each === customer).length);
    expect([...new Set(counts)]).toEqual([2]);
  });

  it('goes on where it was after a restart in the middle of a turn: nobody moves, nobody gets a second turn', async () => {
    service.join(...range(1, 9));
    const { id } = await service.arm(turns({ cohorts: 3 }));
    await service.passUntil(BEGIN + HOUR);
    const [first] = await watch(id, 1);
    await service.restart();
    const report = await service.look('sweep');
    expect([report.entered, report.left, report.untilsChanged]).toEqual([0, 0, 0]);
    const rest = await watch(id, 2).then((seen) => seen.at(-1)!);
    expect(rest.some((each) => first!.includes(each))).toBe(false);
  });

  it('gives the turn that nobody had, since no service ran, to the same customers next (invariant 10)', async () => {
    service.join(...range(1, 4));
    const { id } = await service.arm(turns({ cohorts: 2 }));
    await service.passUntil(BEGIN + 2 * HOUR - MINUTE);
    const first = service.inside(id);
    expect((await service.shop.frozen(id)).map(({ turn }) => turn?.number)).toEqual([undefined, 2, 1]);
    service.now = BEGIN + 3 * HOUR;
    await service.restart();
    await service.look('sweep');
    expect([...first, ...service.inside(id)].sort((a, b) => a - b)).toEqual(range(1, 4));
  });

  it('plans the next turn for the others when it comes shortly before the end of the first (invariant 10)', async () => {
    service.join(...range(1, 10));
    const { id } = await service.arm(turns({ cohorts: 2 }, { turn: 'PT5M' }), BEGIN - 4 * MINUTE, BEGIN + 6 * MINUTE);
    await service.passUntil(BEGIN);
    const first = service.inside(id);
    await service.passUntil(BEGIN + 2 * MINUTE);
    const second = service.inside(id);
    expect([first.length, second.length]).toEqual([5, 5]);
    expect([...first, ...second].sort((a, b) => a - b)).toEqual(range(1, 10));
  });

  it('does not count a turn that nobody had: each of the next ones is as large as it would have been (invariant 10)', async () => {
    service.join(...range(1, 9));
    const { id } = await service.arm(turns({ cohorts: 3 }));
    await service.passUntil(BEGIN + 2 * HOUR - MINUTE);
    const first = service.inside(id);
    service.now = BEGIN + 3 * HOUR;
    await service.restart();
    await service.look('sweep');
    const seen = [first, ...(await watch(id, 2))];
    expect(seen.map((each) => each.length)).toEqual([3, 3, 3]);
    expect(seen.flat().sort((a, b) => a - b)).toEqual(range(1, 9));
  });

  it('nor one whose beginning a higher offer had, so that nobody could be planned for it (invariant 10)', async () => {
    service.join(...range(1, 4));
    const { id } = await service.arm(turns({ cohorts: 2 }));
    await service.arm({ name: 'higher', priority: 9 }, BEGIN + 2 * HOUR, BEGIN + 2 * HOUR + MINUTE);
    await service.passUntil(BEGIN + HOUR);
    const seen = await watch(id, 4);
    expect(seen[0]).toHaveLength(2);
    expect([...seen[0]!, ...seen[2]!].sort((a, b) => a - b)).toEqual(range(1, 4));
    expect(seen[3]).toHaveLength(2);
  });

  it('whom a higher offer had at their turn come first in the next round', async () => {
    service.join(...range(1, 8));
    const { id } = await service.arm(turns({ cohorts: 2 }));
    await service.passUntil(BEGIN + HOUR + 10 * MINUTE);
    const first = service.inside(id);
    const others = range(1, 8).filter((each) => !first.includes(each));
    const { list } = await service.shop.createList(others.slice(1));
    await service.arm(
      { name: 'higher', priority: 9, audience: { ...EVERYBODY, rule: { kind: 'list', list } } },
      BEGIN + 2 * HOUR,
      BEGIN + 2 * HOUR + MINUTE,
    );
    const seen = await watch(id, 4);
    expect(seen.slice(1, 2)).toEqual([others.slice(0, 1)]);
    expect(others.slice(1).filter((each) => !seen[2]!.includes(each))).toEqual([]);
    expect(seen.slice(2).map((each) => each.length)).toEqual([4, 4]);
  });

  it('counts on from the turns that another service had prepared while it had the lease', async () => {
    service.join(...range(1, 9));
    const [first, minutes] = [BEGIN + 5 * MINUTE + 1_000, 6];
    const { id } = await service.arm(turns({ cohorts: 3 }, { turn: 'PT1M' }), first, first + minutes * MINUTE);
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
    service.join(...range(1, 9));
    const { id, version } = await service.arm(turns({ cohorts: 3 }), BEGIN + HOUR, BEGIN + 4 * HOUR);
    await service.passUntil(BEGIN + 2 * HOUR + 10 * MINUTE);
    const inside = service.inside(id);
    const sooner = BEGIN + 2 * HOUR + 40 * MINUTE;
    await service.shop.changeOffer(id, version, { schedule: schedule(BEGIN + HOUR, sooner) });
    await service.passUntil(sooner - MINUTE);
    expect(service.inside(id)).toEqual(inside);
    expect(service.model.openOf(id).map(({ until }) => until)).toEqual(inside.map(() => sooner));
    expect(service.reports.flatMap(({ problems }) => problems)).toEqual([]);
  });

  it('lets a last turn go on past the end that it was settled with when the merchant ends the window a little later', async () => {
    service.join(...range(1, 9));
    const { id, version } = await service.arm(turns({ cohorts: 3 }), BEGIN + HOUR, BEGIN + 2 * HOUR + 30 * MINUTE);
    await service.passUntil(BEGIN + HOUR + 20 * MINUTE);
    const first = service.inside(id);
    await service.shop.changeOffer(id, version, { schedule: schedule(BEGIN + HOUR, BEGIN + 2 * HOUR + 50 * MINUTE) });
    await service.passUntil(BEGIN + 2 * HOUR + 40 * MINUTE);
    expect(first).toHaveLength(3);
    expect(service.inside(id)).toEqual(first);
  });

  it('lets a last turn go on to the old length when the merchant ends the window later', async () => {
    service.join(...range(1, 9));
    const { id, version } = await service.arm(turns({ cohorts: 3 }), BEGIN + HOUR, BEGIN + 2 * HOUR + 30 * MINUTE);
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
    service.join(...range(1, 12));
    const { world } = service.model;
    const special = world.addGroup('Special', 0);
    world.opensMore.add(special);
    for (const customer of range(1, 6)) staffSetGroups(service.model, customer, [3, special]);
    const { id } = await service.arm({ ...turns({ capacity: 4 }), membership: 'exclusive' });
    await service.passUntil(BEGIN + 3 * HOUR);
    expect(await watch(id, 4).then((seen) => seen.slice(1).map((each) => each.length))).toEqual([4, 4, 4]);
    // Somebody with other groups is asked again.
    staffSetGroups(service.model, 1, [3]);
    expect(await watch(id, 3).then((seen) => seen.flat())).toContain(1);
  });

  it('does not count a turn that a higher offer cut short', async () => {
    service.join(...range(1, 4));
    const { id } = await service.arm(turns({ capacity: 1 }));
    await service.passUntil(BEGIN + HOUR + 10 * MINUTE);
    const [cut] = service.inside(id);
    const { list } = await service.shop.createList([cut!]);
    await service.arm(
      { name: 'higher', priority: 9, audience: { ...EVERYBODY, rule: { kind: 'list', list } } },
      BEGIN + HOUR + 20 * MINUTE,
      BEGIN + HOUR + 40 * MINUTE,
    );
    await service.passUntil(BEGIN + 2 * HOUR);
    const seen = await watch(id, 4);
    expect(seen.flat().sort((a, b) => a - b)).toEqual(range(1, 4));
  });

  it('a start of another offer soon does not take the next turns before their time', async () => {
    service.join(...range(1, 9));
    const { id } = await service.arm(turns({ cohorts: 3 }, { turn: 'PT1M' }), BEGIN + 10 * MINUTE, BEGIN + 40 * MINUTE);
    const nobody = { ...EVERYBODY, rule: { kind: 'list', list: (await service.shop.createList([])).list } } as const;
    await service.arm({ name: 'third', audience: nobody }, BEGIN + 12 * MINUTE, BEGIN + 60 * MINUTE);
    const seen: number[][] = [];
    for (const minute of [10.5, 11.5, 12.5]) {
      await service.passUntil(BEGIN + minute * MINUTE);
      seen.push(service.inside(id));
    }
    expect(seen.map((each) => each.length)).toEqual([3, 3, 3]);
    expect(seen.flat().sort((a, b) => a - b)).toEqual(range(1, 9));
  });

  it('rounds run across windows', async () => {
    service.join(...range(1, 6));
    const { id } = await service.arm({
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
