import { Temporal } from 'temporal-polyfill';

const DAY = 86_400_000;

/** A local time's ms as if it were UTC. */
export function asIfUtc(local: Temporal.PlainDateTime): number {
  return local.toZonedDateTime('UTC').epochMilliseconds;
}

export function localOf(asIf: number): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(asIf).toZonedDateTimeISO('UTC').toPlainDateTime();
}

/** @throws RangeError when there is no such zone */
export function requireZone(zone: string): void {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
  } catch {
    throw new RangeError(`schedule.timezone: "${zone}" is no time zone; write a name such as Europe/Madrid`);
  }
}

/**
 * Local times of one zone as instants. Years of daily windows are resolved at once, and a day more than a day away from every clock
 * change is plain arithmetic; only the others ask Temporal.
 */
export class ZoneClock {
  /** Local times in [from, until), as if UTC, for which the zone's offset is known to be `offset`. */
  #calm = { from: 0, until: 0, offset: 0 };
  readonly #zone: string;

  /** @throws RangeError when there is no such zone */
  constructor(zone: string) {
    requireZone(zone);
    this.#zone = zone;
  }

  /** The instant (ms) of a local time, by `compatible`: forward by the gap where it does not exist, the first where it happens twice. */
  instantOf(local: number): number {
    if (local < this.#calm.from || local >= this.#calm.until) {
      const zoned = localOf(local).toZonedDateTime(this.#zone);
      this.#calm = calmAround(zoned);
      if (local < this.#calm.from || local >= this.#calm.until) return zoned.epochMilliseconds;
    }
    return local - this.#calm.offset;
  }

  /** The local time that the clocks show at an instant. */
  localAt(instant: number): number {
    return instant + offsetOf(Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(this.#zone));
  }

  /** Whether the local time is on no clock of that day, or twice. */
  isOdd(local: number): 'missing' | 'twice' | null {
    if (local >= this.#calm.from && local < this.#calm.until) return null;
    const plain = localOf(local);
    const earlier = plain.toZonedDateTime(this.#zone, { disambiguation: 'earlier' });
    const later = plain.toZonedDateTime(this.#zone, { disambiguation: 'later' });
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
