/**
 * The rows that come first by key, then by `last`, then by a hash of the id, at most so many; ascending by row. Rows with a negative key
 * take no part. Counts instead of sorting: keys and last turns are few different ones, however many the customers are.
 */
export function least(key: Int32Array, last: Float64Array, id: Int32Array, seed: number, places: number): Int32Array {
  let taken = 0;
  const chosen = new Uint8Array(key.length);
  const byKey = counted(key, (row) => key[row]! >= 0);
  for (const [each, count] of byKey) {
    if (taken >= places) break;
    const ofKey = (row: number): boolean => key[row] === each;
    if (taken + count <= places) taken += choose(chosen, ofKey);
    else {
      for (const [when, waiting] of counted(last, ofKey)) {
        if (taken >= places) break;
        const alike = (row: number): boolean => key[row] === each && last[row] === when;
        const left = places - taken;
        taken += choose(chosen, waiting <= left ? alike : drawn(alike, waiting, id, seed, left));
      }
    }
  }
  const rows = new Int32Array(taken);
  let written = 0;
  for (let row = 0; row < chosen.length; row++) if (chosen[row] === 1) rows[written++] = row;
  return rows;
}

/** How many rows have each value, ascending by value. */
function counted(values: Int32Array | Float64Array, takesPart: (row: number) => boolean): [number, number][] {
  const counts = new Map<number, number>();
  for (let row = 0; row < values.length; row++) {
    if (takesPart(row)) counts.set(values[row]!, (counts.get(values[row]!) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => a - b);
}

/** @returns how many were chosen */
function choose(chosen: Uint8Array, which: (row: number) => boolean): number {
  let count = 0;
  for (let row = 0; row < chosen.length; row++) {
    if (which(row)) {
      chosen[row] = 1;
      count += 1;
    }
  }
  return count;
}

/** Of rows that are alike, those with the smallest hashes. */
function drawn(
  alike: (row: number) => boolean,
  count: number,
  id: Int32Array,
  seed: number,
  places: number,
): (row: number) => boolean {
  const hashes = new Uint32Array(count);
  let written = 0;
  for (let row = 0; row < id.length; row++) if (alike(row)) hashes[written++] = hash(id[row]!, seed);
  hashes.sort();
  const limit = hashes[places - 1]!;
  // Equal hashes go by id.
  let ofLimit = places - hashes.indexOf(limit);
  return (row) => {
    if (!alike(row)) return false;
    const own = hash(id[row]!, seed);
    return own < limit || (own === limit && ofLimit-- > 0);
  };
}

/** 32 bits that look random, the same for the same id and seed everywhere (the finalizer of MurmurHash3). */
function hash(id: number, seed: number): number {
  let mixed = id ^ Math.imul(seed, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
