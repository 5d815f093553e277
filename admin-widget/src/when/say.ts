import { useI18n } from 'vue-i18n';
import { localOf, useWall, type Wall } from './wall.ts';

/**
 * What `windows/` and `rotation/` say of a schedule, by the text that they say it with: the service, the command line and the page have
 * one judgement, the page has its own words for it. Named groups are the text's parameters.
 */
const SAYINGS: Readonly<Record<string, RegExp>> = {
  notLocal: /^schedule\.(?<field>start|end): "[^"]*" is no local date and time/,
  notAfter: /^schedule\.end: \S+ is not after schedule\.start (?<at>[^;]+);/,
  noZone: /^schedule\.timezone: "(?<zone>[^"]*)" is no time zone/,
  missing:
    /^schedule\.(?<field>start|end): (?<at>\S+) does not exist in (?<zone>\S+) \(clock change\); taken as (?<taken>\S+)/,
  twice:
    /^schedule\.(?<field>start|end): (?<at>\S+) happens twice in (?<zone>\S+) \(clock change\); taken as (?<taken>\S+)/,
  endless: /^schedule\.recurrence: comes again without end/,
  otherStart: /^schedule\.start: the rule does not name (?<at>\S+); the first window starts at (?<taken>\S+)/,
  overlap: /^schedule\.end: windows overlap, and run as one/,
  overlapForEver: /^schedule\.end: windows of .* overlap for ever/,
  leftOut: /^schedule\.end: on the day of the clock change the window of (?<at>\S+) would end before it starts/,
  countedOut:
    /^schedule\.recurrence\.except: (?<left>\d+) of the (?<named>\d+) windows left out, so there will be (?<remain>\d+)/,
  monthsWithoutDay: /^schedule\.recurrence: months without a (?<date>\d+)\w+ are left out/,
  yearsWithoutLeapDay: /^schedule\.recurrence: years without 29 February are left out/,
  monthsWithoutFifth: /^schedule\.recurrence: months without such a fifth weekday/,
  yearsWithoutDay366: /^schedule\.recurrence: years without a 366th day/,
  yearsWithoutWeek53: /^schedule\.recurrence: years without a 53rd week/,
  idleException: /^schedule\.recurrence\.except: no window starts on (?<day>\S+)/,
  noDate: /^schedule\.recurrence\.except: "(?<text>[^"]*)" is no date/,
  noDayLeft: /^schedule\.recurrence\.rule: "[^"]*" names no day from (?<at>\S+) on that is not left out/,
  noDay: /^schedule\.recurrence\.rule: "[^"]*" names no day from (?<at>\S+) on/,
  ruleFrequencyMissing: /^schedule\.recurrence\.rule: "[^"]*": FREQ is missing/,
  ruleFrequency: /^schedule\.recurrence\.rule: "[^"]*": FREQ=(?<text>\S*);/,
  rulePart: /^schedule\.recurrence\.rule: "[^"]*": "(?<text>[^"]*)" is no part/,
  ruleWholeNumber:
    /^schedule\.recurrence\.rule: "[^"]*": (?<part>\S+) must be a whole number from (?<min>\d+) to (?<max>\d+)/,
  ruleRange:
    /^schedule\.recurrence\.rule: "[^"]*": (?<part>\S+?):? (?:the number )?must be from (?<min>\d+) to (?<max>\d+)/,
  ruleTimeOfDay: /^schedule\.recurrence\.rule: "[^"]*": (?<part>BYHOUR|BYMINUTE|BYSECOND) is not supported/,
  ruleUntilUtc: /^schedule\.recurrence\.rule: "[^"]*": (?<part>UNTIL=\S+) is UTC/,
  ruleUntil: /^schedule\.recurrence\.rule: "[^"]*": (?<part>UNTIL=\S+) (?:is no date|does not exist)/,
  ruleWeekday: /^schedule\.recurrence\.rule: "[^"]*": (?<part>(?:BYDAY|WKST)=\S+) is no weekday/,
  ruleNumberedWeekday: /^schedule\.recurrence\.rule: "[^"]*": (?<part>BYDAY=\S+): a numbered weekday needs/,
  ruleCountAndUntil: /^schedule\.recurrence\.rule: "[^"]*": COUNT and UNTIL exclude each other/,
  ruleTogether: /^schedule\.recurrence\.rule: "[^"]*": (?<part>\S+) cannot stand with (?<text>[^\s:]+)/,
  ruleUnknownPart:
    /^schedule\.recurrence\.rule: "[^"]*": (?<part>\S+) (?:\(other calendars\) )?is not (?:known|supported)/,
  ruleOther: /^schedule\.recurrence\.rule: "[^"]*":? (?<text>.*)$/s,
  turnUnread: /^rotation\.turn: "(?<text>[^"]*)" (?:is no length of a turn|has months or years)/,
  turnShort: /^rotation\.turn: \S+ is too short; the shortest turn is (?<length>\S+)/,
  turnLong: /^rotation\.turn: \S+ is longer than the window/,
  cohorts: /^rotation\.by\.cohorts: \S+ must be a whole number from (?<min>\d+) to (?<max>\d+)/,
  capacity: /^rotation\.by\.capacity: \S+ must be a whole number from (?<min>\d+) to (?<max>\d+)/,
  coolDown: /^rotation\.coolDown: \S+ must be a whole number from (?<min>\d+) to (?<max>\d+)/,
  maxTurns: /^rotation\.maxTurns: \S+ must be a whole number from (?<min>\d+) to (?<max>\d+)/,
  coolDownOfCohorts: /^rotation\.coolDown: \d+ turns cannot be sat out .*; choose at most (?<max>\d+)/,
};

export type Translate = (key: string, named?: Record<string, unknown>) => string;

/** A note or problem of `windows/` or `rotation/` in the page's language; as it is when nobody knows it. */
export function said(message: string, t: Translate, wall: Wall): string {
  for (const [key, pattern] of Object.entries(SAYINGS)) {
    const found = pattern.exec(message);
    if (found === null) continue;
    const { field, ...named } = found.groups ?? {};
    const shown = Object.entries(named).map(([name, value]) => [name, shownPart(name, value, t, wall)] as const);
    return t(`when.say.${key}`, {
      ...Object.fromEntries(shown),
      ...(field === undefined ? {} : { field: t(`when.say.${field}`) }),
    });
  }
  return message;
}

function shownPart(name: string, value: string, t: Translate, wall: Wall): string {
  if (name === 'min' || name === 'max') return wall.number(Number(value));
  if (name === 'length') return lengthText(value, t);
  if (name === 'zone') return value.replaceAll('_', ' ');
  if (name !== 'at' && name !== 'taken' && name !== 'day') return value;
  // The offset at the end is the engine's way to tell the first 02:30 from the second.
  const local = localOf(value.replace(/(?<=T[\d:.]+)[+-]\d{2}:\d{2}$/, ''));
  if (local === null) return value;
  return name === 'day' ? wall.date(local) : wall.dateTime(local);
}

/** `PT5M`, `PT1S`: what shops allow at least. */
function lengthText(iso: string, t: Translate): string {
  const [, hours = '0', minutes = '0', seconds = '0'] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(iso) ?? [];
  const unit = Number(hours) > 0 ? 'hour' : Number(minutes) > 0 ? 'minute' : 'second';
  const n = Number({ hour: hours, minute: minutes, second: seconds }[unit]);
  return t(`when.length.${unit}`, { n, count: n });
}

/** {@link said} for a component. */
export function useSay(): (message: string) => string {
  const { t } = useI18n();
  const wall = useWall();
  return (message) => said(message, pluralising(t), wall.value);
}

/** `count` among the named parameters chooses the plural, as it does for vue-i18n with `t(key, named, count)`. */
export function pluralising(t: (key: string, named: Record<string, unknown>, plural: number) => string): Translate {
  return (key, named = {}) => t(key, named, typeof named['count'] === 'number' ? named['count'] : 1);
}
