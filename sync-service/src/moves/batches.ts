import type { EnterMove, UntilMove } from './plan.ts';
import type { EnterBatch, UntilBatch } from './shop.ts';

/** Customers in one request: bodies stay under 128 kB with ids of seven digits. */
export const BATCH_SIZE = 14_000;

/** Cuts an enter move into requests; `newKey` gives a random idempotency key for each. */
export function enterBatches(move: EnterMove, newKey: () => string, size = BATCH_SIZE): EnterBatch[] {
  const { offer, end } = move.window;
  const stretch = move.turn ?? move.window;
  const frame = {
    offer: offer.id,
    version: offer.version,
    windowStart: stretch.start.epochMilliseconds,
    windowEnd: end.epochMilliseconds,
    until: stretch.end.epochMilliseconds,
  };
  const batches: EnterBatch[] = [];
  let expect: { defaultGroup: number; ids: readonly number[] }[] = [];
  let room = size;
  const flush = () => {
    if (expect.length > 0) batches.push({ ...frame, key: newKey(), expect });
    expect = [];
    room = size;
  };
  for (const [defaultGroup, ids] of move.byDefault) {
    for (let from = 0; from < ids.length;) {
      const part = ids.slice(from, from + room);
      expect.push({ defaultGroup, ids: part });
      from += part.length;
      room -= part.length;
      if (room === 0) flush();
    }
  }
  flush();
  return batches;
}

/** Cuts a change of `until` into requests, under the version of the offer that was read. */
export function untilBatches(
  move: UntilMove,
  offer: { version: number; windowEnd: number },
  newKey: () => string,
  size = BATCH_SIZE,
): UntilBatch[] {
  const batches: UntilBatch[] = [];
  for (let from = 0; from < move.ids.length; from += size) {
    batches.push({
      key: newKey(),
      offer: move.offer,
      version: offer.version,
      windowStart: move.windowStart,
      windowEnd: offer.windowEnd,
      until: move.until,
      ids: move.ids.slice(from, from + size),
    });
  }
  return batches;
}
