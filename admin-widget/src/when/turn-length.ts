/** How long a turn is, as merchants say it. */
export interface TurnLength {
  readonly count: number;
  readonly unit: TurnUnit;
}
export const TURN_UNITS = ['minute', 'hour', 'day', 'week'] as const;
export type TurnUnit = (typeof TURN_UNITS)[number];

/** Of real shops; the sandbox allows less, and the shop has the last word. */
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
