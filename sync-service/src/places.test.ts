import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Places, type Place, type SyncKind } from './places.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Syncs that last until they are told. */
function syncs(places: Places) {
  const running: string[] = [];
  const begin = (name: string, kind: () => SyncKind, work?: (place: Place) => Promise<unknown>) => {
    let end = (): void => undefined;
    const over = new Promise<void>((resolve) => (end = resolve));
    const done = places.hold(kind, async (place) => {
      running.push(name);
      await (work?.(place) ?? over);
      running.splice(running.indexOf(name), 1);
    });
    return { end: () => (end(), done), done };
  };
  const many = (count: number, name: string, kind: SyncKind) =>
    Array.from({ length: count }, () => begin(name, () => kind));
  const count = (name: string) => running.filter((each) => each === name).length;
  return { begin, many, count };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

it('half of the places are for edges alone, and a quarter is the most that shops in trouble get', async () => {
  const { many, count } = syncs(new Places(8));
  many(20, 'failed', 'failed');
  const ordinary = many(20, 'ordinary', 'ordinary');
  await settle();
  expect([count('failed'), count('ordinary')]).toEqual([2, 4]);
  many(20, 'edge', 'edge');
  await settle();
  expect(count('edge')).toBe(2);
  // What becomes free is for edges first.
  await ordinary[0]!.end();
  await settle();
  expect([count('failed'), count('ordinary'), count('edge')]).toEqual([2, 3, 3]);
});

it('an edge that has everything in hand goes before those that still have to read', async () => {
  const { begin, many, count } = syncs(new Places(1));
  let come = (): void => undefined;
  const edge = new Promise<void>((resolve) => (come = resolve));
  begin(
    'in hand',
    () => 'edge',
    (place) => place.aside(() => edge),
  );
  await settle();
  const readers = many(3, 'reads', 'edge');
  await settle();
  come();
  await settle();
  await readers[0]!.end();
  await settle();
  expect(count('in hand')).toBe(0);
  expect(count('reads')).toBe(1);
});

it('one that waits becomes urgent while it waits', async () => {
  const { begin, many, count } = syncs(new Places(4));
  many(2, 'ordinary', 'ordinary');
  let kind: SyncKind = 'ordinary';
  begin('later', () => kind);
  await settle();
  expect(count('later')).toBe(0);
  kind = 'edge';
  await vi.advanceTimersByTimeAsync(200);
  expect(count('later')).toBe(1);
});

it('who waits for an edge, or for an answer for longer than a second, holds no place, and goes on with one', async () => {
  const { begin, many, count } = syncs(new Places(2));
  const order: string[] = [];
  const answers = new Map<string, () => void>();
  const answer = (name: string) => new Promise<void>((resolve) => answers.set(name, resolve));
  begin(
    'waits',
    () => 'ordinary',
    async (place) => {
      await Promise.all(['one', 'two'].map((name) => place.whileWaiting(() => answer(name))));
      order.push('answered');
      await place.aside(() => answer('edge'));
      order.push('edge');
    },
  );
  const other = many(1, 'other', 'ordinary')[0]!;
  await vi.advanceTimersByTimeAsync(900);
  expect(count('other')).toBe(0);
  // One of two came: for the other a second begins.
  answers.get('one')!();
  await vi.advanceTimersByTimeAsync(900);
  expect(count('other')).toBe(0);
  await vi.advanceTimersByTimeAsync(200);
  expect(count('other')).toBe(1);
  answers.get('two')!();
  await settle();
  expect(order).toEqual([]);
  await other.end();
  await settle();
  expect(order).toEqual(['answered']);
  const another = many(1, 'other', 'ordinary')[0]!;
  await settle();
  expect(count('other')).toBe(1);
  answers.get('edge')!();
  await settle();
  await another.end();
  await settle();
  expect(order).toEqual(['answered', 'edge']);
});

it('a sync that fails leaves its place, also while it is without', async () => {
  const places = new Places(2);
  const fails = (place: Place) => place.aside(() => Promise.reject(new Error('no')));
  for (let time = 0; time < 5; time++) await expect(places.hold(() => 'ordinary', fails)).rejects.toThrow('no');
  await expect(
    places.hold(
      () => 'ordinary',
      () => Promise.resolve('there is one'),
    ),
  ).resolves.toBe('there is one');
});
