import { leaveMerge } from '../shop-in-memory/leave.ts';
import { ascending, sameIds } from '../shop-in-memory/world.ts';
import type { Seat, StageState } from './stage.ts';

/** Touched while in an offer: what is improper about it is put right when they leave, not before. */
type Touched = Seat & { readonly isTouched?: boolean };

/**
 * The model: what each customer would have had no offer ever been, told by nothing but what staff and the core did. Ten lines of rules; the
 * shop's code is a thousand.
 */
export class Shadow {
  /** More than one: something past all hooks wrote to a customer in an offer, and whether a sweep or the end sees it first decides. */
  private seats = new Map<number, readonly Touched[]>();
  private rests = new Map<number, string>();

  constructor(
    state: StageState,
    private readonly customerGroup: number,
  ) {
    for (const { id, rest, ...seat } of state.customers) this.appears(id, seat, rest);
  }

  appears(customer: number, seat: Seat, rest: string): void {
    this.seats.set(customer, [seat]);
    this.rests.set(customer, rest);
  }

  forget(customer: number): void {
    this.seats.delete(customer);
    this.rests.delete(customer);
  }

  of(customer: number): readonly Seat[] {
    return this.raw(customer).flatMap((seat) => {
      if (seat.isTouched) return this.proper(seat);
      // An offer gives a group to whoever had none before it.
      return seat.groups.length === 0 ? [seat, this.proper(seat)] : seat;
    });
  }

  /** They left, be it into another offer: what was improper has been put right. @param isFirst they come from no offer, and may have no group */
  settles(customer: number, isFirst: boolean): void {
    const isImproper = (seat: Touched) => seat.isTouched === true || (seat.groups.length === 0 && !isFirst);
    const settled = this.raw(customer).map((seat) => (isImproper(seat) ? this.proper(seat) : seat));
    this.seats.set(customer, settled);
  }

  private raw(customer: number): readonly Touched[] {
    return this.seats.get(customer) ?? [];
  }

  restOf(customer: number): string | undefined {
    return this.rests.get(customer);
  }

  setRest(customer: number, rest: string): void {
    this.rests.set(customer, rest);
  }

  isSure(customer: number): boolean {
    return this.raw(customer).length === 1;
  }

  becomes(customer: number, seats: readonly Seat[]): void {
    this.seats.set(customer, seats);
  }

  /** What staff changed in a form counts, what they only saw does not; saved outside of offers, it leaves no default that is no membership. */
  staff(customer: number, rendered: Seat, posted: Seat, isInside: boolean): void {
    const added = posted.groups.filter((id) => !rendered.groups.includes(id));
    const removed = rendered.groups.filter((id) => !posted.groups.includes(id));
    if (isInside && added.length + removed.length === 0 && posted.default === rendered.default) return;
    this.seats.set(
      customer,
      this.raw(customer).map((seat) => {
        const groups = ascending([...seat.groups, ...added].filter((id) => !removed.includes(id)));
        const group = posted.default === rendered.default ? seat.default : posted.default;
        const edited = { default: group, groups };
        if (isInside && sameSeat(edited, seat)) return seat;
        // A default that never was a membership stays none; one whose membership was taken away does not stay.
        if (isInside) return { ...edited, isTouched: seat.isTouched === true || seat.groups.includes(seat.default) };
        if (groups.includes(group)) return { ...edited, isTouched: true };
        const answer = groups.includes(posted.default) ? posted.default : (groups[0] ?? this.customerGroup);
        return { default: answer, groups: ascending([...groups, answer]) };
      }),
    );
  }

  /** As the core does it, whether they are in an offer or not. */
  groupDeleted(group: number): void {
    for (const customer of this.seats.keys()) this.loses(customer, group);
  }

  /** Of a group that is deleted. */
  loses(customer: number, group: number): void {
    const seats = this.raw(customer).map((seat) => {
      if (seat.default !== group && seat.groups.length > 0 && !seat.groups.includes(group)) return seat;
      const groups = seat.groups.filter((each) => each !== group);
      if (groups.length === 0) groups.push(this.customerGroup);
      return { ...seat, default: seat.default === group ? groups[0]! : seat.default, groups };
    });
    this.seats.set(customer, seats);
  }

  /** Never a default whose membership was taken away, never without a group. */
  proper({ default: group, groups }: Seat): Seat {
    if (groups.includes(group)) return { default: group, groups };
    const answer = lostDefault(group, groups, this.customerGroup);
    return { default: answer, groups: ascending([...groups, answer]) };
  }

  copy(): Shadow {
    const copy = Object.create(Shadow.prototype) as Shadow;
    Object.assign(copy, this, { seats: new Map(this.seats), rests: new Map(this.rests) });
    return copy;
  }
}

export const sameSeat = (a: Seat, b: Seat) => a.default === b.default && sameIds(a.groups, b.groups);

/** Instead of a default whose membership was taken away. */
function lostDefault(group: number, groups: readonly number[], customerGroup: number): number {
  if (groups.length === 0) return group;
  return group === customerGroup || groups.includes(customerGroup) ? customerGroup : groups[0]!;
}

/** What a customer in an offer would have if it ended now, their default taken for somebody's choice: the one rule, as the shop in memory has it. */
export function homecoming(
  { base, written }: Pick<StageState['open'][number], 'base' | 'written'>,
  now: Seat,
  living: ReadonlySet<number>,
): Seat {
  const isBaseGroup = (group: number) => living.has(group);
  return leaveMerge({ world: { groups: living }, isBaseGroup, isOfferGroup: () => false }, base, written, now);
}
