import { Temporal } from 'temporal-polyfill';
import type { ZoneOffsets } from '../offer/offer.ts';
import { mayBeZone } from '../offer/fields.ts';
import { ProblemError } from '../errors.ts';
import { problem } from '../problems.ts';
import { ShopZone } from './shop-zone.ts';

const DAY = 86_400_000;

/** A local time's ms as if it were UTC. */
export function asIfUtc(local: Temporal.PlainDateTime): number {
  return local.toZonedDateTime('UTC').epochMilliseconds;
}

export function localOf(asIf: number): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(asIf).toZonedDateTimeISO('UTC').toPlainDateTime();
}

/** `2026-11-27T18:00`, with seconds where it has some */
export function textOf(local: number): string {
  const plain = localOf(local);
  return plain.toString({ smallestUnit: plain.second === 0 ? 'minute' : 'second' });
}

/** @throws ProblemError when there is no such zone */
export function requireZone(zone: string): void {
  try {
    // Letter by letter: the shop's PHP takes names as they are written.
    if (mayBeZone(zone) && Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId === zone)
      return;
  } catch {
    // Told below.
  }
  throw new ProblemError(problem('no_time_zone', { field: 'schedule.timezone', value: zone }));
}

/**
 * Local times of one zone as instants. Years of daily windows are resolved at once, and a day more than a day away from every clock
 * change is plain arithmetic; only the others ask Temporal.
 */
export class ZoneClock {
  /** Local times in [from, until), as if UTC, for which the zone's offset is known to be `offset`. */
  #calm = { from: 0, until: 0, offset: 0 };
  readonly name: string;
  readonly #shops: ShopZone | null;

  /**
   * @param shops the shop's own zone data, which is believed as far as it goes
   * @throws ProblemError when there is no such zone
   */
  constructor(zone: string, shops?: ZoneOffsets) {
    requireZone(zone);
    this.name = zone;
    this.#shops = shops === undefined ? null : new ShopZone(shops);
  }

  /** The instant (ms) of a local time, by `compatible`: forward by the gap where it does not exist, the first where it happens twice. */
  instantOf(local: number): number {
    if (this.#shops?.covers(local) === true) return this.#shops.instantOf(local).at;
    if (local < this.#calm.from || local >= this.#calm.until) {
      const zoned = localOf(local).toZonedDateTime(this.name);
      this.#calm = calmAround(zoned);
      if (local < this.#calm.from || local >= this.#calm.until) return zoned.epochMilliseconds;
    }
    return local - this.#calm.offset;
  }

  /** The local time that the clocks show at an instant. */
  localAt(instant: number): number {
    const known = this.#shops?.offsetAt(instant);
    if (known !== undefined && known !== null) return instant + known;
    return instant + offsetOf(Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(this.name));
  }

  /** `2026-11-27T18:00:00+01:00` */
  textAt(instant: number): string {
    const local = this.localAt(instant);
    const minutes = Math.round((local - instant) / 60_000);
    const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
    const east = Math.abs(minutes);
    return `${localOf(local).toString()}${minutes < 0 ? '-' : '+'}${two(east / 60)}:${two(east % 60)}`;
  }

  /** Whether the local time is on no clock of that day, or twice. */
  isOdd(local: number): 'missing' | 'twice' | null {
    if (this.#shops?.covers(local) === true) return this.#shops.instantOf(local).odd;
    if (local >= this.#calm.from && local < this.#calm.until) return null;
    const plain = localOf(local);
    const earlier = plain.toZonedDateTime(this.name, { disambiguation: 'earlier' });
    const later = plain.toZonedDateTime(this.name, { disambiguation: 'later' });
    if (earlier.equals(later)) return null;
    return earlier.toPlainDateTime().equals(plain) ? 'twice' : 'missing';
  }
}

const offsetOf = (zoned: Temporal.ZonedDateTime): number => zoned.offsetNanoseconds / 1_000_000;

/** Between the clock changes before and after, a day of margin on both sides: more than any zone ever skipped. */
function calmAround(zoned: Temporal.ZonedDateTime) {
  const offset = offsetOf(zoned);
  const before = zoned.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  const after = zoned.getTimeZoneTransition('next');
  return {
    from: before === null ? -Infinity : before.epochMilliseconds + offset + DAY,
    until: after === null ? Infinity : after.epochMilliseconds + offset - DAY,
    offset,
  };
}
