import type { Sandbox } from '../shop/sandbox/index.ts';

const LOOK_MS = 250;

/** Sees what somebody does in the demo's back office so that a round cannot end as it was meant to. */
export class Disturbances {
  private seen: string | null = null;
  private readonly key: string;
  private readonly timer: NodeJS.Timeout;

  /** @param own the round's offers */
  constructor(
    private readonly sandbox: Sandbox,
    private readonly own: readonly number[],
  ) {
    this.key = sandbox.key;
    this.timer = setInterval(() => this.look(), LOOK_MS).unref();
  }

  /** @returns what was done, or null */
  stop(): string | null {
    clearInterval(this.timer);
    this.look();
    return this.seen;
  }

  private look(): void {
    const { model } = this.sandbox;
    const { faults, backOffice, hold, pinned, offers } = model;
    const done = [
      [this.own.some((id) => offers.get(id)?.version !== 1), 'its offers were changed'],
      [faults.slowMs > 0 || faults.empty500 > 0 || faults.down, 'the shop was made slow or failing'],
      [!backOffice.webservice, 'the Webservice was switched off'],
      [this.sandbox.key !== this.key, 'the service got another key'],
      [hold !== null, 'the service waits for a word on the page'],
      [pinned.size > 0, 'customers are pinned'],
    ] as const;
    this.seen ??= done.find(([happened]) => happened)?.[1] ?? null;
  }
}
