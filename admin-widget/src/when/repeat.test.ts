import { occurrencesOf } from '@group-offers/sync-service/windows';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { createTexts, languageOf } from '../i18n/index.ts';
import { catalogue } from '../i18n/sections.ts';
import type { Language } from '../i18n/section.ts';
import { scheduleWords } from './repeat-words.ts';
import { repeatOf, ruleOf, usualRepeat } from './repeat.ts';
import { pluralising } from './problem-text.ts';
import { Wall } from './wall.ts';

const FRIDAY = '2026-11-27T18:00';

describe('a rule and what the picker shows of it', () => {
  it.each([
    'FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=3;COUNT=5',
    'FREQ=WEEKLY;BYDAY=FR',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,SU;UNTIL=20261231T235959',
    'FREQ=MONTHLY;BYMONTHDAY=15',
    'FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=12',
    'FREQ=MONTHLY;BYDAY=1MO',
    'FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR',
    'FREQ=YEARLY',
  ])('%s comes back as it was', (rule) => {
    expect(ruleOf(repeatOf(rule, FRIDAY)!)).toBe(rule);
  });

  it.each([
    ['names no day', 'FREQ=WEEKLY', 'FREQ=WEEKLY;BYDAY=FR'],
    ['names no day of the month', 'FREQ=MONTHLY', 'FREQ=MONTHLY;BYMONTHDAY=27'],
    ['ends with a date', 'FREQ=DAILY;UNTIL=20261231', 'FREQ=DAILY;UNTIL=20261231T235959'],
  ])('where the rule %s, the start does, and the windows are the same', (_what, rule, shown) => {
    const made = ruleOf(repeatOf(rule, FRIDAY)!);
    expect(made).toBe(shown);
    const startsOf = (each: string) => {
      const recurrence = { rule: each, except: [], cuts: [] };
      const schedule = { timezone: 'Europe/Madrid', start: FRIDAY, end: '2026-11-27T22:00', recurrence };
      const [from, until] = ['2026-11-01T00:00Z', '2027-06-01T00:00Z'].map((text) => Temporal.Instant.from(text));
      return occurrencesOf(schedule, from!, until!).map(({ start }) => start.toString());
    };
    expect(startsOf(made)).toEqual(startsOf(rule));
  });

  it.each([
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'FREQ=MONTHLY;BYDAY=5FR',
    'FREQ=MONTHLY;BYMONTHDAY=1,15',
    'FREQ=MONTHLY;BYMONTHDAY=-2',
    'FREQ=DAILY;BYMONTH=12',
    'FREQ=DAILY;BYDAY=MO',
    'FREQ=YEARLY;BYMONTH=11',
    'FREQ=DAILY;UNTIL=20261231T120000',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU',
    'FREQ=HOURLY',
    'every friday',
  ])('%s is the expert’s', (rule) => {
    expect(repeatOf(rule, FRIDAY)).toBeNull();
  });

  it('begins on the day of the start', () => {
    expect(ruleOf(usualRepeat('week', FRIDAY))).toBe('FREQ=WEEKLY;BYDAY=FR');
    expect(ruleOf(usualRepeat('monthDay', FRIDAY))).toBe('FREQ=MONTHLY;BYMONTHDAY=27');
    expect(ruleOf(usualRepeat('monthWeekday', FRIDAY))).toBe('FREQ=MONTHLY;BYDAY=4FR');
    // A fifth Friday is in few months: the last one is meant.
    expect(ruleOf(usualRepeat('monthWeekday', '2026-10-30T18:00'))).toBe('FREQ=MONTHLY;BYDAY=-1FR');
  });
});

describe('a schedule in words', () => {
  const LOCALES: Record<Language, string> = { en: 'en-GB', es: 'es-ES', fr: 'fr-FR' };
  function words(
    language: Language,
    rule: string | null,
    more: { start?: string; end?: string; except?: string[] } = {},
  ) {
    const { t } = createTexts(LOCALES[language], catalogue(languageOf(LOCALES[language]))).global;
    const { start = FRIDAY, end = '2026-11-29T23:59', except = [] } = more;
    const recurrence = rule === null ? null : { rule, except, cuts: [] };
    const schedule = { timezone: 'Europe/Madrid', start, end, recurrence };
    return scheduleWords(schedule, pluralising(t), new Wall(LOCALES[language])).replaceAll(/\s/gu, ' ');
  }
  const EVENING = { end: '2026-11-27T22:00' };

  it('once', () => {
    expect(words('en', null)).toBe('From Fri, 27 Nov 2026, 18:00 to Sun, 29 Nov 2026, 23:59.');
    expect(words('es', null)).toBe('Del vie, 27 nov 2026, 18:00 al dom, 29 nov 2026, 23:59.');
    expect(words('fr', null)).toBe('Du ven. 27 nov. 2026, 18:00 au dim. 29 nov. 2026, 23:59.');
  });

  it('every week, with a last date and a day left out', () => {
    const rule = 'FREQ=WEEKLY;BYDAY=FR;UNTIL=20270331T235959';
    const more = { except: ['2026-12-25'] };
    expect(words('en', rule, more)).toBe(
      'Every Friday from 18:00 to 23:59 2 days later, until 31 March 2027, except on 25 December 2026.',
    );
    expect(words('es', rule, more)).toBe(
      'Cada viernes de 18:00 a 23:59, 2 días después, hasta el 31 de marzo de 2027, excepto el 25 de diciembre de 2026.',
    );
    expect(words('fr', rule, more)).toBe(
      'Chaque vendredi de 18:00 à 23:59, 2 jours plus tard, jusqu’au 31 mars 2027, sauf le 25 décembre 2026.',
    );
  });

  it('every second week on two days, a number of times', () => {
    const rule = 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,SA;COUNT=6';
    expect(words('en', rule, EVENING)).toBe('Every 2 weeks on Friday and Saturday from 18:00 to 22:00, 6 times.');
    expect(words('es', rule, EVENING)).toBe('Cada 2 semanas, el viernes y sábado, de 18:00 a 22:00, 6 veces.');
    expect(words('fr', rule, EVENING)).toBe('Toutes les 2 semaines, le vendredi et samedi, de 18:00 à 22:00, 6 fois.');
  });

  it('by the month', () => {
    expect(words('en', 'FREQ=MONTHLY;BYDAY=1MO', EVENING)).toBe(
      'On the first Monday of every month from 18:00 to 22:00, with no end.',
    );
    expect(words('es', 'FREQ=MONTHLY;BYDAY=1MO', EVENING)).toBe(
      'El primer lunes de cada mes de 18:00 a 22:00, sin fin.',
    );
    expect(words('fr', 'FREQ=MONTHLY;BYMONTHDAY=-1', EVENING)).toBe(
      'Le dernier jour de chaque mois de 18:00 à 22:00, sans fin.',
    );
    expect(words('en', 'FREQ=MONTHLY;BYMONTHDAY=15', EVENING)).toBe(
      'On day 15 of every month from 18:00 to 22:00, with no end.',
    );
  });

  it('over midnight, every year, and by a rule of one’s own', () => {
    const night = { end: '2026-11-28T02:00' };
    expect(words('en', 'FREQ=DAILY', night)).toBe('Every day from 18:00 to 2:00 the next day, with no end.');
    expect(words('es', 'FREQ=YEARLY', EVENING)).toBe('Cada año, el 27 de noviembre, de 18:00 a 22:00, sin fin.');
    expect(words('en', 'FREQ=MONTHLY;BYMONTHDAY=1,15', EVENING)).toBe(
      'By your own rule FREQ=MONTHLY;BYMONTHDAY=1,15, from 18:00 to 22:00.',
    );
  });

  it('says nothing of times that cannot be read', () => {
    expect(words('en', null, { end: '2026-11-26T18:00' })).toBe('');
    expect(words('en', null, { start: '' })).toBe('');
  });
});
