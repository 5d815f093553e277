import type { Offer } from '@group-offers/sync-service/offer';
import { describe, expect, it } from 'vitest';
import { mountPart } from '../testing.ts';
import { NOW, offerOf, scheduleOf } from './plan.fixture.ts';
import Timeline from './Timeline.vue';

const sale = offerOf(1, 'Sale', scheduleOf('2026-11-20T00:00', '2026-12-05T00:00'));
const friday = offerOf(2, 'Black Friday', scheduleOf('2026-11-27T00:00', '2026-11-30T00:00'), { priority: 5 });
const lunch = offerOf(3, 'Lunch', scheduleOf('2027-01-11T12:00', '2027-01-11T14:00', 'FREQ=DAILY;COUNT=3'));

async function timeline(offers: readonly Offer[], more: { locale?: string; rtl?: boolean } = {}) {
  const { locale = 'en-GB', rtl = false } = more;
  const part = await mountPart(Timeline, { locale, boot: { rtl }, props: { offers, now: NOW } });
  const names = () => part.all('li button').map((each) => each.textContent!.trim());
  const key = async (name: string) => {
    document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true }));
    await part.wrapper.vm.$nextTick();
  };
  const days = () => part.find('[aria-live="polite"]').textContent!.replace(/\s*–\s*/u, ' – ');
  return { ...part, names, key, days };
}

describe('the timeline', () => {
  it('tells of each offer in the view how it stands, and who goes first', async () => {
    const { names, text } = await timeline([sale, friday, lunch]);
    expect(names()).toEqual(['Black Friday', 'Sale']);
    expect(text()).toMatch(/Planned · from Fri,? 27 Nov, 0:00/);
    expect(text()).toMatch(/Running · until Sat,? 5 Dec, 0:00/);
    expect(text()).toContain('“Black Friday”');
    expect(text()).toContain('goes first');
    expect(text()).toContain('1 more offer with nothing in this time');
  });

  it('opens an offer by its name and by its bar', async () => {
    const { press, all, wrapper } = await timeline([sale, friday]);
    await press('Sale');
    all('li svg')[0]!.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    expect(wrapper.emitted('open')).toEqual([[1], [2]]);
  });

  it('goes through time, and comes back', async () => {
    const { press, names, days } = await timeline([sale, friday, lunch]);
    expect(days()).toBe('16 Nov – 20 Dec 2026');
    await press('Later');
    await press('Later');
    expect(days()).toBe('11 Jan – 14 Feb 2027');
    expect(names()).toEqual(['Lunch']);
    await press('Today');
    expect(names()).toEqual(['Black Friday', 'Sale']);
  });

  it('shows a week, a month or three', async () => {
    const { press, names, days, button } = await timeline([sale, friday, lunch]);
    await press('Week');
    expect(days()).toBe('22 – 28 Nov 2026');
    expect(button('Week').getAttribute('aria-pressed')).toBe('true');
    await press('Quarter');
    expect(names()).toEqual(['Black Friday', 'Sale', 'Lunch']);
  });

  it('is walked by keyboard: one stop, arrows through offers and time', async () => {
    const { all, find, key, names, days } = await timeline([sale, friday, lunch]);
    expect(all('li button').map((each) => each.tabIndex)).toEqual([0, -1]);
    find('li button').focus();
    await key('ArrowDown');
    expect(document.activeElement!.textContent).toContain('Sale');
    expect(all('li button').map((each) => each.tabIndex)).toEqual([-1, 0]);
    await key('Home');
    expect(document.activeElement!.textContent).toContain('Black Friday');
    await key('ArrowRight');
    expect(days()).toBe('14 Dec 2026 – 17 Jan 2027');
    expect(names()).toEqual(['Lunch']);
  });

  it('from right to left, later is to the left', async () => {
    const { find, key, days } = await timeline([sale], { rtl: true });
    find('li button').focus();
    await key('ArrowLeft');
    expect(days()).toBe('14 Dec 2026 – 17 Jan 2027');
  });

  it('is a table, too, with the same in words', async () => {
    const { press, all, wrapper } = await timeline([sale, friday], { locale: 'es-ES' });
    await press('Tabla');
    const cells = all('tbody tr').map((row) => [...row.children].map((cell) => cell.textContent!.trim()));
    expect(cells[0]).toEqual(['Black Friday', 'Planificada', 'vie, 27 nov 2026, 0:00', 'lun, 30 nov 2026, 0:00', '']);
    expect(cells[1]!.at(-1)).toContain('«Black Friday»');
    await press('Sale');
    expect(wrapper.emitted('open')).toEqual([[1]]);
  });

  it('says so when there is nothing', async () => {
    const { text } = await timeline([]);
    expect(text()).toContain('No offer in this time.');
  });
});
