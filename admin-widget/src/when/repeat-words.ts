import type { Schedule } from '@group-offers/sync-service/offer';
import { useI18n } from 'vue-i18n';
import { repeatOf, type Repeat } from './repeat.ts';
import { pluralising, type Translate } from './problem-text.ts';
import { DAY, localOf, useWall, type Wall } from './wall.ts';

/** Dates left out that are named; more are counted. */
const NAMED_EXCEPTIONS = 3;

/**
 * When an offer runs, as a sentence: "Every Friday from 18:00 to 23:59 2 days later, until December 31, 2026, except on December 25, 2026."
 * Empty when the times cannot be read.
 * @param t with plurals by `count`
 */
export function scheduleWords({ start, end, recurrence }: Schedule, t: Translate, wall: Wall): string {
  const from = localOf(start);
  const to = localOf(end);
  if (from === null || to === null || to <= from) return '';
  const say = (key: string, named: Record<string, unknown> = {}) => t(`when.words.${key}`, named);
  if (recurrence === null) return say('once', { start: wall.dateTime(from), end: wall.dateTime(to) });

  const repeat = repeatOf(recurrence.rule, start);
  const pattern = repeat === null ? say('own', { rule: recurrence.rule }) : patternWords(repeat, from, say, wall);
  const days = Math.floor(to / DAY) - Math.floor(from / DAY);
  const hours = { start: wall.time(from), end: wall.time(to), n: days, count: days };
  const times = say(days === 0 ? 'sameDay' : 'laterDay', hours);
  return say('sentence', {
    pattern,
    times,
    ends: repeat === null ? '' : endsWords(repeat, say, wall),
    except: exceptWords(recurrence.except, say, wall),
  });
}

/** {@link scheduleWords} for a component. */
export function useScheduleWords(): (schedule: Schedule) => string {
  const { t } = useI18n();
  const wall = useWall();
  return (schedule) => scheduleWords(schedule, pluralising(t), wall.value);
}

type Say = (key: string, named?: Record<string, unknown>) => string;

function patternWords(repeat: Repeat, start: number, say: Say, wall: Wall): string {
  const { every, interval, days, monthDay, nth, weekday } = repeat;
  const count = { n: interval, count: interval };
  switch (every) {
    case 'day':
      return say('day', count);
    case 'week':
      return say('week', { ...count, days: wall.list(days.map((day) => wall.weekday(day))) });
    case 'monthDay':
      return monthDay === -1 ? say('lastDay', count) : say('monthDay', { ...count, day: monthDay });
    case 'monthWeekday':
      return say('monthWeekday', {
        ...count,
        nth: say(`nth.${nth === -1 ? 'last' : nth}`),
        day: wall.weekday(weekday),
      });
    case 'year':
      return say('year', { ...count, day: wall.dayOfYear(start) });
  }
}

function endsWords({ ends }: Repeat, say: Say, wall: Wall): string {
  if (ends.kind === 'until') return say('until', { day: wall.longDate(localOf(ends.date) ?? 0) });
  return ends.kind === 'times' ? say('times', { n: wall.number(ends.count), count: ends.count }) : say('never');
}

function exceptWords(except: readonly string[], say: Say, wall: Wall): string {
  if (except.length === 0) return '';
  if (except.length > NAMED_EXCEPTIONS) return say('exceptMany', { n: except.length });
  const days = [...except].sort().map((day) => {
    const local = localOf(day);
    return local === null ? day : wall.longDate(local);
  });
  return say('except', { days: wall.list(days) });
}
