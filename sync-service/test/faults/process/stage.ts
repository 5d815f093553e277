import { mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '../../../src/log.ts';
import { PrestaShopShop } from '../../../src/shop/prestashop/index.ts';
import { random } from '../../shop-in-memory/seed.ts';
import { MemoryModel } from '../../shop-in-memory/model.ts';
import { instant, PhpStage } from '../../simulation/php-stage.ts';
import { ServiceProcess } from '../../support/service-process.ts';
import { violations, type Seen, type Word } from '../../scenarios/expected.ts';
import { Onlooker } from '../../scenarios/onlooker.ts';
import type { Program } from './program.ts';
import { ShopProxy } from './proxy.ts';
import { RedisProcess } from './redis-process.ts';
import { RedisProxy } from './redis-proxy.ts';
import { ShopTime } from './shop-time.ts';
import { BEGIN, LAST_EDGE, OVER, PLANNED, tell, type Story } from '../../scenarios/story.ts';

/** What works has come by then, on however busy a machine; no test is about how long it takes. */
const PATIENCE_MS = 300_000;
/** By the shop's clock; nobody waits for it. */
const LEASE_MS = 60_000;
const CUSTOMERS = 48;
const IDLE_MS = 500;
const LONGEST_LIFE_MS = 30_000;

/** A shop for one story after the other. @param beside another one, whose MariaDB it takes */
export function openShop(lane: number, beside?: PhpStage): Promise<PhpStage> {
  return PhpStage.start(new MemoryModel({ timezone: 'UTC', customers: CUSTOMERS, chunk: 2 + (lane % 6) }), beside);
}

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
  readonly time: ShopTime;
  readonly services: ServiceProcess[] = [];
  readonly violations: string[] = [];
  word: Word = 'prompt';
  /** From then on the time stands while somebody is let in. */
  private takenOverAt = Infinity;
  private readonly shops: PrestaShopShop[] = [];
  private ownRedis: StageRedis | null = null;

  private constructor(
    private readonly program: Program,
    readonly php: PhpStage,
    readonly proxy: ShopProxy,
    readonly seed: number,
    /** For what the service puts into files. */
    private readonly temporary: string,
    time: ShopTime,
  ) {
    this.time = time;
  }

  story!: Story;

  static async open(program: Program, php: PhpStage, seed: number): Promise<Stage> {
    await php.begin(PLANNED);
    const time = new ShopTime(PLANNED, (ms, runs) => php.setClock(ms, runs));
    const proxy = await ShopProxy.open(php.standIn.url, time.now);
    const stage = new Stage(program, php, proxy, seed, await mkdtemp(join(program.folder, 't-')), time);
    stage.story = await tell(php, time, seed);
    return stage;
  }

  /** The shop as it is now. */
  async seen(): Promise<Seen> {
    const rows = await this.php.db.rows<{ offer: number; start: string; end: string; ids: string | null }>(
      `SELECT f.id_group_offer AS offer, f.turn_start AS start, f.turn_end AS end, (SELECT GROUP_CONCAT(c.id_customer)
       FROM #groupoffers_list_customer c WHERE c.id_list = f.id_list) AS ids FROM #groupoffers_frozen f WHERE f.turn_end IS NOT NULL`,
    );
    const cohorts = rows.map(({ offer, start, end, ids }) => ({
      ...{ offer, start: instant(start)!, end: instant(end)! },
      ids: (ids ?? '').split(',').map(Number),
    }));
    return { ...(await this.php.state()), cohorts };
  }

  /**
   * All that a service could change, as text: two that are equal mean that nothing was written in between. Lists that nothing names yet are no
   * change: freezing uploads one first, and the shop throws away what was left lying.
   */
  async snapshot(): Promise<string> {
    const { db } = this.php;
    const kept = await Promise.all(
      ['frozen', 'group', 'batch'].map((table) =>
        db.rows<object>(`SELECT * FROM #groupoffers_${table} ORDER BY 1, 2, 3`),
      ),
    );
    const core = ['group', 'group_lang', 'group_reduction', 'category_group', 'carrier_group', 'module_group'];
    const groups = await Promise.all(core.map((table) => db.rows<object>(`SELECT * FROM #${table} ORDER BY 1, 2`)));
    return JSON.stringify({ ...(await this.seen()), kept, groups }, null, 1);
  }

  /** The shop's clock, from the service's start. */
  get passed(): number {
    return this.time.now() - BEGIN;
  }

  /** Whether the service has met the last edge, and done all there is to do: it asks for nothing more, or goes on for as long as on no machine. */
  isLived(): boolean {
    const { lastCameAt, underWay } = this.proxy;
    const isIdle = underWay === 0 && Date.now() - lastCameAt > IDLE_MS;
    return this.passed > LAST_EDGE + 1_000 && (isIdle || this.passed > LONGEST_LIFE_MS);
  }

  /** The real service, through the proxy; each is on the machine of the one before it. @param redis null: its own */
  serve(redis: string | null): ServiceProcess {
    const { path } = this.program;
    const batch = 4 + Math.floor(random(this.seed ^ 0xba7c)() * 12);
    const service = new ServiceProcess(
      {
        SHOP_NAME: `shop-${this.seed}`,
        SHOP_URL: this.proxy.url,
        SHOP_KEY: this.php.standIn.key,
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
    const { url, key, planningKey } = this.php.standIn;
    const shop = new PrestaShopShop(
      { name: 'onlooker', url, key, planningKey, allowHttp: true, requestsPerMinute: 100_000 },
      silentLog,
    );
    this.shops.push(shop);
    const onlooker = new Onlooker(shop, this.time);
    await onlooker.look();
    return onlooker;
  }

  /** The shop is as it should be, and another look writes nothing (invariant 5). */
  async prove(onlooker: Onlooker, when: string): Promise<void> {
    for (const each of await this.found()) this.violations.push(`${when}: ${each}`);
    const before = await this.snapshot();
    await onlooker.look();
    await this.unchanged(before, `${when}: invariant 5: a second look`);
  }

  /** What is not as it should be now; see {@link violations}. */
  async found(): Promise<string[]> {
    const plannedFrom = (at: number) =>
      BEGIN <= at && at < this.takenOverAt ? Math.max(BEGIN, this.proxy.plannedFrom(at)) : at;
    return violations(await this.seen(), this.story, this.time.now(), this.word, plannedFrom);
  }

  /** When all is over, one look gives everybody back what they had (invariant 1). */
  async proveTheEnd(onlooker: Onlooker): Promise<void> {
    this.time.stand();
    this.time.ahead(OVER);
    await onlooker.look();
    await this.prove(onlooker, 'at the end');
    const { open } = await this.php.state();
    if (open.length > 0) this.violations.push(`at the end: invariant 1: ${open.length} are still inside`);
  }

  async unchanged(before: string, what: string): Promise<void> {
    const after = await this.snapshot();
    if (after === before) return;
    const [was, is] = [before.split('\n'), after.split('\n')];
    const line = was.findIndex((each, index) => each !== is[index]);
    this.violations.push(
      `${what} wrote something: ${was.slice(line - 3, line + 2).join('')} became ${is.slice(line - 3, line + 2).join('')}`,
    );
  }

  /** @throws Error, with what was waited for, when it does not come */
  async until(reached: () => boolean | Promise<boolean>, what: string | (() => string)): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; !(await reached()); await sleep(10)) {
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

  /** Ends it in order. */
  async stop(service: ServiceProcess): Promise<void> {
    await this.quiet(0, 'requests under way');
    await service.stop();
    await this.quiet(0, 'requests of a service that has ended');
  }

  /** As a power cut. What it had sent still arrives, and may take the lease once more: nothing goes on before. */
  async kill(service: ServiceProcess): Promise<void> {
    await service.kill();
    await this.quiet(0, 'requests of a killed service');
  }

  async close(): Promise<void> {
    await Promise.all(this.services.map((service) => service.kill()));
    for (const shop of this.shops) shop.close();
    await this.ownRedis?.proxy.close();
    await this.ownRedis?.process.kill();
    await this.proxy.close();
  }
}
