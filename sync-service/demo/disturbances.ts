import type { SampleShop } from './sample-shop.ts';

const LOOK_MS = 500;

/** Sees what somebody does in the demo's back office so that a round cannot end as it was meant to. */
export class Disturbances {
  private seen: string | null = null;
  private looking = Promise.resolve();
  private readonly timer: NodeJS.Timeout;

  /** @param own the round's offers @param key the service's, at the beginning */
  constructor(
    private readonly shop: SampleShop,
    private readonly own: readonly number[],
    private readonly key: string,
    signal: AbortSignal,
  ) {
    this.timer = setInterval(() => this.look(), LOOK_MS).unref();
    signal.addEventListener('abort', () => clearInterval(this.timer));
  }

  /** @returns what was done, or null */
  async stop(): Promise<string | null> {
    clearInterval(this.timer);
    this.look();
    await this.looking;
    return this.seen;
  }

  private look(): void {
    // What cannot be asked now is asked again.
    this.looking = this.looking.then(async () => {
      this.seen ??= await this.done().catch(() => null);
    });
  }

  private async done(): Promise<string | null> {
    const { db } = this.shop;
    const has = async (sql: string, values: readonly unknown[] = []) => (await db.rows(sql, values)).length > 0;
    const { slow, fail } = await this.shop.trouble();
    const changed = 'SELECT 1 FROM #groupoffers_offer WHERE id_group_offer IN (?) AND version <> 1';
    if (await has(changed, [this.own])) return 'its offers were changed';
    if (slow > 0 || fail > 0) return 'the shop was made slow or failing';
    if (await has("SELECT 1 FROM #configuration WHERE name = 'PS_WEBSERVICE' AND value <> '1'"))
      return 'the Webservice was switched off';
    if ((await this.shop.key()) !== this.key) return 'the service got another key';
    if (await has("SELECT 1 FROM #groupoffers_state WHERE name = 'hold' AND value IS NOT NULL"))
      return 'the service waits for a word on the page';
    return (await has('SELECT 1 FROM #groupoffers_pin LIMIT 1')) ? 'customers are pinned' : null;
  }
}
