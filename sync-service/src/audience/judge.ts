import type { Temporal } from 'temporal-polyfill';
import type { AudienceRule } from '../offer/rule.ts';
import { answerCriterion } from './criteria.ts';
import { and, not, or, unknownIsYes } from './kleene.ts';
import type { AudienceData } from './needs.ts';
import { OrderFigures } from './order-figures.ts';

/**
 * Whom a rule means: {@link NO}, {@link YES} or {@link UNKNOWN} for each row of the facts.
 * @param asOf the local day of judging in the shop's zone
 * @throws Error when the data lack what {@link needsOf} names
 */
export function judge(rule: AudienceRule, data: AudienceData, asOf: Temporal.PlainDate): Uint8Array {
  const scope: Scope = { data, asOf, figures: data.orders && new OrderFigures(data.orders, asOf), spare: [] };
  if (data.orders !== null && data.orders.first.length !== data.facts.id.length + 1) {
    throw new Error(`orders of ${data.orders.first.length - 1} customers for facts of ${data.facts.id.length}`);
  }
  const verdicts = new Uint8Array(data.facts.id.length);
  fill(rule, scope, verdicts);
  return verdicts;
}

/** One judging: its data, and columns that are free to be used again. */
interface Scope {
  readonly data: AudienceData;
  readonly asOf: Temporal.PlainDate;
  readonly figures: OrderFigures | null;
  readonly spare: Uint8Array[];
}

/** Writes every row of `column`. */
function fill(rule: AudienceRule, scope: Scope, column: Uint8Array): void {
  switch (rule.kind) {
    case 'allOf':
      column.fill(1);
      return combine(rule.of, scope, column, and);
    case 'anyOf':
      column.fill(0);
      return combine(rule.of, scope, column, or);
    case 'noneOf':
      column.fill(0);
      combine(rule.of, scope, column, or);
      return not(column);
    case 'orUnknown':
      fill(rule.of, scope, column);
      return unknownIsYes(column);
    default:
      return answerCriterion(rule, scope.data, scope.figures, scope.asOf, column);
  }
}

function combine(
  parts: readonly AudienceRule[],
  scope: Scope,
  column: Uint8Array,
  merge: (into: Uint8Array, other: Uint8Array) => void,
): void {
  const part = scope.spare.pop() ?? new Uint8Array(column.length);
  for (const rule of parts) {
    fill(rule, scope, part);
    merge(column, part);
  }
  scope.spare.push(part);
}
