/** The shop's clock: stands until somebody comes, then runs as ours does; may be stopped and put ahead. */
export class ShopTime {
  private at: number;
  /** Ours, when it was started; null: it stands. */
  private since: number | null = null;

  constructor(begin: number) {
    this.at = begin;
  }

  readonly now = (): number => this.at + (this.since === null ? 0 : Date.now() - this.since);

  run(): void {
    this.since ??= Date.now();
  }

  stand(): void {
    this.at = this.now();
    this.since = null;
  }

  /** Never back. */
  ahead(ms: number): void {
    this.at += ms;
  }
}
