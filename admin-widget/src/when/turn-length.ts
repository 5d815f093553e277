/** How long a turn is, as merchants say it. */
export interface TurnLength {
  readonly count: number;
  readonly unit: TurnUnit;
}
export const TURN_UNITS = ['minute', 'hour', 'day', 'week'] as const;
export type TurnUnit = (typeof TURN_UNITS)[number];

/** The shop has the last word. */
export const SHORTEST_TURN_S = 300;

/** `P7D` as 7 days; null for a length that only the offer file can have (`P1DT6H`). */
export function turnLengthOf(turn: string): TurnLength | null {
  const [, weeks, days, hours, minutes] = /^(?:P(\d+)W|P(\d+)D|PT(\d+)H|PT(\d+)M)$/.exec(turn) ?? [];
  const units: Record<TurnUnit, string | undefined> = { week: weeks, day: days, hour: hours, minute: minutes };
  const unit = TURN_UNITS.find((each) => units[each] !== undefined);
  return unit === undefined ? null : { unit, count: Number(units[unit]) };
}

export function turnOf({ count, unit }: TurnLength): string {
  return { minute: `PT${count}M`, hour: `PT${count}H`, day: `P${count}D`, week: `P${count}W` }[unit];
}

/** So many times as long, in the largest unit that it is a whole number of: three times 7 days are 3 weeks. */
export function timesAsLong({ count, unit }: TurnLength, times: number): TurnLength {
  const units = { minute: [60, 'hour'], hour: [24, 'day'], day: [7, 'week'] } as const;
  let long: TurnLength = { count: count * times, unit };
  for (let larger; long.unit !== 'week'; long = { count: long.count / larger[0], unit: larger[1] }) {
    larger = units[long.unit];
    if (long.count % larger[0] !== 0) break;
  }
  return long;
}
