import type { OfferPlan, Schedule } from '@group-offers/sync-service/offer';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { mountPart } from '../testing.ts';
import { NOW, planOf, scheduleOf } from './plan.fixture.ts';
import WhenSection from './WhenSection.vue';

interface Options {
  readonly locale?: string;
  readonly now?: string;
  readonly running?: boolean;
  readonly timezone?: string;
}

/** The section as the editor has it: what it says of the plan comes back to it. */
async function whenSection(schedule: Schedule, { locale = 'en-GB', now, running = false, timezone }: Options = {}) {
  const part = await mountPart(WhenSection, {
    locale,
    ...(timezone === undefined ? {} : { boot: { timezone } }),
    props: {
      plan: planOf(schedule),
      choices: {},
      running,
      now: now === undefined ? NOW : Temporal.Instant.from(now).epochMilliseconds,
      'onUpdate:plan': (plan: OfferPlan) => part.wrapper.setProps({ plan }),
    },
  });
  const plan = () => (part.wrapper.props() as { plan: OfferPlan }).plan;
  return { ...part, schedule: () => plan().schedule };
}
type Section = Awaited<ReturnType<typeof whenSection>>;

const choose = async ({ find, wrapper }: Section, selector: string) => {
  find(selector).click();
  await wrapper.vm.$nextTick();
};
const card = (section: Section, value: string) => choose(section, `input[name="go-repeat"][value="${value}"]`);
const value = ({ find }: Section, selector: string) => (find(selector) as HTMLInputElement).value;

const ONCE = scheduleOf('2026-11-27T18:00', '2026-11-29T23:59');

describe('start and end', () => {
  it('are chosen with one press', async () => {
    const section = await whenSection(ONCE);
    await section.press('Black Friday to Cyber Monday');
    expect(section.schedule()).toEqual(scheduleOf('2026-11-27T00:00', '2026-11-30T23:59'));
    expect(value(section, '#go-start-date')).toBe('2026-11-27');
    expect(section.text()).toContain('From Fri, 27 Nov 2026, 0:00 to Mon, 30 Nov 2026, 23:59.');
    expect(section.button('Black Friday to Cyber Monday').getAttribute('aria-pressed')).toBe('true');
  });

  it('are written, and a start after the end takes the end along', async () => {
    const section = await whenSection(ONCE);
    await section.type('#go-end-time', '20:00');
    expect(section.schedule().end).toBe('2026-11-29T20:00');
    await section.type('#go-start-date', '2026-12-04');
    expect(section.schedule()).toEqual(scheduleOf('2026-12-04T18:00', '2026-12-06T20:00'));
  });

  it('an end before the start is told at the end’s fields, and nothing is drawn of it', async () => {
    const section = await whenSection(ONCE);
    await section.type('#go-end-date', '2026-11-20');
    const error = section.find('#go-end-error');
    expect(error.textContent).toBe('The end has to be after the start, Fri, 27 Nov 2026, 18:00. Choose a later end.');
    expect(section.find('#go-end-date').getAttribute('aria-describedby')).toBe('go-end-error');
    expect(section.find('#go-end-date').getAttribute('aria-invalid')).toBe('true');
    expect(section.all('table')).toEqual([]);
  });

  it('an emptied date is told', async () => {
    const section = await whenSection(ONCE);
    await section.type('#go-start-date', '');
    expect(section.find('#go-start-error').textContent).toBe('Choose date and time of the start.');
    await section.type('#go-start-date', '2026-11-27');
    expect(section.schedule().start).toBe('2026-11-27T18:00');
  });

  it('a year that is still being typed is not taken for one, however often the offer comes', async () => {
    const section = await whenSection(scheduleOf('2026-11-27T18:00', '2026-11-27T22:00', 'FREQ=DAILY'));
    await section.type('#go-start-date', '0002-11-27');
    expect(section.find('#go-start-error').textContent).toBe('Choose date and time of the start.');
    expect(section.all('table')).toEqual([]);
  });

  it('say whose clock they go by', async () => {
    const here = await whenSection(ONCE);
    expect(here.text()).toContain('By the clock of Europe/Madrid, where it is 10:12 now.');
    here.wrapper.unmount();
    const there = await whenSection(ONCE, { timezone: 'America/New_York' });
    expect(there.text()).toContain('by the clock of Europe/Madrid, and your shop by that of America/New York');
  });

  it('what is over is told; that it is running, too', async () => {
    const over = await whenSection(scheduleOf('2026-11-01T00:00', '2026-11-02T00:00'));
    expect(over.text()).toContain('All of this is over already.');
    over.wrapper.unmount();
    const begun = await whenSection(scheduleOf('2026-11-20T00:00', '2026-11-30T00:00'));
    expect(begun.text()).toContain('the offer starts as soon as you activate it');
    begun.wrapper.unmount();
    const running = await whenSection(scheduleOf('2026-11-20T00:00', '2026-11-30T00:00'), { running: true });
    expect(running.text()).toContain('A new end counts at once');
    expect(running.text()).not.toContain('as soon as you activate it');
  });
});

describe('an offer that comes again', () => {
  it('every week on chosen days, until a date', async () => {
    const section = await whenSection(scheduleOf('2026-11-27T18:00', '2026-11-27T22:00'));
    await card(section, 'week');
    expect(section.schedule().recurrence!.rule).toBe('FREQ=WEEKLY;BYDAY=FR');
    await choose(section, 'input[aria-label="Saturday"]');
    await choose(section, 'input[name="go-ends"][value="until"]');
    await section.type('#go-ends-date', '2026-12-31');
    expect(section.schedule().recurrence!.rule).toBe('FREQ=WEEKLY;BYDAY=FR,SA;UNTIL=20261231T235959');
    expect(section.find('[role="status"]').textContent).toBe(
      'Every Friday and Saturday from 18:00 to 22:00, until 31 December 2026.',
    );
    await section.type('#go-interval', '2');
    expect(section.find('[role="status"]').textContent).toContain('Every 2 weeks on Friday and Saturday');
  });

  it('a week keeps at least one day', async () => {
    const section = await whenSection(scheduleOf('2026-11-27T18:00', '2026-11-27T22:00', 'FREQ=WEEKLY;BYDAY=FR'));
    expect((section.find('input[aria-label="Friday"]') as HTMLInputElement).disabled).toBe(true);
  });

  it('on the first Monday of the month, so many times', async () => {
    const section = await whenSection(scheduleOf('2026-12-07T08:00', '2026-12-07T20:00'));
    await card(section, 'month');
    await choose(section, 'input[name="go-month-by"]:not(:checked)');
    await choose(section, 'input[name="go-ends"][value="times"]');
    await section.type('#go-ends-count', '3');
    expect(section.schedule().recurrence!.rule).toBe('FREQ=MONTHLY;BYDAY=1MO;COUNT=3');
    expect(section.text()).toContain('On the first Monday of every month from 8:00 to 20:00, 3 times.');
    const coming = section.all('ol li').map((each) => each.textContent);
    expect(coming).toHaveLength(3);
    expect(coming[1]).toBe('Mon, 4 Jan 2027, 8:00 – Mon, 4 Jan 2027, 20:00');
  });

  it('on a day that not all months have, which is said', async () => {
    const section = await whenSection(scheduleOf('2026-11-30T08:00', '2026-11-30T20:00'));
    await card(section, 'month');
    expect(section.text()).toContain('Months without a day 30 are left out.');
    await section.type('#go-month-day', '-1');
    expect(section.schedule().recurrence!.rule).toBe('FREQ=MONTHLY;BYMONTHDAY=-1');
    expect(section.text()).not.toContain('are left out');
  });

  it('by a rule of one’s own; one that cannot be read is told in words', async () => {
    const section = await whenSection(ONCE);
    await card(section, 'own');
    await section.type('#go-rule', 'RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1');
    expect(section.schedule().recurrence!.rule).toBe('FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1');
    expect(section.find('[role="status"]').textContent).toContain('By your own rule');
    await section.type('#go-rule', 'FREQ=WEEKLY;BYDAY=FRIDAY');
    expect(section.find('#go-rule-error').textContent).toContain('is no day of the week. Write MO, TU, WE');
    expect(section.find('#go-rule').getAttribute('aria-invalid')).toBe('true');
    // It is still the expert's, though the picker could show it.
    await section.type('#go-rule', 'FREQ=WEEKLY;BYDAY=FR');
    expect(value(section, '#go-rule')).toBe('FREQ=WEEKLY;BYDAY=FR');
    await card(section, 'once');
    expect(section.schedule().recurrence).toBeNull();
  });

  it('without end, which is said', async () => {
    const section = await whenSection(scheduleOf('2026-11-27T18:00', '2026-11-27T22:00', 'FREQ=DAILY'));
    expect(section.text()).toContain('It goes on until you end it.');
    expect(section.text()).toContain('and so on');
  });

  it('but not on Christmas: left out by its date, and taken in again', async () => {
    const section = await whenSection(scheduleOf('2026-11-27T18:00', '2026-11-27T22:00', 'FREQ=WEEKLY;BYDAY=FR'));
    await section.type('#go-except-date', '2026-12-25');
    await section.press('Leave out');
    expect(section.schedule().recurrence!.except).toEqual(['2026-12-25']);
    expect(section.find('[role="status"]').textContent).toContain('except on 25 December 2026');
    await section.press('Do not leave out Fri, 25 Dec 2026');
    expect(section.schedule().recurrence!.except).toEqual([]);
  });

  it('a day left out on which nothing would start is told', async () => {
    const section = await whenSection(scheduleOf('2026-11-27T18:00', '2026-11-27T22:00', 'FREQ=WEEKLY;COUNT=9'));
    await section.type('#go-except-date', '2026-12-24');
    await section.press('Leave out');
    expect(section.text()).toContain('Thu, 24 Dec 2026 is left out, but nothing would start on it.');
  });
});

describe('the calendar', () => {
  const WEEKENDS = scheduleOf('2026-11-27T18:00', '2026-11-29T23:59', 'FREQ=WEEKLY;BYDAY=FR;COUNT=9');
  const dayOf = ({ all }: Section, words: string) =>
    all('td').filter((each) => `${each.innerHTML}`.includes(words)).length;

  it('begins with the first month, shows its days, and goes on', async () => {
    const section = await whenSection(WEEKENDS);
    expect(section.find('caption').textContent!.trim()).toBe('November 2026');
    expect(dayOf(section, 'Fri, 27 Nov 2026, offer runs, starts')).toBe(1);
    expect(dayOf(section, 'Sat, 28 Nov 2026, offer runs')).toBe(1);
    expect(dayOf(section, 'Sun, 29 Nov 2026, offer runs, ends')).toBe(1);
    expect(dayOf(section, 'Mon, 23 Nov 2026, today')).toBe(1);
    await section.press('Month after');
    expect(section.find('caption').textContent!.trim()).toBe('December 2026');
    expect(dayOf(section, 'Fri, 25 Dec 2026, offer runs, starts')).toBe(1);
  });

  it('leaves a day out with one press, and takes it in again', async () => {
    const section = await whenSection(WEEKENDS);
    await section.press('Fri, 27 Nov 2026, offer runs, starts. Click to leave this day out');
    expect(section.schedule().recurrence!.except).toEqual(['2026-11-27']);
    // The first time is now another one: its month is shown.
    expect(section.find('caption').textContent!.trim()).toBe('December 2026');
    await section.press('Month before');
    await section.press('Fri, 27 Nov 2026, left out. Click to take this day in again');
    expect(section.schedule().recurrence!.except).toEqual([]);
  });

  it('starts its weeks as the employee’s country does', async () => {
    const section = await whenSection(WEEKENDS, { locale: 'en-US' });
    expect(section.find('th').getAttribute('abbr')).toBe('Sunday');
    section.wrapper.unmount();
    const french = await whenSection(WEEKENDS, { locale: 'fr-FR' });
    expect(french.find('th').getAttribute('abbr')).toBe('lundi');
  });
});

describe('the hour that happens twice', () => {
  const night = scheduleOf('2026-10-24T22:00', '2026-10-25T02:30');
  const now = '2026-10-20T08:00:00Z';

  it('the first 02:30 counts, and it is said', async () => {
    const section = await whenSection(night, { now });
    expect(section.text()).toContain(
      'The clock goes back: Sun, 25 Oct 2026, 2:30 happens twice in Europe/Madrid. For the end, the first one counts.',
    );
    // Over before the clock is put back: no hour is gained.
    expect(section.text()).not.toContain('longer than the times suggest');
    section.wrapper.unmount();
    const spanish = await whenSection(night, { now, locale: 'es-ES' });
    expect(spanish.text()).toContain('ocurre dos veces en Europe/Madrid. Para el final cuenta la primera.');
  });

  it('an offer over that night lasts an hour longer than it looks, and its day is marked', async () => {
    const section = await whenSection(scheduleOf('2026-10-24T18:00', '2026-10-25T20:00'), { now });
    expect(section.text()).toContain(
      'The clock goes back on 25 October 2026 while the offer runs: it lasts 1 hour longer than the times suggest.',
    );
    expect(section.find('table').innerHTML).toContain('Sun, 25 Oct 2026, offer runs, ends, the clock goes back');
  });

  it('the hour that is missing in spring: a start in it moves, and the offer is shorter', async () => {
    const section = await whenSection(scheduleOf('2027-03-28T02:30', '2027-03-28T12:00'));
    expect(section.text()).toContain('The start is then Sun, 28 Mar 2027, 3:30.');
    section.wrapper.unmount();
    const over = await whenSection(scheduleOf('2027-03-27T00:00', '2027-03-28T23:59'));
    expect(over.text()).toContain('it is 1 hour shorter than the times suggest');
  });
});
