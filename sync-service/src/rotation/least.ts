/**
 * The rows that come first by key, then by `last`, then by a hash of the id, at most so many; ascending by row. Rows with a negative key
 * take no part. Finds where the line is drawn by counting, since keys and last turns are few different ones however many the customers are;
 * only those who are alike at the line are sorted.
 */
export function least(key: Int32Array, last: Float64Array, id: Uint32Array, seed: number, places: number): Uint32Array {
  const byKey = new Map<number, number>();
  for (const each of key) if (each >= 0) byKey.set(each, (byKey.get(each) ?? 0) + 1);
  const [lineKey, ofKey] = cut(byKey, places);

  const byLast = new Map<number, number>();
  for (let row = 0; row < key.length; row++) {
    if (key[row] === lineKey) byLast.set(last[row]!, (byLast.get(last[row]!) ?? 0) + 1);
  }
  const [lineLast, ofLast] = cut(byLast, ofKey);

  const alike = new Uint32Array(byLast.get(lineLast) ?? 0);
  let written = 0;
  for (let row = 0; row < key.length; row++) {
    if (key[row] === lineKey && last[row] === lineLast) alike[written++] = hash(id[row]!, seed);
  }
  alike.sort();
  const lineHash = ofLast > 0 ? alike[ofLast - 1]! : -1;
  // Equal hashes go by id.
  let ofHash = lineHash < 0 ? 0 : ofLast - alike.indexOf(lineHash);

  const rows = new Uint32Array(key.length);
  let taken = 0;
  for (let row = 0; row < key.length; row++) {
    const each = key[row]!;
    if (each < 0 || each > lineKey) continue;
    if (each === lineKey) {
      if (last[row]! > lineLast) continue;
      if (last[row] === lineLast) {
        const own = hash(id[row]!, seed);
        if (own > lineHash || (own === lineHash && ofHash-- <= 0)) continue;
      }
    }
    rows[taken++] = row;
  }
  return rows.slice(0, taken);
}

/** The value at which the places run out (or the largest), and how many of the places are left for those who have it. */
function cut(counts: ReadonlyMap<number, number>, places: number): [value: number, left: number] {
  let left = places;
  let line: [number, number] = [-1, 0];
  for (const [value, count] of [...counts].sort(([a], [b]) => a - b)) {
    if (left <= 0) break;
    line = [value, Math.min(left, count)];
    left -= count;
  }
  return line;
}

/** 32 bits that look random, the same for the same id and seed everywhere (the mixing steps of MurmurHash3). */
function hash(id: number, seed: number): number {
  let mixed = id ^ Math.imul(seed, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
