import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach } from 'vitest';
import { apply } from '../../src/cli/commands/apply.ts';
import { Output } from '../../src/cli/output.ts';
import type { Session } from '../../src/cli/session.ts';
import type { Config } from '../../src/config.ts';
import { silentLog } from '../../src/log.ts';
import { PrestaShopShop } from '../../src/shop/prestashop/index.ts';
import { startSandbox, type Sandbox } from '../shop-in-memory/index.ts';

export const NOW = Date.parse('2026-11-27T12:00:00Z');
export const SCHEDULE = { start: '2026-11-27T18:00', end: '2026-11-30T23:59' };

/** An offer as a file holds it. */
export const offer = (fields: object = {}) => ({ name: 'Weekend', discount: 20, schedule: SCHEDULE, ...fields });

/** A sandbox over HTTP for the command line's commands, run in this process; a fresh one for each test. */
export class ShopAtHand {
  sandbox!: Sandbox;
  shop!: PrestaShopShop;
  /** The shop's clock, ms. */
  now = NOW;
  private folder = '';

  constructor() {
    beforeEach(() => this.open());
    afterEach(() => this.close());
  }

  /** Runs a command. @returns its result as an object, and its notes */
  async run<T = Record<string, unknown>>(
    command: (session: Session) => Promise<void>,
  ): Promise<{ result: T; notes: string }> {
    const { out, err } = { out: new PassThrough(), err: new PassThrough() };
    const config = this.config();
    const output = new Output(true, out, err);
    await command({ config, shopConfig: config.shops[0]!, shop: this.shop, log: silentLog, output });
    const text = String(out.read() ?? 'null');
    return { result: JSON.parse(text) as T, notes: String(err.read() ?? '') };
  }

  /** The path of a file that is thrown away after the test; written when there is something to write. */
  file(name: string, content?: string | Uint8Array): string {
    const path = join(this.folder, name);
    if (content !== undefined) writeFileSync(path, content);
    return path;
  }

  /** Applies a file with that text, or with that object as JSON. */
  applying(content: string | object, options = {}) {
    const path = this.file('offers.yaml', typeof content === 'string' ? content : JSON.stringify(content));
    return this.run<{ id: number }[]>((session) => apply(session, path, options));
  }

  private async open(): Promise<void> {
    this.now = NOW;
    const shops = [
      { id: 1, name: 'Main', sharesCustomersWith: [1, 2] },
      { id: 2, name: 'Outlet', sharesCustomersWith: [1, 2] },
      { id: 3, name: 'Trade', sharesCustomersWith: [3] },
    ];
    this.sandbox = await startSandbox({ customers: 100, timezone: 'Europe/Madrid', now: () => this.now, shops });
    this.shop = new PrestaShopShop(this.config().shops[0]!, silentLog);
    this.folder = mkdtempSync(join(tmpdir(), 'group-offers-cli-'));
  }

  private async close(): Promise<void> {
    this.shop.close();
    await this.sandbox.close();
    rmSync(this.folder, { recursive: true });
  }

  private config(): Config {
    const { url, key } = this.sandbox;
    const pace = { requestsPerMinute: 10_000, requestsAtOnce: 2 };
    return {
      shops: [{ name: 'sandbox', url, key, allowHttp: true, keyInAddress: false, ...pace }],
      redisUrl: null,
      stateDirectory: null,
      logLevel: 'silent',
      http: { host: '127.0.0.1', port: 0 },
      batchSize: 50,
    };
  }
}
