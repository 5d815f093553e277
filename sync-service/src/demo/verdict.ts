import type { SandboxModel } from '../shop/sandbox/index.ts';
import type { SyncReport, Look } from '../sync/context.ts';

type Row = SandboxModel['world']['customers'] extends Map<number, infer C> ? C : never;

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
  private readonly snapshot: ReadonlyMap<number, string>;
  private readonly seats = new Map<number, Seat>();
  private readonly wanted = new Map<number, Seat>();
  private readonly counts = { entered: 0, left: 0, switched: 0 };
  private readonly lateness = { start: 0, end: 0 };
  private turns: Verdict['turns'] = { customers: 0, least: 0, most: 0 };
  /** The round's own offers; those that somebody makes on the page meanwhile are not for this ledger to judge. */
  private readonly own = new Set<number>();
  private readonly ledgerBefore: number;
  private readonly insideBefore: ReadonlySet<number>;

  constructor(private readonly model: SandboxModel) {
    const rows = [...model.world.customers.values()];
    this.ledgerBefore = model.ledger.length;
    this.insideBefore = new Set(model.open.keys());
    this.snapshot = new Map(rows.map((row) => [row.id, everythingElse(row)]));
    for (const { id, defaultGroup, groups } of rows) this.seats.set(id, { defaultGroup, groups: [...groups] });
  }

  begin(offers: readonly number[]): void {
    for (const id of offers) this.own.add(id);
  }

  /** Customers whom an offer made on the page had in this round. */
  touched(): ReadonlySet<number> {
    const touched = new Set(this.insideBefore);
    for (const { offer, customer } of this.model.ledger.slice(this.ledgerBefore)) {
      if (!this.own.has(offer)) touched.add(customer);
    }
    return touched;
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

  /** Everybody who is no guest and is `meant` must have the offer's group as default now. */
  expectInside(offer: number, meant: (row: Row) => boolean, whom: string): void {
    const idGroup = this.model.groupOf(offer)?.idGroup;
    const touched = this.touched();
    const outside = [...this.model.world.customers.values()].filter(
      (row) => !row.guest && !touched.has(row.id) && meant(row) && row.defaultGroup !== idGroup,
    );
    if (outside.length > 0) this.wrong.push(`${outside.length} of ${whom} are not in the offer`);
  }

  /** A turn's customers must be among those meant, and their fair share of them. */
  expectTurn(inside: readonly number[], meant: readonly number[], cohorts: number): void {
    if (this.disturbs(meant)) return;
    const known = new Set(meant);
    const strangers = inside.filter((id) => !known.has(id));
    if (strangers.length > 0) this.wrong.push(`${strangers.length} have a turn and are not meant`);
    if (Math.abs(inside.length - meant.length / cohorts) > 1) {
      this.wrong.push(`${inside.length} of ${meant.length} have a turn; a ${cohorts}th would be fair`);
    }
  }

  /** Everybody meant had a turn, and nobody more than one turn more than another (invariant 10). */
  expectFair(turns: ReadonlyMap<number, number>, meant: readonly number[]): void {
    const counts = meant.map((id) => turns.get(id) ?? 0);
    this.turns = { customers: meant.length, least: Math.min(...counts), most: Math.max(...counts) };
    const { least, most } = this.turns;
    if (!this.disturbs(meant) && !(least >= 1 && most - least <= 1))
      this.wrong.push(`turns are not fair: from ${least} to ${most}`);
  }

  /** Turns cannot be reckoned up where another offer took some of the customers. */
  private disturbs(meant: readonly number[]): boolean {
    const touched = this.touched();
    return meant.some((id) => touched.has(id));
  }

  reported(look: Look, report: SyncReport): void {
    this.counts.entered += report.entered;
    this.counts.left += report.left;
    this.counts.switched += report.switched;
    if (report.latenessMs === null) return;
    if (look.kind === 'start' || look.kind === 'turn')
      this.lateness.start = Math.max(this.lateness.start, report.latenessMs);
    if (look.kind === 'end') this.lateness.end = Math.max(this.lateness.end, report.latenessMs);
  }

  /** Compares every customer with the snapshot, now that all offers are over; fills {@link wrong}. */
  close(): Verdict {
    let restoredExactly = 0;
    let staffChangesKept = 0;
    let stranded = 0;
    const touched = this.touched();
    for (const row of this.model.world.customers.values()) {
      if (touched.has(row.id)) continue;
      const isStranded =
        row.groups.length === 0 ||
        [row.defaultGroup, ...row.groups].some((group) => this.model.isOfferGroup(group)) ||
        this.model.open.has(row.id);
      if (isStranded) stranded++;
      const changed = this.wanted.get(row.id);
      const right =
        sameSeat(row, changed ?? this.seats.get(row.id)!) && everythingElse(row) === this.snapshot.get(row.id);
      if (!right) this.wrong.push(`customer ${row.id} is not as they should be`);
      else if (changed === undefined) restoredExactly++;
      else staffChangesKept++;
    }
    const missing = this.snapshot.size - this.model.world.customers.size;
    if (missing !== 0) this.wrong.push(`${missing} customers are missing`);
    return {
      customers: this.snapshot.size,
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

/** All of a customer that no offer may touch. The first name is left out: the demo's staff save it. */
function everythingElse({ id, email, lastname, idShop, active, guest, deleted }: Row): string {
  return JSON.stringify([id, email, lastname, idShop, active, guest, deleted]);
}
