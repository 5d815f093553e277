import { HORIZON_MS, type Window } from './windows.ts';

export const EDGE_KINDS = ['prepare', 'start', 'turn', 'end', 'look', 'sweep'] as const;

/** An instant at which somebody should look: nothing more, what is done follows from the state. */
export interface Edge {
  readonly kind: (typeof EDGE_KINDS)[number];
  /** Milliseconds since 1970 by the shop's clock. */
  readonly at: number;
}

/** Edges that are met in time, to the second. */
export const MOVING_EDGES: ReadonlySet<string> = new Set(['start', 'turn', 'end']);

/** What is looked at once: all that starts and ends at one instant is, however many offers it is of. */
export const edgeKey = ({ kind, at }: Edge): string => `${MOVING_EDGES.has(kind) ? 'moves' : kind}_${Math.floor(at)}`;

/** How long before an edge customers and group are made ready (design: at most 5 minutes). */
export const PREPARE_MS = 300_000;
export const SWEEP_MS = 300_000;

/**
 * The coming edges of these windows after `now`, the next sweep, and `extra` ones (turns, looks for deferred customers), soonest first.
 * @param sweepOffsetMs by how much this shop's sweeps come after the multiples of {@link SWEEP_MS}, so that not all shops have theirs at once
 */
export function comingEdges(
  windows: readonly Window[],
  now: number,
  extra: readonly Edge[] = [],
  sweepOffsetMs = 0,
): readonly Edge[] {
  const sweeps = Math.floor((now - sweepOffsetMs) / SWEEP_MS);
  const edges: Edge[] = [{ kind: 'sweep', at: (sweeps + 1) * SWEEP_MS + sweepOffsetMs }];
  for (const { start, end } of windows) {
    for (const [kind, at] of [
      ['start', start.epochMilliseconds],
      ['end', end.epochMilliseconds],
    ] as const) {
      edges.push({ kind: 'prepare', at: at - PREPARE_MS }, { kind, at });
    }
  }
  edges.push(...extra);
  const coming = edges.filter(({ at }) => at > now && at <= now + HORIZON_MS).sort((a, b) => a.at - b.at);
  return [...new Map(coming.map((edge) => [edgeKey(edge), edge])).values()];
}
