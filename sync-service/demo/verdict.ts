import { setTimeout as sleep } from 'node:timers/promises';
import type { SyncReport, Look } from '../src/sync/context.ts';
import type { Customer, SampleShop } from './sample-shop.ts';

/** Until a start is over with, however busy the machine is. */
const PATIENCE_MS = 4_000;

interface Seat {
  readonly defaultGroup: number;
  readonly groups: readonly number[];
}

/** The last line of `npm run demo -- --once`. */
export interface Verdict {
  readonly customers: number;
  readonly entered: number;
  readonly left: number;
  readonly switched: number;
  readonly restoredExactly: number;
  readonly staffChangesKept: number;
  readonly stranded: number;
  /** Turns that each of the rotating offer's customers had: the least and the most of them. */
  readonly turns: { readonly customers: number; readonly least: number; readonly most: number };
  readonly startLatenessMs: number;
  readonly endLatenessMs: number;
}

/**
 * The demo's own book-keeping, which the service knows nothing of: a snapshot of every customer before, what staff changed, and in the
 * end who is not as they should be.
 */
export class Ledger {
  readonly wrong: string[] = [];
  private readonly seats: ReadonlyMap<number, Customer>;
  private readonly wanted = new Map<number, Seat>();
  private readonly counts = { entered: 0, left: 0, switched: 0 };
  private readonly lateness = { start: 0, end: 0 };
  private turns: Verdict['turns'] = { customers: 0, least: 0, most: 0 };
  /** The round's own offers; those that somebody makes on the page meanwhile are not for this ledger to judge. */
  private readonly own = new Set<number>();

  private constructor(
    private readonly shop: SampleShop,
    /** As they were before. */
    readonly everybody: readonly Customer[],
    private readonly insideBefore: readonly number[],
    private readonly lastEnrolment: number,
  ) {
    this.seats = new Map(everybody.map((row) => [row.id, row]));
  }

  static async open(shop: SampleShop): Promise<Ledger> {
    const sql = 'SELECT COALESCE(MAX(id_enrolment), 0) AS id FROM #groupoffers_enrolment';
    const [last] = await shop.db.rows<{ id: number }>(sql);
    return new Ledger(shop, await shop.customers(), await shop.inside(), last!.id);
  }

  begin(offers: readonly number[]): void {
    for (const id of offers) this.own.add(id);
  }

  /** Customers whom an offer made on the page had in this round. */
  async touched(): Promise<ReadonlySet<number>> {
    const rows = await this.shop.db.rows<{ id: number }>(
      'SELECT DISTINCT id_customer AS id FROM #groupoffers_enrolment WHERE id_enrolment > ? AND id_group_offer NOT IN (?)',
      [this.lastEnrolment, [...this.own, 0]],
    );
    return new Set([...this.insideBefore, ...rows.map(({ id }) => id)]);
  }

  before(customer: number): Seat | undefined {
    return this.seats.get(customer);
  }

  /** Staff changed a customer: with all offers over, this must stay. */
  staffChanged(customer: number, { defaultGroup, added }: { defaultGroup?: number; added: number }): void {
    const base = this.wanted.get(customer) ?? this.seats.get(customer)!;
    const groups = [...new Set([...base.groups, added])].sort((a, b) => a - b);
    this.wanted.set(customer, { defaultGroup: defaultGroup ?? base.defaultGroup, groups });
  }

  /** Everybody who is no guest and is `meant` must soon have the offer's group as default. */
  async expectInside(offer: number, meant: (row: Customer) => boolean, whom: string): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; ; await sleep(200)) {
      const group = (await this.shop.offerGroups()).get(offer);
      const [touched, rows] = [await this.touched(), await this.shop.customers()];
      const outside = rows.filter(
        (row) => !row.guest && !touched.has(row.id) && meant(row) && row.defaultGroup !== group,
      );
      if (outside.length === 0) return;
      if (Date.now() < end) continue;
      this.wrong.push(`${outside.length} of ${whom} are not in the offer`);
      return;
    }
  }

  /** A turn's customers must be among those meant, and their fair share of them. */
  async expectTurn(inside: readonly number[], meant: readonly number[], cohorts: number): Promise<void> {
    if (await this.disturbs(meant)) return;
    const known = new Set(meant);
    const strangers = inside.filter((id) => !known.has(id));
    if (strangers.length > 0) this.wrong.push(`${strangers.length} have a turn and are not meant`);
    if (Math.abs(inside.length - meant.length / cohorts) > 1) {
      this.wrong.push(`${inside.length} of ${meant.length} have a turn; a ${cohorts}th would be fair`);
    }
  }

  /** Everybody meant had a turn, and nobody more than one turn more than another (invariant 10). */
  async expectFair(turns: ReadonlyMap<number, number>, meant: readonly number[]): Promise<void> {
    const counts = meant.map((id) => turns.get(id) ?? 0);
    this.turns = { customers: meant.length, least: Math.min(...counts), most: Math.max(...counts) };
    const { least, most } = this.turns;
    if (!(await this.disturbs(meant)) && !(least >= 1 && most - least <= 1))
      this.wrong.push(`turns are not fair: from ${least} to ${most}`);
  }

  /** Turns cannot be reckoned up where another offer took some of the customers. */
  private async disturbs(meant: readonly number[]): Promise<boolean> {
    const touched = await this.touched();
    return meant.some((id) => touched.has(id));
  }

  reported(look: Look, report: SyncReport): void {
    this.counts.entered += report.entered;
    this.counts.left += report.left;
    this.counts.switched += report.switched;
    if (report.latenessMs === null) return;
    const late = report.latenessMs / this.shop.speed;
    if (look.kind === 'start' || look.kind === 'turn') this.lateness.start = Math.max(this.lateness.start, late);
    if (look.kind === 'end') this.lateness.end = Math.max(this.lateness.end, late);
  }

  /** Compares every customer with the snapshot, now that all offers are over; fills {@link wrong}. */
  async close(): Promise<Verdict> {
    let restoredExactly = 0;
    let staffChangesKept = 0;
    let stranded = 0;
    const [touched, now] = [await this.touched(), await this.shop.customers()];
    const inside = new Set(await this.shop.inside());
    const offerGroups = new Set((await this.shop.offerGroups()).values());
    for (const row of now) {
      const before = this.seats.get(row.id);
      if (touched.has(row.id) || before === undefined) continue;
      const isStranded =
        row.groups.length === 0 ||
        [row.defaultGroup, ...row.groups].some((group) => offerGroups.has(group)) ||
        inside.has(row.id);
      if (isStranded) stranded++;
      const changed = this.wanted.get(row.id);
      const right = sameSeat(row, changed ?? before) && row.rest === before.rest;
      if (!right) this.wrong.push(`customer ${row.id} is not as they should be`);
      else if (changed === undefined) restoredExactly++;
      else staffChangesKept++;
    }
    const missing = this.seats.size - now.length;
    if (missing !== 0) this.wrong.push(`${missing} customers are missing`);
    return {
      customers: this.seats.size,
      ...this.counts,
      restoredExactly,
      staffChangesKept,
      stranded,
      turns: this.turns,
      startLatenessMs: Math.round(this.lateness.start),
      endLatenessMs: Math.round(this.lateness.end),
    };
  }
}

function sameSeat(a: Seat, b: Seat): boolean {
  return a.defaultGroup === b.defaultGroup && a.groups.join() === b.groups.join();
}
