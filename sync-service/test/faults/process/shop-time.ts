/** The shop's clock: stands until somebody comes, then runs as ours does; may be stopped and put ahead. */
export class ShopTime {
  private at: number;
  /** Ours, when it was started; null: it stands. */
  private since: number | null = null;

  /** @param show sets the clock that the shop itself goes by: ms since 1970, and whether it goes on from there */
  constructor(
    begin: number,
    private readonly show: (ms: number, runs: boolean) => void,
  ) {
    this.at = begin;
    show(begin, false);
  }

  readonly now = (): number => this.at + (this.since === null ? 0 : Date.now() - this.since);

  run(): void {
    if (this.since === null) this.set(this.at, true);
  }

  stand(): void {
    this.set(this.now(), false);
  }

  /** Never back. */
  ahead(ms: number): void {
    this.set(this.now() + ms, this.since !== null);
  }

  private set(at: number, runs: boolean): void {
    this.at = at;
    this.since = runs ? Date.now() : null;
    this.show(at, runs);
  }
}
