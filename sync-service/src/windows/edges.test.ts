import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { plainPlan } from '../../test/support/plain-plan.ts';
import { BEGIN, HOUR, MINUTE } from '../../test/support/virtual-service.ts';
import type { Offer } from '../offer/index.ts';
import { comingEdges, PREPARE_MS, SWEEP_MS } from './edges.ts';
import { windowsOf } from './windows.ts';

const at = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms);

function offer(id: number, start: number, end: number): Offer {
  return { ...plainPlan(start, end), id, version: 1, startsAt: at(start), endsAt: at(end), cutAt: null };
}

describe('coming edges', () => {
  it('are one for all that starts or ends at an instant, however many offers that are', () => {
    const [noon, one, two] = [BEGIN + HOUR, BEGIN + 2 * HOUR, BEGIN + 3 * HOUR];
    const offers = [
      ...Array.from({ length: 20 }, (_, index) => offer(index + 1, noon, one)),
      ...Array.from({ length: 20 }, (_, index) => offer(index + 21, one, two)),
    ];
    const windows = offers.flatMap((each) => windowsOf(each, at(BEGIN)));
    const edges = comingEdges(windows, BEGIN).filter(({ kind }) => kind !== 'sweep');
    expect(edges.map((edge) => edge.at)).toEqual([
      noon - PREPARE_MS,
      noon,
      one - PREPARE_MS,
      one,
      two - PREPARE_MS,
      two,
    ]);
    expect(edges.filter(({ kind }) => kind === 'prepare')).toHaveLength(3);
  });

  it('have a sweep every five minutes, of each shop at a moment of its own', () => {
    const sweeps = (now: number, offset: number) =>
      comingEdges([], now, [], offset).map(({ kind, at }) => [kind, at - BEGIN]);
    const noon = BEGIN - (BEGIN % SWEEP_MS);
    expect(sweeps(noon, 0)).toEqual([['sweep', noon + SWEEP_MS - BEGIN]]);
    expect(sweeps(noon, 7_000)).toEqual([['sweep', noon + 7_000 - BEGIN]]);
    expect(sweeps(noon + 7_000, 7_000)).toEqual([['sweep', noon + SWEEP_MS + 7_000 - BEGIN]]);
  });

  it('are apart where the instants are', () => {
    const windows = [offer(1, BEGIN + HOUR, BEGIN + 2 * HOUR), offer(2, BEGIN + HOUR + MINUTE, BEGIN + 2 * HOUR)];
    const starts = comingEdges(
      windows.flatMap((each) => windowsOf(each, at(BEGIN))),
      BEGIN,
    ).filter(({ kind }) => kind === 'start');
    expect(starts.map((edge) => edge.at)).toEqual([BEGIN + HOUR, BEGIN + HOUR + MINUTE]);
  });
});
