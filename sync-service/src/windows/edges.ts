import { HORIZON_MS, type Window } from './windows.ts';

/** An instant at which somebody should look: nothing more, what is done follows from the state. */
export interface Edge {
  readonly kind: 'prepare' | 'start' | 'turn' | 'end' | 'look' | 'sweep';
  /** Milliseconds since 1970 by the shop's clock. */
  readonly at: number;
  /** 0: not of one offer. */
  readonly offer: number;
}

/** How long before an edge customers and group are made ready (design: at most 5 minutes). */
export const PREPARE_MS = 300_000;
export const SWEEP_MS = 300_000;

/** The coming edges of these windows after `now`, the next sweep, and `extra` ones (turns, looks for deferred customers), soonest first. */
export function comingEdges(windows: readonly Window[], now: number, extra: readonly Edge[] = []): readonly Edge[] {
  const edges: Edge[] = [{ kind: 'sweep', at: (Math.floor(now / SWEEP_MS) + 1) * SWEEP_MS, offer: 0 }];
  for (const { offer, start, end } of windows) {
    for (const [kind, at] of [
      ['start', start.epochMilliseconds],
      ['end', end.epochMilliseconds],
    ] as const) {
      edges.push({ kind: 'prepare', at: at - PREPARE_MS, offer: offer.id }, { kind, at, offer: offer.id });
    }
  }
  edges.push(...extra);
  return edges.filter(({ at }) => at > now && at <= now + HORIZON_MS).sort((a, b) => a.at - b.at);
}
