import { describe, expect, it } from 'vitest';
import { BEGIN, HOUR, MINUTE } from '../../test/support/virtual-service.ts';
import { plainPlan } from '../../test/support/plain-plan.ts';
import type { Offer } from '../offer/index.ts';
import { windowsOf } from '../windows/index.ts';
import { Temporal } from 'temporal-polyfill';
import { turnEdges, turnStarts } from './edges.ts';

const at = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms);

function rotating(turn: string, until: number): Offer {
  const plan = plainPlan(BEGIN + HOUR, until, { rotation: { turn, by: { cohorts: 3 }, coolDown: 0, maxTurns: null } });
  return { ...plan, id: 1, version: 1, startsAt: at(BEGIN + HOUR), endsAt: at(until), cutAt: null };
}

describe('edges of turns', () => {
  it('are each turn’s start and when to prepare it', () => {
    const [window] = windowsOf(rotating('PT30M', BEGIN + 2 * HOUR), at(BEGIN));
    expect(turnEdges(window!, BEGIN)).toEqual([
      { kind: 'prepare', at: BEGIN + HOUR - 5 * MINUTE },
      { kind: 'turn', at: BEGIN + HOUR },
      { kind: 'prepare', at: BEGIN + HOUR + 25 * MINUTE },
      { kind: 'turn', at: BEGIN + HOUR + 30 * MINUTE },
    ]);
  });

  it('prepare a turn in the second half of a short one before it', () => {
    const [window] = windowsOf(rotating('PT6M', BEGIN + 2 * HOUR), at(BEGIN));
    expect(turnEdges(window!, BEGIN).slice(0, 2)).toEqual([
      { kind: 'prepare', at: BEGIN + HOUR - 3 * MINUTE },
      { kind: 'turn', at: BEGIN + HOUR },
    ]);
  });

  it('are none of an offer without turns', () => {
    const [window] = windowsOf({ ...rotating('PT30M', BEGIN + 2 * HOUR), rotation: null }, at(BEGIN));
    expect(turnEdges(window!, BEGIN)).toEqual([]);
  });

  it('are asked for after one instant and up to another', () => {
    const [window] = windowsOf(rotating('PT30M', BEGIN + 3 * HOUR), at(BEGIN));
    const { rotation } = window!.offer;
    expect(turnStarts(window!, rotation!, BEGIN + HOUR, BEGIN + 2 * HOUR)).toEqual([
      BEGIN + HOUR + 30 * MINUTE,
      BEGIN + 2 * HOUR,
    ]);
    expect(turnStarts(window!, rotation!, BEGIN + HOUR, BEGIN + HOUR)).toEqual([]);
  });

  it('are few for windows that come again with many short turns', () => {
    const offer = rotating('PT5M', BEGIN + 400 * 24 * HOUR);
    const recurrence = { rule: 'FREQ=DAILY', except: [], cuts: [] };
    const schedule = { timezone: 'UTC', start: '2026-11-04T11:00', end: '2026-11-04T23:00', recurrence };
    const windows = windowsOf({ ...offer, schedule }, at(BEGIN));
    expect(windows.length).toBeGreaterThan(10);
    expect(windows.flatMap((window) => turnEdges(window, BEGIN + HOUR + MINUTE))).toHaveLength(100);
  });
});
