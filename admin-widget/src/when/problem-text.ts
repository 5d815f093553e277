import { fieldOf, type Params, type Problem } from '@group-offers/sync-service/problems';
import { useI18n } from 'vue-i18n';
import { localOf, useWall, type Wall } from './wall.ts';

export type Translate = (key: string, named?: Record<string, unknown>) => string;

/** What is wrong with, or is to be known of, an offer, in the page's language. */
export function problemText(problem: Problem, t: Translate, wall: Wall): string {
  const moment = { 'schedule.start': 'start', 'schedule.end': 'end' }[fieldOf(problem)];
  const field = moment === undefined ? {} : { field: t(`when.moment.${moment}`) };
  return t(`problems.${problem.code}`, { ...shown(problem.params, t, wall), ...field });
}

const shown = (params: Params, t: Translate, wall: Wall) =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, shownParam(name, value, t, wall)]));

function shownParam(name: string, value: string | number, t: Translate, wall: Wall): string {
  if (name === 'seconds') return lengthText(Number(value), t);
  if (typeof value === 'number') return wall.number(value);
  if (name === 'zone') return value.replaceAll('_', ' ');
  if (name !== 'at' && name !== 'taken' && name !== 'day') return value;
  const local = localOf(value);
  if (local === null) return value;
  return name === 'day' ? wall.date(local) : wall.dateTime(local);
}

/** What shops allow at least. */
function lengthText(seconds: number, t: Translate): string {
  const [unit, size] = seconds % 3600 === 0 ? ['hour', 3600] : seconds % 60 === 0 ? ['minute', 60] : ['second', 1];
  const n = seconds / Number(size);
  return t(`when.length.${unit}`, { n, count: n });
}

/** {@link problemText} for a component. */
export function useProblemText(): (problem: Problem) => string {
  const { t } = useI18n();
  const wall = useWall();
  return (problem) => problemText(problem, pluralising(t), wall.value);
}

/** `count` among the named parameters chooses the plural, as it does for vue-i18n with `t(key, named, count)`. */
export function pluralising(t: (key: string, named: Record<string, unknown>, plural: number) => string): Translate {
  return (key, named = {}) => t(key, named, typeof named['count'] === 'number' ? named['count'] : 1);
}
