import { heldOut, UNKNOWN, YES, type Facts, type Orders } from '@group-offers/sync-service/audience';

/** How an offer's audience is counted beside its rule. */
export interface Counting {
  /** Percent who are kept out for comparison, and what draws them. */
  readonly holdout: number;
  readonly seed: number;
  /** 0: every shop. */
  readonly idShop: number;
}

/** Whom a rule means. Where only a sample was read, the numbers are scaled up to all customers and the ids are the sample's. */
export interface Judged {
  readonly yes: number;
  readonly no: number;
  readonly unknown: number;
  /** Of `yes`: kept out of all offers by staff. */
  readonly pinned: number;
  /** Of `yes`: drawn for the comparison. */
  readonly heldOut: number;
  /** `yes` without those two. */
  readonly reached: number;
  /** Customers of the shop, or of the one that was asked for. */
  readonly total: number;
  /** Who is reached, ascending. */
  readonly ids: Uint32Array;
  /** Some of those of whom the shop knows too little. */
  readonly unknownIds: Uint32Array;
}

const UNKNOWN_SHOWN = 100;

/** @param scale customers of the shop for each row that was read */
export function tally(verdicts: Uint8Array, facts: Facts, counting: Counting, scale: number): Judged {
  const { holdout, seed, idShop } = counting;
  const ids = new Uint32Array(verdicts.length);
  const unknownIds: number[] = [];
  let [total, yes, unknown, pinned, held, reached] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < verdicts.length; row++) {
    if (idShop !== 0 && facts.idShop[row] !== idShop) continue;
    total++;
    const customer = facts.id[row]!;
    if (verdicts[row] === UNKNOWN) {
      unknown++;
      if (unknownIds.length < UNKNOWN_SHOWN) unknownIds.push(customer);
    }
    if (verdicts[row] !== YES) continue;
    yes++;
    if (facts.pinned.has(customer)) pinned++;
    else if (heldOut(customer, holdout, seed)) held++;
    else ids[reached++] = customer;
  }
  const scaled = (count: number) => Math.round(count * scale);
  const counted = { yes: scaled(yes), unknown: scaled(unknown), pinned: scaled(pinned), heldOut: scaled(held) };
  return {
    ...counted,
    total: scaled(total),
    no: scaled(total) - counted.yes - counted.unknown,
    reached: counted.yes - counted.pinned - counted.heldOut,
    ids: ids.slice(0, reached),
    unknownIds: Uint32Array.from(unknownIds),
  };
}

/** Customers from `from` to below `until` (null: no end); of whoever never ordered both are null. */
export interface Band {
  readonly from: number | null;
  readonly until: number | null;
  readonly count: number;
}

export type HistogramKind = 'spend' | 'recency';

/** Days since the last order: a month, a quarter, half a year, one year, two years. */
const RECENCY = [0, 30, 90, 180, 365, 730];
const SPEND_BANDS = 6;

/**
 * How much customers have spent (in the shop's currency) or how many days ago they ordered last. Bands of spend are equally wide and made so
 * that the last, open one holds few.
 * @param ids ascending  @param today days since 1970-01-01
 */
export function histogramOf(
  kind: HistogramKind,
  ids: Uint32Array,
  facts: Facts,
  orders: Orders,
  today: number,
  scale: number,
): readonly Band[] {
  const values = new Float64Array(ids.length);
  let known = 0;
  let row = 0;
  for (const id of ids) {
    while (row < facts.id.length && facts.id[row]! < id) row++;
    if (facts.id[row] !== id) continue;
    const value = valueOf(kind, orders, row, today);
    if (value !== null) values[known++] = value;
  }
  const found = values.subarray(0, known);
  const edges = kind === 'recency' ? RECENCY : spendEdges(found);
  const counts = new Float64Array(edges.length);
  for (const value of found) counts[edges.findLastIndex((edge) => value >= edge)]!++;
  const scaled = (count: number) => Math.round(count * scale);
  const bands = edges.map((from, index) => ({ from, until: edges[index + 1] ?? null, count: scaled(counts[index]!) }));
  return [...bands, { from: null, until: null, count: scaled(ids.length - known) }];
}

function valueOf(kind: HistogramKind, { first, day, amount }: Orders, row: number, today: number): number | null {
  let [sum, last] = [0, -1];
  for (let order = first[row]!; order < first[row + 1]! && day[order]! <= today; order++) {
    sum += amount[order]!;
    last = day[order]!;
  }
  if (last < 0) return null;
  return kind === 'recency' ? today - last : sum / 100;
}

/** 0, 50, 100 … in steps that people count by; the last band begins where a tenth is left, about. */
function spendEdges(values: Float64Array): readonly number[] {
  const sorted = values.slice().sort();
  const most = sorted[Math.floor(sorted.length * 0.9)] ?? 0;
  const step = roundStep(most / SPEND_BANDS);
  return Array.from({ length: SPEND_BANDS + 1 }, (_, index) => index * step);
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? 10 * power;
}

/** How many ids two ascending lists share. */
export function shared(a: Uint32Array, b: Uint32Array): number {
  let [count, other] = [0, 0];
  for (const id of a) {
    while (other < b.length && b[other]! < id) other++;
    if (b[other] === id) count++;
  }
  return count;
}
