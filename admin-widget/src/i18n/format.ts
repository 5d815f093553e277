import { Temporal } from 'temporal-polyfill';
import type { Boot } from '../boot.ts';
import { usePage } from '../page.ts';
import { languageOf } from './language.ts';

/** An instant: ms since 1970, or Temporal's. */
export type Moment = number | Temporal.Instant;

const DATE = { day: 'numeric', month: 'short', year: 'numeric' } as const;
const TIME = { hour: 'numeric', minute: '2-digit' } as const;

/** Sizes of what `duration` and `relative` name, in ms; months and years are too uneven to be told from ms. */
const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/**
 * Dates, numbers and money as the employee reads them, in the shop's own time zone and currency.
 * They stand inside of sentences: an employee whose language has no texts here reads English dates too. On Intl itself: vue-i18n's formats go by
 * its locale, which is the texts' language alone, and know no relative times and no lengths of time.
 */
export class Format {
  readonly #dates = new Map<string, Intl.DateTimeFormat>();
  readonly #numbers = new Map<string, Intl.NumberFormat>();
  readonly #locale: string;

  constructor(
    locale: string,
    readonly timezone: string,
    readonly currency: string,
  ) {
    const language = languageOf(locale);
    this.#locale = locale.toLowerCase().startsWith(language) ? locale : language;
  }

  /** `Nov 27, 2026` */
  date = (moment: Moment): string => this.#date(DATE).format(ms(moment));

  /** `Nov 27, 2026, 6:00 PM` */
  dateTime = (moment: Moment): string => this.#date({ ...DATE, ...TIME }).format(ms(moment));

  /** `12,345`; at most two places after the point. */
  number = (value: number): string => this.#number({ maximumFractionDigits: 2 }).format(value);

  /** `12.5%` of 12.5: percents as the offers have them, not shares of one. */
  percent = (value: number): string => this.#number({ style: 'percent', maximumFractionDigits: 2 }).format(value / 100);

  /** `43%` of 43 among 100. A few of many are not none, and all but a few are not all: `0.04%`, `<0.01%`, `99%`. */
  share = (part: number, whole: number): string => {
    const found = whole === 0 ? 0 : (100 * part) / whole;
    if (found > 0 && found < 0.01) return `<${this.percent(0.01)}`;
    return this.percent(
      found >= 10 ? Math.min(Math.round(found), found < 100 ? 99 : 100) : Math.round(found * 100) / 100,
    );
  };

  /** `€1,234.50`, in the shop's currency. */
  money = (value: number): string => this.#number({ style: 'currency', currency: this.currency }).format(value);

  /** `2 days 3 hours`, the two largest units; under a second `0 seconds`. */
  duration = (span: number): string => {
    const parts: string[] = [];
    let rest = Math.abs(span);
    for (const [unit, size] of UNITS) {
      const count = Math.floor(rest / size);
      rest -= count * size;
      if (count > 0) parts.push(this.#unit(count, unit));
      // `2 days 5 minutes` is more than anybody wants to know.
      else if (parts.length > 0) break;
      if (parts.length === 2) break;
    }
    return parts.length === 0 ? this.#unit(0, 'second') : parts.join(' ');
  };

  /** `in 3 days`, `5 minutes ago`, in the largest unit that fits. */
  relative = (moment: Moment, now: Moment): string => {
    const away = ms(moment) - ms(now);
    const [unit, size] = UNITS.find(([, each]) => Math.abs(away) >= each) ?? UNITS[3];
    // 47 hours are not "tomorrow": days are counted, and "now" is the only word for a number.
    const numeric = unit === 'second' ? 'auto' : 'always';
    return new Intl.RelativeTimeFormat(this.#locale, { numeric }).format(Math.round(away / size), unit);
  };

  #unit(count: number, unit: (typeof UNITS)[number][0]): string {
    return this.#number({ style: 'unit', unit, unitDisplay: 'long' }).format(count);
  }

  #date(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return kept(
      this.#dates,
      options,
      () => new Intl.DateTimeFormat(this.#locale, { ...options, timeZone: this.timezone }),
    );
  }

  #number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
    return kept(this.#numbers, options, () => new Intl.NumberFormat(this.#locale, options));
  }
}

/** Making one of Intl's formatters costs more than a hundred uses of it. */
function kept<T>(all: Map<string, T>, options: object, make: () => T): T {
  const key = JSON.stringify(options);
  const known = all.get(key) ?? make();
  all.set(key, known);
  return known;
}

function ms(moment: Moment): number {
  return typeof moment === 'number' ? moment : moment.epochMilliseconds;
}

/** @returns the formatter of this page; its methods may be taken out: `const { money } = useFormat()` */
export function useFormat(): Format {
  const { boot } = usePage();
  const known = formats.get(boot) ?? new Format(boot.locale, boot.timezone, boot.currency);
  formats.set(boot, known);
  return known;
}

const formats = new WeakMap<Boot, Format>();
