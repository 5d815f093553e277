import { describe, expect, it } from 'vitest';
import { LeaseHeldError, ShopUnavailableError } from './errors.ts';
import { isLeftToAnother, lookOf, looksFor, retryDelayMs, type Watched } from './watch.ts';

describe('while another service works', () => {
  const held = new LeaseHeldError('another service holds the lease', 'lease_held');

  it('the edges that pass are its own, and one look goes on trying', () => {
    for (const kind of ['prepare', 'start', 'turn', 'end'] as const)
      expect(isLeftToAnother({ kind, at: 0 }, held), kind).toBe(true);
    for (const kind of ['look', 'sweep'] as const) expect(isLeftToAnother({ kind, at: 0 }, held), kind).toBe(false);
    expect(retryDelayMs(1, held, 0)).toBeLessThanOrEqual(10_000);
  });

  it('an edge that failed for anything else is tried again', () => {
    expect(isLeftToAnother({ kind: 'end', at: 0 }, new ShopUnavailableError('no answer', null, 0))).toBe(false);
  });
});

describe('a job, into which whoever reaches Redis may write', () => {
  it.each<[string, unknown]>([
    ['of a kind that there is not', { kind: 'jane@example.com', at: 90_000 }],
    ['of a kind that every object has', { kind: '__proto__', at: 90_000 }],
    ['at no number', { kind: 'end', at: '90000' }],
    ['at no instant', { kind: 'end', at: NaN }],
    ['at no instant, as JSON has it', { kind: 'end', at: null }],
    ['without any data', null],
  ])('%s is a look now', (_, job) => {
    expect(lookOf(job, 100_000)).toEqual({ kind: 'look', at: 100_000 });
  });

  it('of the service’s own stays as it is', () => {
    expect(lookOf({ kind: 'end', at: 90_000 }, 100_000)).toEqual({ kind: 'end', at: 90_000 });
  });
});

describe('a poll', () => {
  const status = { now: 100_000, minUntil: null, counter: '7' } as Parameters<typeof looksFor>[0];
  const watched: Watched = { edges: [], counter: '7', swept: true, up: true };

  it('asks for nothing while nothing is new', () => expect(looksFor(status, watched)).toEqual([]));

  it.each([
    ['a change in the shop', status, { ...watched, counter: '6' }],
    ['a shop that is back', status, { ...watched, up: false }],
    ['a service that has not looked yet', status, { ...watched, counter: null }],
    ['somebody past their end', { ...status, minUntil: 99_000 }, watched],
  ])('asks for a look at %s', (_, seen, known) => expect(looksFor(seen, known)).toEqual(['look']));

  it('asks for a sweep when an edge passed without a look', () => {
    const edges = [{ kind: 'end', at: 90_000 }] as const;
    expect(looksFor(status, { ...watched, edges })).toEqual(['sweep']);
  });

  it('asks for a sweep until one was made, since Redis may have lost the first', () => {
    expect(looksFor(status, { ...watched, swept: false })).toEqual(['sweep']);
    expect(looksFor(status, { ...watched, counter: '6', swept: false })).toEqual(['look', 'sweep']);
  });
});
