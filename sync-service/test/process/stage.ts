import { mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '../../src/log.ts';
import { PrestaShopShop } from '../../src/shop/prestashop/index.ts';
import { startSandbox, type Sandbox, type MemoryModel } from '../shop-in-memory/index.ts';
import { random } from '../shop-in-memory/seed.ts';
import { ServiceProcess } from '../support/service-process.ts';
import { snapshot, violations, type Word } from './expected.ts';
import { Onlooker } from './onlooker.ts';
import type { Program } from './program.ts';
import { ShopProxy } from './proxy.ts';
import { RedisProcess } from './redis-process.ts';
import { RedisProxy } from './redis-proxy.ts';
import { ShopTime } from './shop-time.ts';
import { BEGIN, OVER, PLANNED, tell, type Story } from './story.ts';

/** What works has come by then, on however busy a machine; no test is about how long it takes. */
const PATIENCE_MS = 300_000;
/** By the shop's clock; nobody waits for it. */
export const LEASE_MS = 5_000;
const CUSTOMERS = 48;

export interface StageRedis {
  readonly process: RedisProcess;
  readonly proxy: RedisProxy;
  /** Of its socket, past the proxy. */
  readonly path: string;
  /** Through the proxy. */
  readonly url: string;
}

/** One shop with its story, a proxy before it, and the services that try to serve it. */
export class Stage {
  readonly time = new ShopTime(PLANNED);
  readonly services: ServiceProcess[] = [];
  readonly violations: string[] = [];
  word: Word = 'prompt';
  /** From then on the time stands while somebody is let in. */
  private takenOverAt = Infinity;
  private readonly shops: PrestaShopShop[] = [];
  private ownRedis: StageRedis | null = null;

  private constructor(
    private readonly program: Program,
    readonly sandbox: Sandbox,
    readonly proxy: ShopProxy,
    readonly seed: number,
    /** For what the service puts into files. */
    private readonly temporary: string,
  ) {}

  story!: Story;

  static async open(program: Program, seed: number): Promise<Stage> {
    const draw = random(seed ^ 0x57a6e);
    let now = (): number => PLANNED;
    const chunk = 2 + Math.floor(draw() * 6);
    const sandbox = await startSandbox({
      now: () => now(),
      timezone: 'UTC',
      customers: CUSTOMERS,
      seed,
      chunk,
      leaseMs: LEASE_MS,
    });
    const stage = new Stage(
      program,
      sandbox,
      await ShopProxy.open(sandbox.url, () => now()),
      seed,
      await mkdtemp(join(program.folder, 't-')),
    );
    now = stage.time.now;
    stage.story = await tell(sandbox.model, stage.time, seed);
    return stage;
  }

  get model(): MemoryModel {
    return this.sandbox.model;
  }

  /** The shop's clock, from the service's start. */
  get passed(): number {
    return this.time.now() - BEGIN;
  }

  /** The real service, through the proxy; each is on the machine of the one before it. @param redis null: its own */
  serve(redis: string | null): ServiceProcess {
    const { path } = this.program;
    const batch = 4 + Math.floor(random(this.seed ^ 0xba7c)() * 12);
    const service = new ServiceProcess(
      {
        SHOP_NAME: `shop-${this.seed}`,
        SHOP_URL: this.proxy.url,
        SHOP_KEY: this.sandbox.key,
        SHOP_ALLOW_HTTP: '1',
        BATCH_SIZE: String(batch),
        TMPDIR: this.temporary,
        STATE_DIRECTORY: join(this.temporary, 'state'),
        ...(redis === null ? {} : { REDIS_URL: redis }),
      },
      [path],
    );
    this.services.push(service);
    return service;
  }

  /** A redis-server of this stage's own, behind a proxy. */
  async redis(): Promise<StageRedis> {
    if (this.ownRedis === null) {
      const server = await RedisProcess.start(this.program.folder);
      const proxy = await RedisProxy.open(server.path);
      this.ownRedis = { process: server, proxy, path: server.path, url: proxy.url };
    }
    return this.ownRedis;
  }

  /** The socket of the redis-server that the service started for itself, before its first request. */
  async privateRedis(): Promise<string> {
    const [folder] = (await readdir(this.temporary)).filter((name) => name.startsWith('group-offers-redis-'));
    if (folder === undefined) throw new Error('the service has no Redis of its own');
    return join(this.temporary, folder, 'redis.sock');
  }

  /** A look of a fresh service on another machine, past the proxy; whoever had the lease has been silent for as long as it lasts. */
  async takeOver(): Promise<Onlooker> {
    this.time.stand();
    this.time.ahead(LEASE_MS);
    this.takenOverAt = Math.min(this.takenOverAt, this.time.now());
    const { url, key } = this.sandbox;
    const shop = new PrestaShopShop(
      { name: 'onlooker', url, key, allowHttp: true, requestsPerMinute: 100_000 },
      silentLog,
    );
    this.shops.push(shop);
    const onlooker = new Onlooker(shop, this.time);
    await onlooker.look();
    return onlooker;
  }

  /** The shop is as it should be, and another look writes nothing (invariant 5). */
  async prove(onlooker: Onlooker, when: string): Promise<void> {
    for (const each of this.found()) this.violations.push(`${when}: ${each}`);
    const before = snapshot(this.model);
    await onlooker.look();
    this.unchanged(before, `${when}: invariant 5: a second look`);
  }

  /** What is not as it should be now; see {@link violations}. */
  found(): string[] {
    const plannedFrom = (at: number) =>
      BEGIN <= at && at < this.takenOverAt ? Math.max(BEGIN, this.proxy.plannedFrom(at)) : at;
    return violations(this.model, this.story, this.time.now(), this.word, plannedFrom);
  }

  /** When all is over, one look gives everybody back what they had (invariant 1). */
  async proveTheEnd(onlooker: Onlooker): Promise<void> {
    this.time.stand();
    this.time.ahead(OVER);
    await onlooker.look();
    await this.prove(onlooker, 'at the end');
    if (this.model.open.size > 0)
      this.violations.push(`at the end: invariant 1: ${this.model.open.size} are still inside`);
  }

  unchanged(before: string, what: string): void {
    const after = snapshot(this.model);
    if (after === before) return;
    const [was, is] = [before.split('\n'), after.split('\n')];
    const line = was.findIndex((each, index) => each !== is[index]);
    this.violations.push(
      `${what} wrote something: ${was.slice(line - 3, line + 2).join('')} became ${is.slice(line - 3, line + 2).join('')}`,
    );
  }

  /** @throws Error, with what was waited for, when it does not come */
  async until(reached: () => boolean, what: string | (() => string)): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; !reached(); await sleep(10)) {
      if (Date.now() < end) continue;
      const logs = this.services.map(({ log }) => log).join('\n');
      throw new Error(
        `${typeof what === 'string' ? what : what()}: not within ${PATIENCE_MS / 1000} s\n${logs.slice(-1_500)}`,
      );
    }
  }

  /** What had been sent to the proxy has come to it, and all but `count` of it is answered. */
  async quiet(count: number, what: string): Promise<void> {
    await this.proxy.heard();
    await this.until(() => this.proxy.underWay === count, what);
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map((service) => service.kill()));
    for (const shop of this.shops) shop.close();
    await this.ownRedis?.proxy.close();
    await this.ownRedis?.process.kill();
    await this.proxy.close();
    await this.sandbox.close();
  }
}
