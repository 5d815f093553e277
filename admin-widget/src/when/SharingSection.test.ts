import type { OfferPlan, Rotation, Schedule } from '@group-offers/sync-service/offer';
import { describe, expect, it } from 'vitest';
import { mountPart } from '../testing.ts';
import { NOW, planOf, scheduleOf } from './plan.fixture.ts';
import SharingSection from './SharingSection.vue';

const MONTH = scheduleOf('2026-12-01T00:00', '2026-12-29T00:00');
const WEEKLY: Rotation = { turn: 'P7D', by: { cohorts: 4 }, coolDown: 0, maxTurns: null };

async function sharing(
  rotation: Rotation | null,
  more: { eligible?: number | null; schedule?: Schedule; locale?: string } = {},
) {
  const { eligible = 1_000, schedule = MONTH, locale = 'en-GB' } = more;
  const part = await mountPart(SharingSection, {
    locale,
    props: {
      plan: planOf(schedule, { rotation }),
      choices: {},
      eligible,
      now: NOW,
      'onUpdate:plan': (plan: OfferPlan) => part.wrapper.setProps({ plan }),
    },
  });
  return { ...part, rotation: () => (part.wrapper.props() as { plan: OfferPlan }).plan.rotation };
}
const turnsShown = ({ all }: Awaited<ReturnType<typeof sharing>>) =>
  all('ol li').map((each) => each.textContent!.replaceAll(/\s+/gu, ' ').replaceAll('Tue, ', 'Tue ').trim());

describe('taking turns', () => {
  it('is off, and put on with one press; what was set comes back', async () => {
    const section = await sharing(null);
    expect(section.text()).toContain('Everybody who is meant has the offer the whole time.');
    section.find('#go-sharing-on').click();
    await section.wrapper.vm.$nextTick();
    expect(section.rotation()).toEqual({ turn: 'P7D', by: { cohorts: 3 }, coolDown: 0, maxTurns: null });
    await section.type('#go-turn', '2');
    section.find('#go-sharing-on').click();
    await section.wrapper.vm.$nextTick();
    expect(section.rotation()).toBeNull();
    section.find('#go-sharing-on').click();
    await section.wrapper.vm.$nextTick();
    expect(section.rotation()!.turn).toBe('P2D');
  });

  it.each([
    ['2026-12-29T00:00', 'P7D'],
    ['2026-12-05T00:00', 'P1D'],
    ['2026-12-02T00:00', 'PT8H'],
    ['2026-12-01T01:00', 'PT20M'],
  ])('begins with turns that fit: to %s, %s', async (end, turn) => {
    const section = await sharing(null, { schedule: scheduleOf('2026-12-01T00:00', end) });
    section.find('#go-sharing-on').click();
    await section.wrapper.vm.$nextTick();
    expect(section.rotation()).toEqual({ turn, by: { cohorts: 3 }, coolDown: 0, maxTurns: null });
    expect(section.all('#go-turn-error')).toEqual([]);
  });

  it('shows the coming turns and how often each customer has one', async () => {
    const section = await sharing(WEEKLY);
    expect(turnsShown(section)).toEqual([
      'Tue 1 Dec, 0:00 – Tue 8 Dec, 0:00about 250 customers',
      'Tue 8 Dec, 0:00 – Tue 15 Dec, 0:00about 250 customers',
      'Tue 15 Dec, 0:00 – Tue 22 Dec, 0:00about 250 customers',
      'Tue 22 Dec, 0:00 – Tue 29 Dec, 0:00about 250 customers',
    ]);
    expect(section.find('[role="status"]').textContent).toBe(
      'Each customer has about one turn in 4 weeks. So each has the offer about 1 time in all.',
    );
  });

  it('by a number of places', async () => {
    const section = await sharing(WEEKLY);
    section.find('input[value="capacity"]').click();
    await section.wrapper.vm.$nextTick();
    expect(section.rotation()!.by).toEqual({ capacity: 334 });
    await section.type('#go-capacity', '100');
    await section.type('#go-turn', '1');
    expect(turnsShown(section)[0]).toContain('about 100 customers');
    expect(section.find('[role="status"]').textContent).toContain('about one turn in 10 days');
    await section.type('#go-capacity', '5000');
    expect(section.find('[role="status"]').textContent).toContain('There are places for everybody');
  });

  it('too few turns for all are told', async () => {
    const section = await sharing({ ...WEEKLY, by: { cohorts: 6 } });
    expect(section.text()).toContain('There are 4 turns for 6 groups: some customers have none.');
    section.wrapper.unmount();
    const spanish = await sharing({ ...WEEKLY, by: { cohorts: 6 } }, { locale: 'es-ES' });
    expect(spanish.text()).toContain('Hay 4 turnos para 6 grupos: a algunos clientes no les toca.');
  });

  it('where the offer comes again, in turns and not in days', async () => {
    const schedule = scheduleOf('2026-11-27T18:00', '2026-11-29T18:00', 'FREQ=WEEKLY;BYDAY=FR');
    const section = await sharing({ ...WEEKLY, turn: 'P1D' }, { schedule });
    expect(section.find('[role="status"]').textContent).toBe('Each customer has about one turn in 4.');
    expect(turnsShown(section)).toHaveLength(6);
  });

  it('before customers are counted there are times without numbers', async () => {
    const section = await sharing(WEEKLY, { eligible: null });
    expect(turnsShown(section)[0]).toBe('Tue 1 Dec, 0:00 – Tue 8 Dec, 0:00');
    expect(section.text()).toContain('The numbers of customers come when they have been counted.');
  });

  it('a wrong number is told at its field', async () => {
    const section = await sharing(WEEKLY);
    await section.type('#go-cohorts', '');
    expect(section.text()).toContain('The number of groups has to be a whole number from 1 to 10,000.');
    expect(section.find('#go-cohorts').getAttribute('aria-invalid')).toBe('true');
    expect(section.all('ol li')).toEqual([]);
  });

  it('a turn that is longer than the offer, and one that is too short', async () => {
    const section = await sharing(WEEKLY);
    await section.type('#go-turn', '60');
    expect(section.find('#go-turn-error').textContent).toContain('A turn is longer than the offer runs.');
    await section.type('#go-turn-unit', 'minute');
    await section.type('#go-turn', '1');
    expect(section.find('#go-turn-error').textContent).toBe('This turn is too short. The shortest is 5 minutes.');
  });

  it('sitting out and a limit', async () => {
    const section = await sharing(WEEKLY);
    await section.type('#go-cool-down', '4');
    expect(section.text()).toContain('With so few groups, a customer can sit out at most 3 turns.');
    await section.type('#go-cool-down', '0');
    section.find('#go-limit').click();
    await section.wrapper.vm.$nextTick();
    expect(section.rotation()).toMatchObject({ coolDown: 0, maxTurns: 3 });
    expect(section.text()).toContain('No customer has more than 3 turns.');
  });

  it('a length that only a file can have stays until another is chosen', async () => {
    const section = await sharing({ ...WEEKLY, turn: 'P1DT6H' });
    expect(section.text()).toContain('This offer was planned with turns of P1DT6H.');
    await section.type('#go-turn', '3');
    expect(section.rotation()!.turn).toBe('P3D');
  });
});
