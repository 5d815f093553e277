import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { shareOf } from '../../../src/fleet/shares.ts';
import { EVERYBODY } from '../../../src/offer/index.ts';
import { shopIdOf } from '../../../src/state.ts';
import { HttpFront, type FrontRequest } from '../../shop-in-memory/http-front.ts';
import { MemoryModel } from '../../shop-in-memory/model.ts';
import { MemoryShop } from '../../shop-in-memory/shop.ts';
import { plainPlan } from '../../support/plain-plan.ts';
import { ServiceProcess } from '../../support/service-process.ts';
import { buildProgram, type Program } from './program.ts';
import { RedisProcess } from './redis-process.ts';

const [SHOPS, CUSTOMERS] = [12, 20];
const HOUR = 3_600_000;

/** Real processes with one Redis and one list of shops: instances on one machine, under one name. */
describe('several instances', () => {
  let program: Program;
  beforeAll(async () => void (program = await buildProgram()));
  afterAll(() => program.remove());

  let folder: string;
  let redis: RedisProcess;
  let shops: MemoryShop[];
  let front: HttpFront;
  let instances: ServiceProcess[];
  /** By shop: who got the lease, and what it showed of the one before. */
  let leases: { readonly holder: string; readonly previous: number | null; readonly standing: number }[][];
  /** Requests with a lease that was not the shop's any more when they came. */
  let stale: string[];
  let hold: ((request: FrontRequest) => void | Promise<void>) | null;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'group-offers-fleet-'));
    redis = await RedisProcess.start(folder);
    shops = Array.from({ length: SHOPS }, (_, index) => {
      return new MemoryShop(new MemoryModel({ timezone: 'UTC', customers: CUSTOMERS, seed: index + 1 }));
    });
    [instances, leases, stale, hold] = [[], shops.map(() => []), [], null];
    front = await HttpFront.open(shops);
    front.before = async (request) => {
      const { shop, name, body } = request;
      const standing = shops[shop]!.model.status().leaseNumber;
      if (body.lease !== undefined && body.lease.number !== standing) stale.push(name);
      await hold?.(request);
      if (name !== 'POST group_offer_lease' || body['holder'] === undefined) return;
      const previous = (body['previous'] as { number: number } | undefined)?.number ?? null;
      leases[shop]!.push({ holder: String(body['holder']), previous, standing });
    };
    const list = shops.map((_, index) => ({ name: `shop${index}`, url: front.url(index), key: 'k'.repeat(32) }));
    await writeFile(join(folder, 'shops.json'), JSON.stringify({ requestsPerMinute: 6_000, shops: list }));
  });

  afterEach(async () => {
    await Promise.all(instances.map((instance) => instance.kill()));
    await front.close();
    await redis.kill();
    await rm(folder, { recursive: true });
  });

  async function start(): Promise<ServiceProcess> {
    const settings = {
      ...{ GROUP_OFFERS_CONFIG: join(folder, 'shops.json'), REDIS_URL: redis.url, BATCH_SIZE: '5' },
      // Less than there are shops that start at once.
      SYNCS_AT_ONCE: '4',
      STATE_DIRECTORY: join(folder, 'state'),
    };
    const instance = new ServiceProcess(settings, [program.path]);
    instances.push(instance);
    await instance.said(/"msg":"running"/);
    return instance;
  }

  /** What an operator is told. */
  async function shopsCommand(): Promise<object[]> {
    const settings = { GROUP_OFFERS_CONFIG: join(folder, 'shops.json'), REDIS_URL: redis.url };
    const env = { PATH: process.env['PATH'], ...settings };
    const { stdout } = await promisify(execFile)(process.execPath, [program.path, 'shops', '--json'], { env });
    return (JSON.parse(stdout) as object[]).map((told) => ({ ...told, lastSync: null }));
  }

  const until = (condition: () => boolean) => expect.poll(condition, { interval: 50 }).toBe(true);
  const idOf = ({ log }: ServiceProcess) => /"instance":"([^"]+)"/.exec(log)![1]!;
  const shopsOf = (instance: ServiceProcess) =>
    leases.flatMap((taken, shop) => (taken.at(-1)?.holder === idOf(instance) ? [shop] : []));
  /** Each shop by the one whose share it is among these. */
  const areServedBy = (...some: readonly ServiceProcess[]) => {
    const ids = some.map(idOf);
    return leases.every((taken, shop) => taken.at(-1)?.holder === shareOf(shopIdOf(front.url(shop)), ids));
  };
  const models = () => shops.map(({ model }) => model);
  const everybodyIsIn = () =>
    models().every(({ open, world }) => {
      return open.size === [...world.customers.values()].filter(({ guest, deleted }) => !guest && !deleted).length;
    });
  /** An offer in each shop for all of its customers, running since before. */
  const plan = (start = Date.now() - HOUR) =>
    Promise.all(
      shops.map((shop) =>
        shop.createOffer(plainPlan(start, start + 10 * HOUR, { audience: { ...EVERYBODY, worseOff: 'include' } })),
      ),
    );
  const endAll = () =>
    Promise.all(
      shops.map(async (shop) => {
        for (const { id, version, intent } of await shop.offers())
          if (intent === 'armed') await shop.changeOffer(id, version, { intent: 'cancelled' });
      }),
    );
  const nobodyWasEnteredTwice = () =>
    models().every(
      ({ ledger }) => new Set(ledger.map(({ customer, offer }) => `${customer} ${offer}`)).size === ledger.length,
    );

  it('share the shops; one more gets its share, and one that is killed leaves its own to the others', async () => {
    const first = await start();
    await until(() => areServedBy(first));
    const second = await start();
    await until(() => areServedBy(first, second));
    await plan();
    await until(everybodyIsIn);
    const third = await start();
    await until(() => areServedBy(first, second, third));
    const lost = shopsOf(first);
    await first.kill();
    const taken = leases.map(({ length }) => length);
    await endAll();
    await until(() => models().every(({ open }) => open.size === 0) && areServedBy(second, third));
    // Its leases were alive, and were ended by showing them: nobody waited for their end.
    for (const shop of lost) {
      const { previous, standing } = leases[shop]![taken[shop]!]!;
      expect(previous).toBe(standing);
    }
    expect(nobodyWasEnteredTwice()).toBe(true);
    expect(await shopsCommand()).toEqual(
      shops.map((_, shop) => ({
        shop: `shop${shop}`,
        owner: leases[shop]!.at(-1)!.holder,
        state: 'ok',
        lastSync: null,
      })),
    );
    // In order it gives its shops back.
    await second.stop();
    await until(() => areServedBy(third));
    expect(stale).toEqual([]);
  });

  it('that stands still in the middle of entering, and goes on when others have its shops, sends nothing of before', async () => {
    const [first, second] = [await start(), await start()];
    await until(() => areServedBy(first, second));
    const own = shopsOf(first);
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let held = 0;
    hold = async ({ shop, name }) => {
      if (!own.includes(shop) || name !== 'POST group_offer_moves enter') return;
      held += 1;
      await released;
    };
    await plan();
    await until(() => held > 0);
    await first.pause();
    [hold] = [null];
    // What it had sent arrives late, and under its old lease or none: the shop says what becomes of it.
    await until(() => areServedBy(second));
    release();
    await until(everybodyIsIn);
    stale.length = 0;
    first.wake();
    await until(() => areServedBy(first, second));
    await endAll();
    await until(() => models().every(({ open }) => open.size === 0));
    expect(stale).toEqual([]);
    expect(nobodyWasEnteredTwice()).toBe(true);
  });

  it('go on without Redis with the shops that they have, edges in time, and keep them when it is back and empty', async () => {
    const [first, second] = [await start(), await start()];
    await until(() => areServedBy(first, second));
    const edge = Math.ceil(Date.now() / 1_000 + 25) * 1_000;
    await plan(edge);
    // They know of it.
    await until(() => models().every(({ keptGroups }) => keptGroups.size > 0));
    const before = models().map((model) => model.status().leaseNumber);
    await redis.kill();
    await until(everybodyIsIn);
    expect(
      Math.min(...models().flatMap(({ ledger }) => ledger.map(({ openedAt }) => openedAt))),
    ).toBeGreaterThanOrEqual(edge);
    await endAll();
    await until(() => models().every(({ open }) => open.size === 0));
    await plan();
    await until(everybodyIsIn);
    await redis.restart();
    await until(() => [first, second].every(({ log }) => log.split('Redis takes no jobs now').length > 1));
    const third = await start();
    await until(() => areServedBy(first, second, third));
    const kept = [...shopsOf(first), ...shopsOf(second)];
    expect(kept.map((shop) => models()[shop]!.status().leaseNumber)).toEqual(kept.map((shop) => before[shop]));
    expect(nobodyWasEnteredTwice()).toBe(true);
    expect(stale).toEqual([]);
  });
});
