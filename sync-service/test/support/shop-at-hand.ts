import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { SampleShop } from '../../demo/sample-shop.ts';
import { apply } from '../../src/cli/commands/apply.ts';
import { Output } from '../../src/cli/output.ts';
import type { Session } from '../../src/cli/session.ts';
import type { Config } from '../../src/config.ts';
import { silentLog } from '../../src/log.ts';
import { PrestaShopShop } from '../../src/shop/prestashop/index.ts';
import { Copies, type Copy } from '../simulation/php-tables.ts';
import type { World } from '../shop-in-memory/world.ts';
import { addShop } from './world-tables.ts';

export const NOW = Date.parse('2026-11-27T12:00:00Z');
export const SCHEDULE = { start: '2026-11-27T18:00', end: '2026-11-30T23:59' };

/** An offer as a file holds it. */
export const offer = (fields: object = {}) => ({ name: 'Weekend', discount: 20, schedule: SCHEDULE, ...fields });

/** The module's PHP on MariaDB for the command line's commands, run in this process; as it was made for each test, on a clock that stands. */
export class ShopAtHand {
  shop!: PrestaShopShop;
  sample!: SampleShop;
  private copies!: Copies;
  private pristine!: Copy;
  private key = '';
  private planningKey = '';
  private folder = '';

  constructor() {
    beforeAll(() => this.open());
    beforeEach(async () => {
      await this.copies.put(this.pristine);
      this.now = NOW;
      this.folder = mkdtempSync(join(tmpdir(), 'group-offers-cli-'));
    });
    afterEach(() => rmSync(this.folder, { recursive: true }));
    afterAll(async () => {
      this.shop?.close();
      await this.sample?.close();
    });
  }

  /** The shop's customers, groups and catalogue as they were made. */
  get world(): World {
    return this.sample.world;
  }

  /** The shop's clock, ms. */
  get now(): number {
    return this.sample.now();
  }

  set now(ms: number) {
    this.sample.setClock(ms);
  }

  /** How many customers are in an offer now. */
  async inside(): Promise<number> {
    return (await this.sample.inside()).length;
  }

  /** All rows of one of the module's tables. */
  rows<T = unknown>(table: string): Promise<T[]> {
    return this.sample.db.rows<T>(`SELECT * FROM #groupoffers_${table}`);
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
    const shops = [
      { id: 1, name: 'Main', sharesCustomersWith: [1, 2] },
      { id: 2, name: 'Outlet', sharesCustomersWith: [1, 2] },
      { id: 3, name: 'Trade', sharesCustomersWith: [3] },
    ];
    this.sample = await SampleShop.open({ customers: 100, now: NOW, speed: 0, shops });
    for (const { id, name, sharesCustomersWith } of shops.slice(1))
      await addShop(this.sample.db, id, name, Math.min(...sharesCustomersWith));
    this.key = await this.sample.key();
    this.planningKey = await this.sample.planningKey();
    this.shop = new PrestaShopShop(this.config().shops[0]!, silentLog);
    this.copies = new Copies(this.sample.db, ['state']);
    this.pristine = await this.copies.take('pristine');
  }

  private config(): Config {
    const pace = { requestsPerMinute: 10_000, requestsAtOnce: 2 };
    return {
      shops: [{ ...this.sample.config(this.key, this.planningKey), ...pace }],
      redisUrl: null,
      stateDirectory: null,
      logLevel: 'silent',
      http: { host: '127.0.0.1', port: 0 },
      batchSize: 50,
    };
  }
}
