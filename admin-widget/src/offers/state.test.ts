import type { Offer } from '@group-offers/sync-service/offer';
import { describe, expect, test } from 'vitest';
import { figuresOf, offerOf } from './samples.ts';
import { standingOf, type OfferState } from './state.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-27T17:00:00Z');
const END = Date.parse('2026-11-29T22:59:00Z');
const weekly: Partial<Offer> = {
  schedule: {
    timezone: 'Europe/Madrid',
    start: '2026-11-27T18:00',
    end: '2026-11-27T22:00',
    recurrence: { rule: 'FREQ=WEEKLY;BYDAY=FR;COUNT=3', except: [], cuts: [] },
  },
};

describe('the state of an offer', () => {
  const cases: readonly [OfferState, string, Partial<Offer>, number, number][] = [
    ['draft', 'is a draft', { intent: 'draft' }, START + HOUR, 0],
    ['coming', 'starts in an hour', {}, START - HOUR, 0],
    ['preparing', 'starts in five minutes', {}, START - 300_000, 0],
    ['entering', 'has just started and nobody is in it yet', {}, START + 1_000, 0],
    ['running', 'runs and has customers', {}, START + HOUR, 40],
    ['running', 'runs although nobody came', {}, START + HOUR, 0],
    ['leaving', 'is over and customers are still at the checkout', {}, END + 1_000, 3],
    ['over', 'is over', {}, END, 0],
    ['paused', 'was paused', { intent: 'paused' }, START + HOUR, 0],
    ['leaving', 'was paused a moment ago', { intent: 'paused' }, START + HOUR, 7],
    ['over', 'was paused and its end has come', { intent: 'paused' }, END + HOUR, 0],
    ['cancelled', 'was cancelled', { intent: 'cancelled' }, START + HOUR, 0],
    ['archived', 'was put away', { intent: 'archived' }, END + HOUR, 0],
    ['between', 'waits for its next Friday', weekly, START + 24 * HOUR, 0],
    ['leaving', 'lets the last ones of this Friday go', weekly, START + 4 * HOUR + 1_000, 2],
    ['running', 'runs on its second Friday', weekly, START + 7 * 24 * HOUR + HOUR, 2],
  ];
  test.each(cases)('%s: it %s', (state, _why, changes, now, open) => {
    expect(standingOf(offerOf(changes), figuresOf({ open }), now).state).toBe(state);
  });

  test('is over when it was ended early', () => {
    const ended = offerOf({ cutAt: instant(START + HOUR) });
    expect(standingOf(ended, figuresOf({ open: 0 }), START + HOUR).state).toBe('over');
    expect(standingOf(ended, figuresOf({ open: 9 }), START + HOUR).state).toBe('leaving');
  });

  test('is entering while the number of its customers grows', () => {
    const offer = offerOf();
    const before = figuresOf({ open: 500 });
    expect(standingOf(offer, figuresOf({ open: 900 }), START + HOUR, { before }).state).toBe('entering');
    expect(standingOf(offer, figuresOf({ open: 500 }), START + HOUR, { before }).state).toBe('running');
  });

  test('waits for a service that is silent, as long as nobody is in', () => {
    const silent = { silent: true };
    expect(standingOf(offerOf(), figuresOf({ open: 0 }), START + HOUR, silent).state).toBe('waiting');
    expect(standingOf(offerOf(), figuresOf({ open: 5 }), START + HOUR, silent).state).toBe('running');
    expect(standingOf(offerOf(), figuresOf({ open: 0 }), START - HOUR, silent).state).toBe('coming');
  });

  test('is broken when nobody can read when it comes again', () => {
    const recurrence = { rule: 'FREQ=SOMETIMES', except: [], cuts: [] };
    const broken = offerOf({ schedule: { ...weekly.schedule!, recurrence } });
    expect(standingOf(broken, undefined, START).state).toBe('broken');
  });
});

describe('what comes next', () => {
  test('is the start, then the end', () => {
    expect(standingOf(offerOf(), undefined, START - HOUR).edge).toEqual({ kind: 'start', at: START });
    expect(standingOf(offerOf(), figuresOf({ open: 1 }), START).edge).toEqual({ kind: 'end', at: END });
  });

  test('is the next turn, and in the last turn the end', () => {
    const turns = offerOf({ rotation: { turn: 'P1D', by: { cohorts: 2 }, coolDown: 0, maxTurns: null } });
    const edge = (now: number) => standingOf(turns, figuresOf({ open: 1 }), now).edge;
    expect(edge(START + HOUR)).toEqual({ kind: 'turn', at: START + 24 * HOUR });
    expect(edge(START + 25 * HOUR)).toEqual({ kind: 'end', at: END });
  });

  test('is nothing for one that is over, a draft or paused', () => {
    expect(standingOf(offerOf(), undefined, END).edge).toBeNull();
    expect(standingOf(offerOf({ intent: 'draft' }), undefined, START).edge).toBeNull();
    expect(standingOf(offerOf({ intent: 'paused' }), undefined, START).edge).toBeNull();
  });
});

function instant(ms: number) {
  return offerOf().startsAt.add({ milliseconds: ms - START });
}
