import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LeaseLostError, ProtocolError, RefusedError, ShopUnavailableError } from '../../src/errors.ts';
import { LeaseKeeper } from '../../src/lease.ts';
import { createLog, silentLog, type Logger } from '../../src/log.ts';
import { Metrics } from '../../src/metrics.ts';
import type { Shop } from '../../src/moves/index.ts';
import { Places } from '../../src/places.ts';
import { openRedis, SyncQueue, type RedisServer } from '../../src/queue/index.ts';
import { ShopService } from '../../src/service.ts';
import { MemoryModel } from '../shop-in-memory/model.ts';
import { MemoryShop } from '../shop-in-memory/shop.ts';
import { noState, openState, type ServiceState } from '../../src/state.ts';
import type { Look, SyncReport } from '../../src/sync/context.ts';
import { EVERYBODY, type OfferPlan } from '../../src/offer/index.ts';
import { RedisProcess } from './process/redis-process.ts';
import { RedisProxy } from './process/redis-proxy.ts';
import { plainPlan } from '../support/plain-plan.ts';

/** The service as it runs: real time, a private redis-server, BullMQ; the shop is in memory. */
describe('the service', () => {
  let redis: RedisServer;
  let model: MemoryModel;
  let shop: MemoryShop;
  let services: ShopService[];
  let queues: SyncQueue[];
  let reports: SyncReport[];
  let looks: Look[];

  beforeEach(async () => {
    redis = await openRedis(null);
    model = new MemoryModel({ customers: 200, timezone: 'UTC' });
    shop = new MemoryShop(model);
    services = [];
    queues = [];
    reports = [];
    looks = [];
  });

  afterEach(async () => {
    await Promise.all(services.map((service) => service.stop()));
    await Promise.all(queues.map((queue) => queue.close()));
    await redis.close();
  });

  async function serve(through: Shop = shop, state: ServiceState = noState(), log = silentLog): Promise<ShopService> {
    const queue = new SyncQueue(redis);
    queues.push(queue);
    const service = new ShopService({
      shop: through,
      queue,
      places: new Places(),
      instance: randomUUID(),
      state,
      log,
      metrics: new Metrics(),
      batchSize: 50,
      pollMs: 500,
      onReport: (look, report) => {
        looks.push(look);
        reports.push(report);
      },
    });
    services.push(service);
    await queue.ready();
    await service.start();
    return service;
  }

  /** Wholesalers too, who see another tax display than the offer's. */
  const forAll = (start: number, end: number, changes: Partial<OfferPlan> = {}) =>
    plainPlan(start, end, { audience: { ...EVERYBODY, worseOff: 'include' }, ...changes });

  /** Whole seconds: schedules are written in local times. */
  const inSeconds = (seconds: number) => Math.ceil(Date.now() / 1000 + seconds) * 1000;

  const everybody = () =>
    [...model.world.customers.values()].map(({ id, defaultGroup, groups }) => ({
      id,
      defaultGroup,
      groups: [...groups],
    }));
  const registered = () =>
    [...model.world.customers.values()].filter(({ guest, deleted }) => !guest && !deleted).length;
  const until = (condition: () => boolean) => expect.poll(condition, { interval: 20 }).toBe(true);
  const endIn = async (id: number, seconds: number) => {
    const end = inSeconds(seconds);
    await shop.changeOffer(id, (await shop.offer(id)).version, { cutAt: end });
    return end;
  };

  /** For an edge that the service has to know before it comes: with twice the time again while this machine was too slow. */
  async function beforeEdge(attempt: (edge: number) => Promise<readonly number[]>): Promise<void> {
    for (let seconds = 4; ; seconds *= 2) {
      const edge = inSeconds(seconds);
      const known = reports.length;
      const offers = await attempt(edge);
      await until(() => reports.length > known);
      if (Date.now() < edge) return;
      for (const id of offers) await endIn(id, 0);
      await until(() => model.open.size === 0);
    }
  }

  it('starts and ends an offer in time, and gives everybody back what they had (invariants 1, 3, 4)', async () => {
    const before = everybody();
    const start = inSeconds(1);
    const { id } = await shop.createOffer(forAll(start, inSeconds(600)));
    await serve();
    await until(() => model.open.size === registered());
    expect(Math.min(...model.ledger.map(({ openedAt }) => openedAt))).toBeGreaterThanOrEqual(start);
    const end = await endIn(id, 3);
    await until(() => model.open.size === 0);
    expect(Math.min(...model.ledger.map(({ closedAt }) => closedAt!))).toBeGreaterThanOrEqual(end);
    expect(everybody()).toEqual(before);
    expect(model.ledger.every(({ outcome }) => outcome === 'restored')).toBe(true);
  });

  it('meets the edge of each turn: everybody has one, half of them at a time (invariant 10)', async () => {
    await serve();
    for (let seconds = 3; ; seconds *= 2) {
      const rotation = { turn: `PT${seconds}S`, by: { cohorts: 2 }, coolDown: 0, maxTurns: null };
      const [start, turn] = [inSeconds(seconds + 1), seconds * 1_000];
      const { id } = await shop.createOffer(forAll(start, start + 2 * turn, { rotation }));
      await until(() => Date.now() > start + 2 * turn && model.open.size === 0);
      const lines = model.ledger.filter(({ offer }) => offer === id);
      const cohorts = [start, start + turn].map((begin) =>
        lines.filter(({ openedAt }) => begin <= openedAt && openedAt < begin + turn).map(({ customer }) => customer),
      );
      // A machine that is so slow that a turn passes before anybody has it: with longer ones again.
      if (cohorts.some(({ length }) => length === 0)) continue;
      const [first, second] = cohorts as [number[], number[]];
      expect(new Set([...first, ...second]).size).toBe(registered());
      expect(lines).toHaveLength(registered());
      expect(Math.abs(first.length - second.length)).toBeLessThanOrEqual(1);
      for (const { openedAt, closedAt } of lines)
        expect(Math.floor((closedAt! - start) / turn)).toBeGreaterThan(Math.floor((openedAt - start) / turn));
      break;
    }
  });

  it('an offer planned while it runs is noticed by the poll', async () => {
    await serve();
    await until(() => reports.length > 0);
    await shop.createOffer(forAll(inSeconds(-60), inSeconds(600)));
    await until(() => model.open.size === registered());
  });

  it('a second look right after a finished one writes nothing (invariant 5)', async () => {
    await shop.createOffer(forAll(inSeconds(-60), inSeconds(600)));
    await serve();
    await until(() => model.open.size === registered());
    const lines = model.ledger.length;
    const customers = JSON.stringify(everybody());
    model.bump();
    await until(() => reports.length > 1);
    expect(reports.at(-1)).toMatchObject({ entered: 0, switched: 0, left: 0, untilsChanged: 0, groups: [] });
    expect(model.ledger.length).toBe(lines);
    expect(JSON.stringify(everybody())).toBe(customers);
  });

  it('Redis made a replica: health says no, and the service goes on with the new master behind the same address', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'group-offers-redis-test-'));
    const servers = [await RedisProcess.start(folder), await RedisProcess.start(folder)] as const;
    const [before, after] = servers;
    const proxy = await RedisProxy.open(before.path);
    const own = redis;
    redis = await openRedis(proxy.url);
    try {
      const service = await serve();
      await until(() => reports.length > 1);
      expect(service.health().alarms).toBe(true);
      await before.call('REPLICAOF', '127.0.0.1', '1');
      await until(() => !service.health().alarms);
      await shop.createOffer(forAll(inSeconds(-60), inSeconds(600)));
      proxy.moveTo(after.path);
      await until(() => model.open.size === registered());
      await until(() => service.health().alarms);
      await service.stop();
      await queues[0]!.close();
      [services, queues] = [[], []];
    } finally {
      await redis.close();
      redis = own;
      await proxy.close();
      await Promise.all(servers.map((server) => server.kill()));
      await rm(folder, { recursive: true });
    }
  });

  describe('after a crash', () => {
    let folder: string;
    beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'group-offers-state-'))));
    afterEach(() => rm(folder, { recursive: true }));
    const stateOf = () => openState(folder, 'https://shop.example/', silentLog);

    it('goes on with the lease that it had, and keeps it from nobody else (invariant 6)', async () => {
      // A service that was killed: its lock is gone, its lease is not.
      const killed = await stateOf();
      const lease = await new LeaseKeeper(shop, 'killed', killed).hold();
      await killed.close();
      await shop.createOffer(forAll(inSeconds(-60), inSeconds(600)));
      await serve(shop, await stateOf());
      await until(() => model.open.size === registered());
      expect(model.status().leaseNumber).toBe(lease.number + 1);
      await expect(shop.repair(lease)).rejects.toBeInstanceOf(LeaseLostError);
    });

    it('a second service on this machine, with the same Redis, gets neither lease nor alarms of one that runs', async () => {
      const first = await stateOf();
      await serve(shop, first);
      await until(() => reports.length > 1);
      const { leaseNumber } = model.status();
      const second = await stateOf();
      expect(second.lease).toBeNull();
      await serve(new MemoryShop(model), second);
      // Only the first one can look; an alarm that the second one took would be missing here.
      let starts: readonly number[] = [];
      await beforeEdge(async (edge) => {
        starts = [edge, edge + 1_000, edge + 2_000, edge + 3_000];
        looks.length = 0;
        const offers = [];
        for (const start of starts) offers.push((await shop.createOffer(forAll(start, start + 600_000))).id);
        return offers;
      });
      const met = () => looks.filter(({ kind }) => kind === 'start').map(({ at }) => at);
      await until(() => met().length === starts.length);
      expect(met()).toEqual(starts);
      expect(model.status().leaseNumber).toBe(leaseNumber);
    });

    it('what cannot be kept is told, without a token, and changes nothing else', async () => {
      const lines: unknown[] = [];
      const log = { warn: (...line: unknown[]) => void lines.push(line) } as unknown as Logger;
      const state = await openState(join(folder, 'file\0'), 'https://shop.example/', log);
      expect(state.lease).toBeNull();
      expect(JSON.stringify(lines)).toContain('STATE_DIRECTORY cannot be used');
      await serve(shop, state);
      await until(() => reports.length > 0);
      expect(JSON.stringify(lines)).not.toContain(state.lease!.token);
    });

    it('keeps it where only its own user reads it', async () => {
      const state = await stateOf();
      await state.keep({ number: 7, token: 'secret' });
      const [name] = await readdir(folder);
      expect((await stat(join(folder, name!))).mode & 0o777).toBe(0o600);
      await state.close();
      const next = await stateOf();
      expect(next).toMatchObject({ lease: { number: 7, token: 'secret' } });
      await next.close();
    });
  });

  it('one offer that the shop refuses keeps nobody else in theirs', async () => {
    const ends = await shop.createOffer(forAll(inSeconds(-60), inSeconds(600), { name: 'ends', priority: 1 }));
    const odd = await shop.createOffer(forAll(inSeconds(-60), inSeconds(600), { name: 'refused' }));
    const picky = new Proxy(shop, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const [, batch] = args as [unknown, { offer?: number } | undefined];
          if (property === 'enter' && batch?.offer === odd.id)
            return Promise.reject(new RefusedError('no', 'bad_request'));
          return value.apply(target, args) as unknown;
        };
      },
    });
    await serve(picky);
    await until(() => model.open.size === registered());
    await endIn(ends.id, 1);
    await until(() => model.open.size === 0);
    expect([...model.notices.values()]).toMatchObject([
      { code: 'offer_cannot_run', idOffer: odd.id, params: { problem: 'bad_request', detail: 'no' } },
    ]);
  });

  it('the shop down at the start: started as soon as it is back, and the merchant is told', async () => {
    let down = false;
    let refusedAt = 0;
    let failures = 0;
    const flaky = new Proxy(shop, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (!down) return value.apply(target, args) as unknown;
          refusedAt = Date.now();
          failures += 1;
          throw new ShopUnavailableError('the shop does not answer', null, 0);
        };
      },
    });
    const lines: string[] = [];
    await serve(flaky, noState(), createLog('info', { write: (line) => void lines.push(line) }));
    await until(() => reports.length > 0);
    let start = 0;
    await beforeEdge(async (edge) => {
      const { id } = await shop.createOffer(forAll(edge, edge + 600_000));
      start = edge;
      return [id];
    });
    down = true;
    await until(() => refusedAt > start && failures > 4);
    expect(model.open.size).toBe(0);
    // Not with each try, and without a stack: the message says it all.
    const told = lines.filter((line) => line.includes('the shop does not answer'));
    expect(told.length).toBeGreaterThan(0);
    expect(told.length).toBeLessThanOrEqual(2);
    expect(told.join('')).not.toContain('"stack"');
    down = false;
    await until(() => model.open.size === registered());
    await until(() => [...model.notices.values()].some(({ code }) => code === 'started_late'));
  });

  it('of two services one works and the other stands by (invariant 6)', async () => {
    await serve();
    await until(() => reports.length > 0);
    const first = model.status().leaseNumber;
    const second = new MemoryShop(model);
    await serve(Object.defineProperty(second, 'name', { value: 'second' }));
    await shop.createOffer(forAll(inSeconds(-60), inSeconds(600)));
    await until(() => model.open.size === registered());
    expect(model.status().leaseNumber).toBe(first);
    expect(model.ledger.length).toBe(registered());
  });

  it('that stands by lets go who is over, while the one with the lease only renews it, and neither passes for healthy', async () => {
    const { id } = await shop.createOffer(forAll(inSeconds(-60), inSeconds(600)));
    const worker = await serve();
    await until(() => model.open.size === registered());
    await until(() => model.lastSync !== null);
    await worker.stop();
    services = [];
    const lease = await shop.acquireLease('idle');
    const renewing = setInterval(() => void shop.status(lease), 1_000);
    try {
      const standby = await serve();
      await until(() => standby.health().up);
      expect(standby.health().synced).toBe(true);
      await endIn(id, 0);
      await until(() => model.open.size === 0);
      expect(model.ledger.every(({ outcome }) => outcome === 'restored')).toBe(true);
      model.lastSync = Date.now() - 3_600_000;
      // What this service has heard of before counts for a quarter of an hour; one that hears only of this is not healthy.
      const another = await serve(Object.defineProperty(new MemoryShop(model), 'name', { value: 'another' }));
      await until(() => another.health().up);
      expect(another.health().synced).toBe(false);
    } finally {
      clearInterval(renewing);
    }
  });

  it('that speaks another protocol than the shop lets go who is over, and nobody in', async () => {
    const { id } = await shop.createOffer(forAll(inSeconds(-60), inSeconds(600)));
    const worker = await serve();
    await until(() => model.open.size === registered());
    await worker.stop();
    services = [];
    await endIn(id, 0);
    await shop.createOffer(forAll(inSeconds(-60), inSeconds(600)));
    const status = () => Promise.reject(new ProtocolError('update the module', 200));
    await serve(Object.defineProperty(new MemoryShop(model), 'status', { value: status }));
    await until(() => model.open.size === 0);
    expect(model.ledger.map(({ offer }) => offer)).toEqual(Array(registered()).fill(id));
  });

  it('stopping gives the lease back, so that another service need not wait', async () => {
    const service = await serve();
    await until(() => reports.length > 0);
    await service.stop();
    services = [];
    await expect(shop.acquireLease('another machine')).resolves.toHaveProperty('number');
  });
});
