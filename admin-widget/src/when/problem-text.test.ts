import { checkRotation } from '@group-offers/sync-service/rotation';
import type { Problem } from '@group-offers/sync-service/problems';
import type { Recurrence, Rotation, Schedule } from '@group-offers/sync-service/offer';
import { describe, expect, it } from 'vitest';
import { createTexts, languageOf } from '../i18n/index.ts';
import { catalogue } from '../i18n/sections.ts';
import { placeOf, scheduleNotes, scheduleProblems, whenProblems } from './problems.ts';
import { pluralising, problemText } from './problem-text.ts';
import { Wall } from './wall.ts';

const say = (problem: Problem, locale = 'en-GB') =>
  problemText(
    problem,
    pluralising(createTexts(locale, catalogue(languageOf(locale))).global.t),
    new Wall(locale),
  ).replaceAll(/\s/gu, ' ');

function schedule(start: string, end: string, rule?: string, more: Partial<Recurrence & Schedule> = {}): Schedule {
  const { timezone = 'Europe/Madrid', except = [] } = more;
  return { timezone, start, end, recurrence: rule === undefined ? null : { rule, except, cuts: [] } };
}
const notesOf = (of: Schedule, locale?: string) => scheduleNotes(of).map((note) => say(note, locale));
const problemsOf = (of: Schedule, locale?: string) =>
  scheduleProblems(of).map((problem) => `${placeOf(problem)}: ${say(problem, locale)}`);

describe('the day on which the clock changes', () => {
  it('a window that would end before it starts is left out', () => {
    expect(notesOf(schedule('2026-03-28T02:45', '2026-03-28T03:15', 'FREQ=DAILY;COUNT=3'))).toContain(
      'The clock goes forward: on that day it would end before it starts. Sun, 29 Mar 2026, 2:45 is left out.',
    );
  });
});

describe('what the engine says is said in the page’s words, in every language', () => {
  const [start, end] = ['2026-11-27T18:00', '2026-11-27T22:00'];
  const rules = [
    'FREQ=HOURLY',
    'FREQ=SOMETIMES',
    'BYDAY=FR',
    'every friday',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=DAILY;COUNT=99999',
    'FREQ=MONTHLY;BYMONTHDAY=32',
    'FREQ=MONTHLY;BYDAY=9MO',
    'FREQ=DAILY;BYHOUR=12',
    'FREQ=DAILY;UNTIL=20261231T235959Z',
    'FREQ=DAILY;UNTIL=tomorrow',
    'FREQ=DAILY;UNTIL=20260231',
    'FREQ=WEEKLY;BYDAY=XX',
    'FREQ=WEEKLY;WKST=XX',
    'FREQ=WEEKLY;BYDAY=1MO',
    'FREQ=DAILY;COUNT=2;UNTIL=20261231',
    'FREQ=WEEKLY;BYMONTHDAY=3',
    'FREQ=DAILY;RSCALE=HEBREW',
    'FREQ=DAILY;COLOUR=RED',
    'FREQ=DAILY;BYSETPOS=1',
    'FREQ=DAILY;FREQ=WEEKLY',
    'FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2',
    'FREQ=DAILY;UNTIL=20200101',
  ];
  const wrong: Schedule[] = [
    ...rules.map((rule) => schedule(start, end, rule)),
    schedule('T', end),
    schedule(start, ''),
    schedule(end, start),
    schedule(start, end, undefined, { timezone: 'Europe/Nowhere' }),
    schedule(start, end, 'FREQ=DAILY', { except: ['christmas'] }),
    schedule(start, end, 'FREQ=DAILY;COUNT=1', { except: ['2026-11-27'] }),
  ];
  const noted: Schedule[] = [
    schedule(start, end, 'FREQ=DAILY'),
    schedule(start, end, 'FREQ=WEEKLY;BYDAY=MO;COUNT=2'),
    schedule(start, '2026-11-29T22:00', 'FREQ=DAILY;COUNT=3'),
    schedule(start, end, 'FREQ=WEEKLY;COUNT=3', { except: ['2026-11-28'] }),
    schedule('2026-03-28T02:30', '2026-03-28T05:00', 'FREQ=DAILY;COUNT=3'),
    schedule(start, end, 'FREQ=WEEKLY;COUNT=3', { except: ['2026-12-04'] }),
    schedule('2027-01-31T18:00', '2027-01-31T20:00', 'FREQ=MONTHLY;COUNT=3'),
    schedule('2028-02-29T18:00', '2028-02-29T20:00', 'FREQ=YEARLY;COUNT=3'),
    schedule('2027-01-29T18:00', '2027-01-29T20:00', 'FREQ=MONTHLY;BYDAY=5FR;COUNT=3'),
    schedule('2028-12-31T18:00', '2028-12-31T20:00', 'FREQ=YEARLY;BYYEARDAY=366;COUNT=3'),
    schedule('2026-12-28T18:00', '2026-12-28T20:00', 'FREQ=YEARLY;BYWEEKNO=53;COUNT=3'),
  ];
  const turns = schedule('2026-11-27T00:00', '2026-12-27T00:00');
  const rotation = (change: Partial<Rotation>): Rotation => ({
    turn: 'P7D',
    by: { cohorts: 3 },
    coolDown: 0,
    maxTurns: null,
    ...change,
  });
  const rotations = [
    { turn: 'a week' },
    { turn: 'P1M' },
    { turn: 'PT1M' },
    { turn: 'P60D' },
    { by: { cohorts: 0 } },
    { by: { capacity: 0 } },
    { coolDown: -1 },
    { coolDown: 3 },
    { maxTurns: 0 },
  ].map(rotation);

  const messages = [
    ...wrong.flatMap((each) => scheduleProblems(each)),
    ...noted.flatMap(scheduleNotes),
    ...rotations.flatMap((each) => checkRotation(each, turns, 300)),
  ];

  it('each of these has something wrong, or a note', () => {
    expect(wrong.filter((each) => scheduleProblems(each).length !== 1)).toEqual([]);
    expect(noted.filter((each) => scheduleNotes(each).length === 0)).toEqual([]);
    expect(rotations.filter((each) => checkRotation(each, turns, 300).length === 0)).toEqual([]);
  });

  it.each(['en-GB', 'es-ES', 'fr-FR'])('%s', (locale) => {
    for (const message of messages) {
      const text = say(message, locale);
      expect(text, message.code).not.toMatch(/schedule\.|rotation\.|problems\.|\{/);
    }
    expect(new Set(messages.map((message) => say(message, locale))).size).toBeGreaterThan(30);
  });

  it('says what is passed over', () => {
    const saidOf = (of: Schedule, locale: string) => scheduleNotes(of).map((note) => say(note, locale));
    expect(saidOf(schedule(start, end, 'FREQ=WEEKLY;COUNT=3', { except: ['2026-12-04'] }), 'en-GB')).toEqual([
      '1 of 3 times left out, so it runs 2 times. Raise the number if you want more.',
    ]);
    expect(saidOf(schedule('2027-01-31T18:00', '2027-01-31T20:00', 'FREQ=MONTHLY;COUNT=3'), 'es-ES')).toEqual([
      'Los meses sin día 31 se omiten. Para que sea todos los meses, elija el último día del mes.',
    ]);
  });

  it('names the field and the way out', () => {
    expect(problemsOf(schedule(end, start))).toEqual([
      'end: The end has to be after the start, Fri, 27 Nov 2026, 22:00. Choose a later end.',
    ]);
    expect(problemsOf(schedule('T18:00', end))).toEqual(['start: Choose date and time of the start.']);
    expect(problemsOf(schedule(start, end, 'FREQ=HOURLY'))).toEqual([
      'recurrence: A shop cannot follow FREQ=HOURLY. Write DAILY, WEEKLY, MONTHLY or YEARLY.',
    ]);
    expect(problemsOf(schedule(start, end, 'FREQ=DAILY', { except: ['x'] }), 'es-ES')).toEqual([
      'except: «x» no es una fecha. Escríbala así: 2026-12-25.',
    ]);
    expect(whenProblems({ schedule: turns, rotation: rotation({ turn: 'PT1M' }) }).map(placeOf)).toEqual(['turn']);
    expect(say(checkRotation(rotation({ turn: 'PT1M' }), turns, 300)[0]!, 'fr-FR')).toBe(
      'Ce tour est trop court. Le plus court est de 5 minutes.',
    );
  });
});
