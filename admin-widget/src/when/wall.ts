import { Temporal } from 'temporal-polyfill';
import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { usePage } from '../page.ts';

/**
 * What clocks on the wall show, in the schedule's own zone and not in anybody's browser: local times are ms as if they were UTC, days are
 * `2026-11-27`.
 */
export class Wall {
  readonly #formats = new Map<string, Intl.DateTimeFormat>();

  constructor(readonly locale: string) {}

  /** `Fri, Nov 27, 2026, 6:00 PM` */
  dateTime(local: number): string {
    return this.#with({ ...DATE, ...TIME }).format(local);
  }

  /** `Fri, Nov 27, 6:00 PM` */
  shortMoment(local: number): string {
    return this.#with({ weekday: 'short', day: 'numeric', month: 'short', ...TIME }).format(local);
  }

  /** `Fri, Nov 27, 6:00 PM – Sun, Nov 29, 11:59 PM`, with years where one is not that of `now`. */
  span(from: number, to: number, now: number): string {
    const year = new Date(now).getUTCFullYear();
    const plain = [from, to].every((local) => new Date(local).getUTCFullYear() === year);
    return [from, to].map((local) => (plain ? this.shortMoment(local) : this.dateTime(local))).join(' – ');
  }

  /** `Fri, Nov 27, 2026` */
  date(local: number): string {
    return this.#with(DATE).format(local);
  }

  /** `November 27` */
  dayOfYear(local: number): string {
    return this.#with({ day: 'numeric', month: 'long' }).format(local);
  }

  /** `November 27, 2026` */
  longDate(local: number): string {
    return this.#with({ day: 'numeric', month: 'long', year: 'numeric' }).format(local);
  }

  /** `Nov 27` */
  shortDay(local: number): string {
    return this.#with({ day: 'numeric', month: 'short' }).format(local);
  }

  time(local: number): string {
    return this.#with(TIME).format(local);
  }

  month(local: number): string {
    return this.#with({ month: 'long', year: 'numeric' }).format(local);
  }

  /** `Nov 16 – Dec 20, 2026`; `to` is included. */
  days(from: number, to: number): string {
    return this.#with({ day: 'numeric', month: 'short', year: 'numeric' }).formatRange(from, to);
  }

  /** @param day 1 Monday … 7 Sunday */
  weekday(day: number, width: 'long' | 'short' = 'long'): string {
    // 1 January 2024 was a Monday.
    return this.#with({ weekday: width }).format(Date.UTC(2024, 0, day));
  }

  /** `Friday, Saturday and Sunday` */
  list(items: readonly string[]): string {
    return new Intl.ListFormat(this.locale, { type: 'conjunction' }).format(items);
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.locale).format(value);
  }

  /** 1 Monday … 7 Sunday; Monday where the browser does not know. */
  get firstWeekday(): number {
    const locale = new Intl.Locale(this.locale) as Intl.Locale & {
      getWeekInfo?: () => { firstDay: number };
      weekInfo?: { firstDay: number };
    };
    return (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1;
  }

  #with(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    const key = JSON.stringify(options);
    const known = this.#formats.get(key);
    if (known !== undefined) return known;
    const made = new Intl.DateTimeFormat(this.locale, { ...options, timeZone: 'UTC' });
    this.#formats.set(key, made);
    return made;
  }
}

const DATE = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
const TIME = { hour: 'numeric', minute: '2-digit' } as const;

/** Dates stand inside of sentences: where the employee's language has no texts, they are in the language of the texts. */
export function wallLocale(locale: string, language: string): string {
  return locale.toLowerCase().startsWith(language) ? locale : language;
}

export function useWall(): ComputedRef<Wall> {
  const { boot } = usePage();
  const { locale } = useI18n();
  return computed(() => new Wall(wallLocale(boot.locale, locale.value)));
}

export const DAY = 86_400_000;

/** ms as if UTC of `2026-11-27T18:00` or `2026-11-27`; null when it is no date. */
export function localOf(text: string): number | null {
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime('UTC').epochMilliseconds;
  } catch {
    return null;
  }
}

/** `2026-11-27T18:00` */
export function textOf(local: number): string {
  const text = new Date(local).toISOString();
  return text.endsWith(':00.000Z') ? text.slice(0, 16) : text.slice(0, 19);
}

/** `2026-11-27` */
export function dayOf(local: number): string {
  return new Date(local).toISOString().slice(0, 10);
}

/** 1 Monday … 7 Sunday. */
export function weekdayOf(local: number): number {
  return ((Math.floor(local / DAY) + 3) % 7) + 1;
}

/** What a zone's clocks show at an instant. @param zone must be one (boot's, or a schedule's that was read) */
export function localAt(instant: Temporal.Instant | number, zone: string): number {
  const at = typeof instant === 'number' ? Temporal.Instant.fromEpochMilliseconds(Math.floor(instant)) : instant;
  return at.toZonedDateTimeISO(zone).toPlainDateTime().toZonedDateTime('UTC').epochMilliseconds;
}
