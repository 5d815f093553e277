/**
 * The shop's clock as this machine can know it: the shop decides what is in time, so every edge is met by its clock.
 * A sample is one answer of the shop with the local times around the request.
 */
export class ShopClock {
  private offset = 0;
  private roundTrip = Number.POSITIVE_INFINITY;
  private last: { shop: number; wall: number; steady: number; roundTrip: number } | null = null;
  private jump = 0;

  constructor(
    private readonly wall: () => number = Date.now,
    private readonly steady: () => number = () => performance.now(),
  ) {}

  /** Runs a request whose answer carries the shop's time (ms) and learns from it. */
  async learn<T extends { readonly now: number }>(request: () => Promise<T>): Promise<T> {
    const before = this.wall();
    const answer = await request();
    const after = this.wall();
    this.sample(answer.now, before, after);
    return answer;
  }

  /** Milliseconds since 1970 by the shop's clock, now. */
  now(): number {
    return this.wall() + this.offset;
  }

  /** By how much the shop's clock is ahead of this machine's, ms. */
  get ahead(): number {
    return this.offset;
  }

  /** How far the estimate may be off, ms. */
  get uncertainty(): number {
    return this.last === null ? 0 : this.roundTrip / 2;
  }

  /**
   * By how many ms the shop's clock left both of ours since this was last asked; 0 while it agreed with either of them (this
   * machine's own clock set right, or the machine suspended, is no jump of the shop's). What the duration of requests explains is
   * no jump either.
   */
  takeJump(): number {
    const { jump } = this;
    this.jump = 0;
    return jump;
  }

  private sample(shop: number, before: number, after: number): void {
    const roundTrip = after - before;
    const middle = before + roundTrip / 2;
    const steady = this.steady() - roundTrip / 2;
    if (this.last !== null) {
      const byWall = shop - (this.last.shop + middle - this.last.wall);
      const bySteady = shop - (this.last.shop + steady - this.last.steady);
      const jump = Math.abs(byWall) < Math.abs(bySteady) ? byWall : bySteady;
      const explained = (roundTrip + this.last.roundTrip) / 2;
      const beyond = Math.sign(jump) * Math.max(0, Math.abs(jump) - explained);
      if (Math.abs(beyond) > Math.abs(this.jump)) this.jump = beyond;
    }
    this.last = { shop, wall: middle, steady, roundTrip };
    // The quickest answer tells most; an older one counts a little less each time, so that drift is followed.
    if (roundTrip <= this.roundTrip * 1.2 + 1 || Math.abs(shop - middle - this.offset) > roundTrip + 50) {
      this.offset = shop - middle;
      this.roundTrip = roundTrip;
    } else {
      this.roundTrip *= 1.1;
    }
  }
}
