import { Temporal } from 'temporal-polyfill';
import type { EpochMs } from '../../src/moves/shop.ts';

const DAY_MS = 86_400_000;

/** Local days of the shop's zone, fast enough for every order of a shop. Days are counted from 1970-01-01. */
export class LocalCalendar {
  /** UTC day -> offset in ms; null where the zone changes its clock on that day. */
  private readonly offsets = new Map<number, EpochMs | null>();

  constructor(readonly timezone: string) {}

  dayOf(at: EpochMs): number {
    return Math.floor((at + this.offsetAt(at)) / DAY_MS);
  }

  /** The instant of a local date and time, `2026-11-27T18:00`. */
  instantOf(local: string): EpochMs {
    return Temporal.PlainDateTime.from(local).toZonedDateTime(this.timezone).epochMilliseconds;
  }

  /** As the core's own columns have it: `2026-11-27 18:00:00` (F23). */
  localTime(at: EpochMs): string {
    return new Date(at + this.offsetAt(at)).toISOString().slice(0, 19).replace('T', ' ');
  }

  private offsetAt(at: EpochMs): EpochMs {
    const day = Math.floor(at / DAY_MS);
    let offset = this.offsets.get(day);
    if (offset === undefined) {
      const first = this.exactOffset(day * DAY_MS);
      offset = first === this.exactOffset((day + 1) * DAY_MS) ? first : null;
      this.offsets.set(day, offset);
    }
    return offset ?? this.exactOffset(at);
  }

  private exactOffset(at: EpochMs): EpochMs {
    return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.timezone).offsetNanoseconds / 1e6;
  }
}

/** Days since 1970-01-01 of a date `2026-11-27`; NaN when it is none. */
export function dayNumber(date: string): number {
  return /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(`${date}T00:00:00Z`) / DAY_MS : Number.NaN;
}
