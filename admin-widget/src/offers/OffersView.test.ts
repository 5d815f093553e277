import { instantOf } from '@group-offers/sync-service/windows';
import { ShopUnavailableError } from '@group-offers/sync-service/errors';
import type { LeaveResult } from '@group-offers/sync-service/moves';
import type { Offer } from '@group-offers/sync-service/offer';
import { problem } from '@group-offers/sync-service/problems';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Desk } from '../shop/desk.ts';
import { mountPart, type MountOptions } from '../testing.ts';
import OffersView from './OffersView.vue';
import { figuresOf, offerOf, overviewOf } from './samples.ts';

const NOW = Date.parse('2026-11-28T09:00:00Z');
const GONE: LeaveResult = {
  left: 0,
  restored: 0,
  staffKept: 0,
  changedElsewhere: 0,
  corrected: 0,
  deleted: 0,
  deferred: 0,
  remaining: 0,
  next: null,
  nextDue: null,
  longestLockMs: 1,
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'], now: NOW });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the list of offers', () => {
  test('says of each offer where it stands, what comes next, and how many are in it', async () => {
    const part = await view([offerOf(), offerOf({ id: 13, name: 'Plan of mine', intent: 'draft' })]);
    expect(rowOf(part, 'Summer for regulars')).toContain('Running');
    expect(rowOf(part, 'Summer for regulars')).toContain('Ends Nov 29, 2026, 11:59 PM');
    expect(rowOf(part, 'Summer for regulars')).toContain('40 customers in it now');
    expect(rowOf(part, 'Plan of mine')).toContain('Draft');
  });

  test('gives the shop the windows that it wants, once, if the employee may edit', async () => {
    const again = { ...offerOf().schedule, recurrence: { rule: 'FREQ=WEEKLY', except: [], cuts: [] } };
    const endsAt = instantOf(Date.parse('2099-12-31T23:59:59Z'));
    const wanting = offerOf({ id: 13, schedule: again, endsAt, wantsWindows: true });
    const topUp = vi.fn<Desk['topUp']>(() => Promise.reject(new Error('somebody else changed it')));
    const offers = [offerOf(), wanting, offerOf({ ...wanting, id: 14, intent: 'archived' })];
    const part = await view(offers, { topUp });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(topUp.mock.calls).toEqual([[wanting]]);
    expect(part.errors.failure.value).toBeNull();
    topUp.mockClear();
    await view(offers, { topUp }, { boot: { rights: ['view'] } });
    expect(topUp).not.toHaveBeenCalled();
  });

  test('says the same of an offer in the timeline and in the list', async () => {
    const part = await view([offerOf({ cutAt: instantOf(NOW - 60_000) })]);
    expect(rowOf(part, 'Summer for regulars')).toContain('Ending since');
    expect(part.find('.go-tl-row').textContent).toContain('Ending');
    expect(part.text()).not.toMatch(/Ended (?!\d)/u);
  });

  test('shows what was put away only when asked, and finds by name without accents', async () => {
    const part = await view([
      offerOf({ name: 'Été à la plage' }),
      offerOf({ id: 13, name: 'Old one', intent: 'archived' }),
    ]);
    expect(names(part)).toEqual(['Été à la plage']);
    await part.type('input[type=search]', 'ete plage');
    expect(names(part)).toEqual(['Été à la plage']);
    await part.type('input[type=search]', 'winter');
    expect(part.text()).toContain('No offer matches.');
    await part.type('input[type=search]', '');
    await part.press('Archived');
    expect(names(part)).toEqual(['Old one']);
  });

  test('shows a name as text, whatever is in it', async () => {
    const part = await view([offerOf({ name: '<img src=x onerror=alert(1)> {{ 7 * 7 }} @:common.save | a' })]);
    expect(names(part)).toEqual(['<img src=x onerror=alert(1)> {{ 7 * 7 }} @:common.save | a']);
    expect(part.all('.go-offers-list img')).toEqual([]);
    await part.press('End now');
    expect(part.find('dialog[open]').textContent).toContain(
      '“<img src=x onerror=alert(1)> {{ 7 * 7 }} @:common.save | a”',
    );
  });

  test('offers no change to whoever may only look', async () => {
    const part = await view([offerOf()], {}, { boot: { rights: ['view'] } });
    expect(part.text()).toContain('Summer for regulars');
    expect(part.all('button').map((each) => each.textContent?.trim())).not.toContain('Actions');
    expect(part.text()).not.toContain('Pause all');
  });

  test('invites to plan the first one', async () => {
    const part = await view([]);
    await part.press('Plan your first offer');
    expect(part.router.currentRoute.value.path).toBe('/new');
  });

  test('looks again every ten seconds, and reads the offers only when something changed', async () => {
    const overview = vi.fn().mockResolvedValue(overviewOf(NOW, [figuresOf({ open: 40 })]));
    const offers = vi.fn().mockResolvedValue({ offers: [offerOf()], unreadable: [] });
    const part = await mountPart(OffersView, { desk: { overview, offers } });
    overview.mockResolvedValue(overviewOf(NOW, [figuresOf({ open: 90 })]));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(rowOf(part, 'Summer for regulars')).toContain('90 customers');
    expect(rowOf(part, 'Summer for regulars')).toContain('Starting');
    expect(offers).toHaveBeenCalledTimes(1);
    overview.mockResolvedValue(overviewOf(NOW, [], { counter: '2' }));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(offers).toHaveBeenCalledTimes(2);
  });

  test('goes on looking when the shop fails, and takes its word back', async () => {
    const overview = vi.fn().mockRejectedValueOnce(new ShopUnavailableError('failed', 500, 0));
    const part = await mountPart(OffersView, {
      desk: { overview, offers: () => Promise.resolve({ offers: [offerOf()], unreadable: [] }) },
    });
    expect(part.errors.failure.value?.kind).toBe('unavailable');
    overview.mockResolvedValue(overviewOf(NOW));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(part.errors.failure.value).toBeNull();
    expect(part.text()).toContain('Summer for regulars');
  });

  test('names an offer that cannot be read, beside the others', async () => {
    const part = await mountPart(OffersView, {
      desk: {
        overview: () => Promise.resolve(overviewOf(NOW)),
        offers: () =>
          Promise.resolve({
            offers: [offerOf()],
            unreadable: [{ id: 9, armed: true, why: problem('unreadable_offer', { field: 'audience' }) }],
          }),
      },
    });
    expect(part.text()).toContain('Offer 9 cannot be shown');
    expect(names(part)).toEqual(['Summer for regulars']);
  });
});

describe('ending an offer', () => {
  test('asks once with the number of customers, tells the shop, and lets them go in steps, the service dead', async () => {
    const change = vi.fn<Desk['change']>().mockResolvedValue(offerOf());
    const answers = [
      { ...GONE, left: 15, remaining: 25 },
      { ...GONE, left: 24, deferred: 1 },
    ];
    let answer: (result: LeaveResult) => void = () => undefined;
    const leave = vi.fn(() => new Promise<LeaveResult>((resolve) => (answer = resolve)));
    const part = await view([offerOf()], { change, leave }, {}, { heartbeat: NOW - 3_600_000 });

    await part.press('End now');
    expect(part.find('dialog[open]').textContent).toContain('40 customers get back their own prices at once.');
    expect(change).not.toHaveBeenCalled();
    await confirm(part);
    expect(change).toHaveBeenCalledWith(offerOf(), { cutAt: NOW });
    answer(answers[0]!);
    await vi.advanceTimersByTimeAsync(0);
    expect(part.find('[role=progressbar]').getAttribute('aria-valuetext')).toBe('15 of 40');
    answer(answers[1]!);
    await vi.advanceTimersByTimeAsync(0);
    expect(leave).toHaveBeenCalledTimes(2);
    expect(part.errors.said.value).toBe(
      '“Summer for regulars” is over. 39 customers have back what they had. ' +
        '1 is just paying and follows after the order, or in a few minutes.',
    );
    expect(part.all('dialog[open]')).toEqual([]);
  });

  test('goes on where it stopped when the shop fails half way, and does not end the offer twice', async () => {
    const change = vi.fn<Desk['change']>().mockResolvedValue(offerOf());
    const leave = vi
      .fn<Desk['leave']>()
      .mockRejectedValueOnce(new ShopUnavailableError('failed', 500, 0))
      .mockResolvedValueOnce({ ...GONE, left: 40 });
    const part = await view([offerOf()], { change, leave });
    await part.press('End now');
    await confirm(part);
    expect(part.find('dialog[open]').textContent).toContain('Not everybody is back yet');
    await confirm(part);
    expect(change).toHaveBeenCalledTimes(1);
    expect(part.errors.said.value).toContain('40 customers have back what they had.');
  });

  test('closes and says why when the shop does not take it', async () => {
    const change = vi.fn<Desk['change']>().mockRejectedValue(new ShopUnavailableError('failed', 500, 0));
    const part = await view([offerOf()], { change });
    await part.press('End now');
    await confirm(part);
    expect(part.all('dialog[open]')).toEqual([]);
    expect(part.errors.failure.value?.kind).toBe('unavailable');
  });

  test('leaves the choice between this time and the whole offer when it comes again', async () => {
    const change = vi.fn<Desk['change']>().mockResolvedValue(offerOf());
    const schedule = { ...offerOf().schedule, recurrence: { rule: 'FREQ=WEEKLY;COUNT=3', except: [], cuts: [] } };
    const part = await view([offerOf({ schedule })], { change, leave: () => Promise.resolve(GONE) });
    await part.press('End now');
    expect(part.find('dialog[open]').textContent).toContain('It ends for this time only.');
    await confirm(part);
    const [, once] = change.mock.lastCall!;
    expect(once.schedule?.recurrence?.cuts).toEqual(['2026-11-28T09:00:00Z']);

    await part.press('End now');
    part.find('input[value=whole]').click();
    await confirm(part);
    expect(change.mock.lastCall![1]).toEqual({ cutAt: NOW });
  });
});

describe('other actions', () => {
  test('deletes a draft, and lets nobody go for it', async () => {
    const remove = vi.fn<Desk['remove']>().mockResolvedValue();
    const draft = offerOf({ intent: 'draft' });
    const part = await view([draft], { remove });
    await part.press('Delete');
    await confirm(part);
    expect(remove).toHaveBeenCalledWith(draft);
    expect(part.errors.said.value).toBe('The draft “Summer for regulars” is deleted.');
  });

  test.each([
    ['Pause', offerOf(), 'paused'],
    ['Resume', offerOf({ intent: 'paused' }), 'armed'],
    ['Archive', offerOf({ cutAt: offerOf().startsAt }), 'archived'],
  ])('%s', async (label, offer, intent) => {
    const change = vi.fn<Desk['change']>().mockResolvedValue(offer);
    const part = await view([offer], { change, leave: () => Promise.resolve(GONE) });
    await part.press(label);
    await confirm(part);
    expect(change.mock.lastCall![1]).toEqual({ intent });
  });

  test('pauses all', async () => {
    const pauseAll = vi.fn<Desk['pauseAll']>().mockResolvedValue(1);
    const part = await view([offerOf()], { pauseAll, leave: () => Promise.resolve({ ...GONE, left: 40 }) });
    await part.press('Pause all');
    expect(part.find('dialog[open]').textContent).toContain('40 customers get back their own prices');
    await confirm(part);
    expect(pauseAll).toHaveBeenCalledOnce();
    expect(part.errors.said.value).toBe('All offers are paused. 40 customers have back what they had.');
  });

  test('duplicate and edit lead to the editor', async () => {
    const part = await view([offerOf()]);
    await part.press('Duplicate');
    expect(part.router.currentRoute.value.fullPath).toBe('/new?from=12');
    await part.press('Edit');
    expect(part.router.currentRoute.value.fullPath).toBe('/offers/12/edit');
  });
});

async function view(
  offers: readonly Offer[],
  desk: Partial<Desk> = {},
  options: MountOptions = {},
  status: Parameters<typeof overviewOf>[2] = {},
) {
  const figures = [figuresOf({ open: offers.some(({ intent }) => intent === 'armed') ? 40 : 0 })];
  return mountPart(OffersView, {
    ...options,
    desk: {
      overview: () => Promise.resolve(overviewOf(NOW, figures, status)),
      offers: () => Promise.resolve({ offers: [...offers], unreadable: [] }),
      ...desk,
    },
  });
}

type Part = Awaited<ReturnType<typeof view>>;

/** Presses the button that confirms. */
async function confirm(part: Part): Promise<void> {
  const buttons = part.all('dialog[open] footer button');
  buttons.at(-1)!.click();
  await vi.advanceTimersByTimeAsync(0);
}

function names(part: Part): string[] {
  return part.all('.go-offers-name a').map((each) => each.textContent!.trim());
}

function rowOf(part: Part, name: string): string {
  const row = part.all('.go-offers-row').find((each) => each.textContent!.includes(name));
  return row!.textContent!.replace(/\s+/gu, ' ');
}
