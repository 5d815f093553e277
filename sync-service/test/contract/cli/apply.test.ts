import { afterEach, describe, expect, it, vi } from 'vitest';
import { offer, SCHEDULE, ShopAtHand } from '../../support/shop-at-hand.ts';
import { ShopUnavailableError } from '../../../src/errors.ts';
import { switchGroupPrices, writeGroup } from '../../support/world-tables.ts';
import { end } from '../../../src/cli/commands/change.ts';

const hand = new ShopAtHand();

/** What a refused file says; and nothing of the shop has changed. */
async function refusal(content: string | object): Promise<string> {
  const before = await hand.rows('offer');
  const error: unknown = await hand.applying(content).catch((reason: unknown) => reason);
  if (!(error instanceof Error)) throw new Error('it was not refused');
  expect(await hand.rows('offer')).toEqual(before);
  return error.message;
}

describe('apply', () => {
  afterEach(() => vi.restoreAllMocks());

  it('stores an offer with names looked up and times of the shop', async () => {
    const wire = (await hand.shop.details()).modules.find(({ name }) => name !== 'groupoffers')!;
    const { result } = await hand.applying(
      offer({
        categories: [
          { category: 'Art', discount: 30 },
          { category: 'shirts', discount: 5, subcategories: false },
        ],
        modulesDenied: [wire.name],
        audience: { who: { defaultGroups: ['VIP', 3] }, worseOff: 'include' },
        taxDisplay: 'excluded',
        shop: 'Trade',
        checkoutGrace: 2,
      }),
    );
    expect(result).toMatchObject([
      { id: 1, intent: 'armed', startsAt: '2026-11-27T17:00:00Z', endsAt: '2026-11-30T22:59:00Z', notes: [] },
    ]);
    const ids = new Map((await hand.shop.categories()).map(({ id, name }) => [name, id]));
    const vip = (await hand.shop.groups()).find(({ name }) => name === 'VIP')!.id;
    expect(await hand.shop.offer(1)).toMatchObject({
      reductions: [
        { idCategory: ids.get('Art'), discount: 30, subcategories: true },
        { idCategory: ids.get('Shirts'), discount: 5, subcategories: false },
      ],
      modulesDenied: [wire.id],
      membership: 'exclusive',
      audience: { taken: 'frozen', rule: { kind: 'defaultGroups', groups: [vip, 3] }, worseOff: 'include' },
      priceDisplayMethod: 1,
      idShop: 3,
      checkoutGrace: 120,
      schedule: { timezone: 'Europe/Madrid', ...SCHEDULE },
    });
  });

  it('tells of each offer that it could not put back, and puts back the others', async () => {
    const change = hand.shop.changeOffer.bind(hand.shop);
    vi.spyOn(hand.shop, 'changeOffer').mockImplementation(async (id, version, what) => {
      if (id === 3 && what.intent === 'armed') throw new ShopUnavailableError('not armed', null, 0);
      if (id === 2 && what.intent === 'archived') throw new ShopUnavailableError('not put back', null, 0);
      return change(id, version, what);
    });
    const offers = ['a', 'b', 'c'].map((name) => offer({ name }));
    await expect(hand.applying(offers)).rejects.toMatchObject({
      message: 'not armed',
      suppressed: [{ message: 'not put back' }],
    });
    const intents = (await hand.shop.offers()).map(({ id, intent }) => [id, intent]);
    expect(intents).toEqual([[2, 'armed']]);
  });

  it('changes the offer that the file names by its id', async () => {
    await hand.applying(offer());
    const { result } = await hand.applying(offer({ id: 1, discount: 25 }));
    expect(result).toMatchObject([{ id: 1 }]);
    expect(await hand.shop.offer(1)).toMatchObject({ discount: 25, intent: 'armed' });
  });

  it('draws who is held back for each offer anew, and keeps the draw when the offer is changed', async () => {
    const seedOf = async (id: number) => (await hand.shop.offer(id))!.audience.seed;
    await hand.applying([offer({ name: 'a' }), offer({ name: 'b' }), offer({ name: 'c', audience: { seed: 7 } })]);
    const [a, b, c] = [await seedOf(1), await seedOf(2), await seedOf(3)];
    expect([a === b, c]).toEqual([false, 7]);
    await hand.applying([offer({ id: 1, name: 'a', discount: 5 }), offer({ id: 3, name: 'c' })]);
    expect([await seedOf(1), await seedOf(3)]).toEqual([a, 7]);
  });

  it('keeps a list of customers in the shop', async () => {
    await hand.applying(offer({ audience: { customers: [7, 2, 5] } }));
    const { audience } = await hand.shop.offer(1);
    expect(audience.rule.kind === 'list' ? await hand.shop.listIds(audience.rule.list) : audience).toEqual(
      Uint32Array.of(2, 5, 7),
    );
  });

  it('shows the instant chosen for a local time that does not exist or happens twice', async () => {
    const { notes } = await hand.applying(offer({ schedule: { start: '2027-03-28T02:30', end: '2027-10-31T02:30' } }));
    expect(notes).toContain(
      '2027-03-28T02:30 does not exist in Europe/Madrid (clock change); taken as 2027-03-28T03:30',
    );
    expect(notes).toContain('2027-10-31T02:30 happens twice in Europe/Madrid (clock change); the first one counts');
  });

  it('says that an offer for one shop reaches the shops that share its customers', async () => {
    expect((await hand.applying(offer({ shop: 'Main' }))).notes).toContain('"Main" shares its customers with "Outlet"');
    expect((await hand.applying(offer({ name: 'B', shop: 3 }))).notes).toBe('');
  });

  it('takes several offers from a list or from YAML documents, and keeps them as drafts when told', async () => {
    const document = (name: string) => `name: ${name}\ndiscount: 5\nschedule: ${JSON.stringify(SCHEDULE)}\n`;
    const { result } = await hand.applying(`${document('A')}---\n${document('B')}`, { draft: true });
    expect(result).toMatchObject([
      { name: 'A', intent: 'draft' },
      { name: 'B', intent: 'draft' },
    ]);
  });

  it.each<[string, string | object, RegExp]>([
    ['a discount under 0', offer({ discount: -1 }), /^discount: -1 is not accepted; write a percentage from 0 to 100$/],
    ['a discount over 100', offer({ discount: 120 }), /^discount: 120 is not accepted/],
    ['no name', { discount: 3, schedule: SCHEDULE }, /^name: is missing; give it$/],
    ['a name of 129 characters', offer({ name: 'é'.repeat(129) }), /^name: has 129 characters; write 1 to 128/],
    [
      'an end before the start',
      offer({ schedule: { ...SCHEDULE, end: '2026-11-27T17:00' } }),
      /is not after the start/,
    ],
    [
      'what is wholly past',
      offer({ schedule: { start: '2026-11-01T00:00', end: '2026-11-02T00:00' } }),
      /is past \(the shop's clock says 2026-11-27T12:00/,
    ],
    [
      'a time that is none',
      offer({ schedule: { ...SCHEDULE, start: 'tomorrow' } }),
      /schedule.start: "tomorrow" is not a local date/,
    ],
    [
      'a zone that is none',
      offer({ schedule: { ...SCHEDULE, timezone: 'Mars' } }),
      /schedule.timezone: "Mars" is not a time zone/,
    ],
    [
      'an unknown group',
      offer({ audience: { memberGroups: ['Nobody'] } }),
      /audience.memberGroups.0: there is no group called "Nobody"; known: 1 /,
    ],
    ['an unknown group id', offer({ referenceGroup: 99 }), /referenceGroup: there is no group 99/],
    [
      'an unknown category',
      offer({ categories: [{ category: 'Toys', discount: 1 }] }),
      /categories.0.category: there is no category called "Toys"/,
    ],
    [
      'an unknown module',
      offer({ modulesDenied: ['ps_gold'] }),
      /modulesDenied.0: there is no module called "ps_gold"/,
    ],
    ['an unknown shop', offer({ shop: 'Nowhere' }), /shop: there is no shop called "Nowhere"/],
    [
      'an unknown customer',
      offer({ audience: { customers: [2, 9_999] } }),
      /audience.customers: the shop has no customer 9999/,
    ],
    [
      'an unknown preset',
      offer({ audience: 'some' }),
      /^audience: "some" is no preset; write all, or one of old-big, /,
    ],
    [
      'a denied module while customers keep their groups',
      offer({ modulesDenied: [2], membership: 'keep' }),
      /membership: keep cannot take a module away/,
    ],
    ['an unknown field', offer({ dicsount: 3 }), /^offer: dicsount is not known here; there are id, name/],
    ['an unknown offer', offer({ id: 77 }), /the shop has none with the id 77/],
    ['a name twice in the file', [offer(), offer()], /name: "Weekend" stands in the file twice/],
    ['an empty file', '', /holds no offer/],
    ['no YAML', 'name: [', /is neither YAML nor JSON/],
  ])('refuses %s, and changes nothing', async (_, content, message) => {
    expect(await refusal(content)).toMatch(message);
  });

  it('refuses a name that two groups have', async () => {
    const { db } = hand.sample;
    const ids = [await writeGroup(db, {}, 'Twin'), await writeGroup(db, {}, 'Twin')];
    expect(await refusal(offer({ audience: { defaultGroups: ['Twin'] } }))).toContain(
      `"Twin" is the name of several (${ids.join(', ')}); write the id instead`,
    );
  });

  it('refuses a second offer of the same name while the first can still run', async () => {
    await hand.applying(offer());
    expect(await refusal(offer())).toContain('write "id: 1" to change that one');
    hand.now = Date.parse('2026-12-24T00:00:00Z');
    const { result } = await hand.applying(offer({ schedule: { start: '2026-12-25T00:00', end: '2026-12-26T00:00' } }));
    expect(result).toMatchObject([{ id: 2 }]);
  });

  it('refuses to change an offer that was ended', async () => {
    await hand.applying(offer());
    await hand.run((s) => end(s, '1'));
    hand.now += 60_000;
    expect(await refusal(offer({ id: 1 }))).toMatch(/id: offer 1 was ended for good at .*; leave the id out/);
  });

  it('refuses everything while group prices are switched off', async () => {
    await switchGroupPrices(hand.sample.db, false);
    expect(await refusal(offer())).toMatch(/ignores group prices: switch on Advanced Parameters > Performance/);
  });

  it('puts back the offers before one that only the shop refuses', async () => {
    await hand.applying(offer({ name: 'Old' }));
    const twice = {
      name: 'C',
      categories: [
        { category: 'Art', discount: 1 },
        { category: 'Art', discount: 2 },
      ],
    };
    await expect(hand.applying([offer({ id: 1, name: 'New' }), offer({ name: 'B' }), offer(twice)])).rejects.toThrow(
      /reductions/,
    );
    expect((await hand.shop.offers()).map(({ id, name, intent }) => [id, name, intent])).toEqual([[1, 'Old', 'armed']]);
  });
});

describe('apply of an offer that comes again, and goes round', () => {
  const again = { ...SCHEDULE, recurrence: { every: 'friday', times: 3, except: ['2026-12-04'] } };
  const week = { turn: '8 hours', cohorts: 3 };

  it('stores recurrence and rotation, from the first window to the end of the last', async () => {
    const { result } = await hand.applying(offer({ schedule: again, rotation: { ...week, coolDown: 1, maxTurns: 4 } }));
    expect(result).toMatchObject([{ startsAt: '2026-11-27T17:00:00Z', endsAt: '2026-12-14T22:59:00Z' }]);
    expect(await hand.shop.offer(1)).toMatchObject({
      schedule: { recurrence: { rule: 'FREQ=WEEKLY;BYDAY=FR;COUNT=3', except: ['2026-12-04'], cuts: [] } },
      rotation: { turn: 'PT8H', by: { cohorts: 3 }, coolDown: 1, maxTurns: 4 },
    });
  });

  it('accepts a recurrence without end, and says so', async () => {
    const { result, notes } = await hand.applying(offer({ schedule: { ...SCHEDULE, recurrence: { every: 'month' } } }));
    expect(result).toMatchObject([{ endsAt: '2099-12-31T23:59:59Z' }]);
    expect(notes).toContain(
      'note: schedule.recurrence: comes again without end; set one with until or times (in a rule, UNTIL or COUNT)\n',
    );
    const rule = await hand.applying(
      offer({ name: 'B', schedule: { ...SCHEDULE, recurrence: { rule: 'FREQ=MONTHLY' } } }),
    );
    expect(rule.notes).toContain('comes again without end; set one with until or times (in a rule, UNTIL or COUNT)\n');
  });

  it('accepts an audience of nobody, and says so', async () => {
    const { result, notes } = await hand.applying(offer({ audience: { age: { atLeast: 119 } } }));
    expect(result).toMatchObject([{ intent: 'armed' }]);
    expect(notes).toContain('note: audience: means nobody of 99 customers now');
  });

  it('keeps the windows that were ended when the offer is changed', async () => {
    const running = {
      timezone: 'UTC',
      start: '2026-11-27T11:00',
      end: '2026-11-27T14:00',
      recurrence: { every: 'day' },
    };
    await hand.applying(offer({ schedule: running }));
    await hand.run((s) => end(s, '1', { window: true }));
    await hand.applying(offer({ id: 1, discount: 25, schedule: running }));
    expect((await hand.shop.offer(1)).schedule.recurrence?.cuts).toEqual(['2026-11-27T12:00:00Z']);
  });

  it.each<[string, object, RegExp]>([
    [
      'a rule that cannot be read',
      { schedule: { ...SCHEDULE, recurrence: { rule: 'FREQ=OFTEN' } } },
      /schedule\.recurrence/,
    ],
    [
      'an until before the first window',
      { schedule: { ...SCHEDULE, recurrence: { every: 'friday', until: '2026-01-01' } } },
      /^schedule\.recurrence\.until: 2026-01-01 leaves no window from 2026-11-27T18:00 on; change it, its end or the start$/,
    ],
    [
      'an until that the calendar does not have',
      { schedule: { ...SCHEDULE, recurrence: { every: 'friday', until: '2027-02-30' } } },
      /^schedule\.recurrence\.until: "2027-02-30": UNTIL=20270230T235959 is not a date of the calendar; write one/,
    ],
    [
      'no window but one that is left out',
      { schedule: { ...SCHEDULE, recurrence: { every: 'friday', times: 1, except: ['2026-11-27'] } } },
      /^schedule\.recurrence\.every: friday leaves no window from 2026-11-27T18:00 on that is not left out; change it, its end, except/,
    ],
    [
      'an every that is too seldom',
      { schedule: { ...SCHEDULE, recurrence: { every: '5000 weeks' } } },
      /^schedule\.recurrence\.every: "5000 weeks": INTERVAL=5000 must be a whole number from 1 to 1000$/,
    ],
    [
      'a turn longer than the window',
      { rotation: { turn: '7 days', cohorts: 3 } },
      /^rotation\.turn: P7D is longer than the window/,
    ],
    [
      'a turn of no time',
      { rotation: { turn: '0 days', cohorts: 3 } },
      /^rotation\.turn: "P0D" is not the length of a turn/,
    ],
    [
      'a cool-down longer than the round',
      { rotation: { ...week, coolDown: 3 } },
      /^rotation\.coolDown: 3 turns cannot be sat out/,
    ],
    [
      'windows that are all past',
      { schedule: { start: '2026-11-01T00:00', end: '2026-11-02T00:00', recurrence: { every: 'day', times: 2 } } },
      /is past/,
    ],
  ])('refuses %s, and changes nothing', async (_, fields, message) => {
    expect(await refusal(offer(fields))).toMatch(message);
  });
});
