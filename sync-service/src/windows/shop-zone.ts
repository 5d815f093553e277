import type { ZoneOffsets } from '../offer/offer.ts';

const DAY = 86_400_000;

/** A zone by a shop's own zone data; as `ZoneOffsets` of the module. Local times in ms as if UTC. */
export class ShopZone {
  constructor(private readonly zone: ZoneOffsets) {}

  /** Whether the data says what this local time is; a day of margin on both sides. */
  covers(local: number): boolean {
    const [first] = this.zone.offsets;
    return first !== undefined && local >= first.at + 2 * DAY && local < this.zone.until - 2 * DAY;
  }

  /** null: not said. */
  offsetAt(instant: number): number | null {
    if (instant >= this.zone.until) return null;
    let found: number | null = null;
    for (const { at, offset } of this.zone.offsets) if (at <= instant) found = offset;
    return found;
  }

  /**
   * Forward by the gap where the clocks jump over it, the first where they show it twice (RFC 5545 3.3.5); what a change of the zone data jumps
   * over is at the change, and no clock change that anybody planned.
   * @param local one that is covered
   */
  instantOf(local: number): { readonly at: number; readonly odd: 'missing' | 'twice' | null } {
    const before = this.offsetAt(local - DAY)!;
    const after = this.offsetAt(local + DAY)!;
    const shown = [before, after]
      .map((offset) => local - offset)
      .filter((at, index) => this.offsetAt(at) === [before, after][index]);
    if (shown[0] !== undefined)
      return { at: shown[0], odd: shown.length === 2 && shown[0] !== shown[1] ? 'twice' : null };
    const { offsets } = this.zone;
    const jump = offsets.find(
      ({ at, offset, changed }, index) =>
        changed && index > 0 && local >= at + offsets[index - 1]!.offset && local < at + offset,
    );
    return jump === undefined ? { at: local - before, odd: 'missing' } : { at: jump.at, odd: null };
  }
}
