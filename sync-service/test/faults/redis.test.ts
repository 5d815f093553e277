import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRedis, SyncQueue, tryJob } from '../../src/queue/index.ts';
import { RedisProcess } from './process/redis-process.ts';

/** Redis as operators have it. */
describe('Redis', () => {
  let folder: string;
  let servers: RedisProcess[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'group-offers-redis-test-'));
    servers = [];
  });
  afterEach(async () => {
    await Promise.all(servers.map((server) => server.kill()));
    await rm(folder, { recursive: true });
  });

  async function serve(...settings: readonly string[]): Promise<RedisProcess> {
    const server = await RedisProcess.start(folder, settings);
    servers.push(server);
    return server;
  }

  it.each(['one server', 'a node of a cluster', 'a private one'])('%s lets a delayed job come', async (kind) => {
    const isCluster = kind === 'a node of a cluster';
    const server = await serve(...(isCluster ? ['--cluster-enabled', 'yes'] : []));
    if (isCluster) {
      await server.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
      await expect.poll(async () => String(await server.call('CLUSTER', 'INFO'))).toContain('cluster_state:ok');
    }
    const redis = await openRedis(kind === 'a private one' ? null : server.url);
    expect(await tryJob(redis)).toBeGreaterThanOrEqual(0);
    // Nothing is left of it.
    if (kind !== 'a private one') expect(await server.call('DBSIZE')).toBe(0);
    await redis.close();
  });

  it.each([
    ['a replica', ['REPLICAOF', '127.0.0.1', '1']],
    ['one that is full', ['CONFIG', 'SET', 'maxmemory', '1']],
  ] as const)('%s answers a ping, and is told by a job that does not come', async (_, [command, ...args]) => {
    const server = await serve();
    await server.call(command, ...args);
    const redis = await openRedis(server.url);
    await expect(tryJob(redis, 3_000)).rejects.toThrow('a delayed job did not come');
    await redis.close();
  });

  it('behind Sentinels: the queue goes on with the new master after a failover', async () => {
    const [masterPort, replicaPort, sentinelPort] = await freePorts(3);
    const before = await serve('--port', String(masterPort));
    const after = await serve('--port', String(replicaPort), '--replicaof', '127.0.0.1', String(masterPort));
    await expect.poll(async () => String(await after.call('INFO', 'replication'))).toContain('master_link_status:up');
    const settings = [
      `port ${sentinelPort}`,
      `dir ${folder}`,
      `sentinel monitor shops 127.0.0.1 ${masterPort} 1`,
      'sentinel down-after-milliseconds shops 1000',
    ];
    await writeFile(join(folder, 'sentinel.conf'), settings.join('\n'));
    const sentinel: ChildProcess = spawn('redis-server', [join(folder, 'sentinel.conf'), '--sentinel'], {
      stdio: 'ignore',
    });
    const ask = new Redis({ port: sentinelPort!, maxRetriesPerRequest: null, retryStrategy: () => 50 });
    ask.on('error', () => undefined);
    const redis = await openRedis('redis://shops/0', { redisSentinels: [`127.0.0.1:${sentinelPort}`] });
    const queue = new SyncQueue(redis);
    try {
      const came: unknown[] = [];
      const scheduler = queue.scheduler('a', {
        sync: async (job) => void came.push(job),
        retryDelayMs: () => 1_000,
        trouble: () => undefined,
      });
      await queue.ready();
      await scheduler.enqueueNow('look', 1);
      await expect.poll(() => came.length).toBe(1);
      await expect
        .poll(async () => String(await ask.call('SENTINEL', 'REPLICAS', 'shops')))
        .toContain(String(replicaPort));
      await before.kill();
      await expect.poll(async () => String(await after.call('INFO', 'replication'))).toContain('role:master');
      await expect.poll(() => queue.check(1_000)).toBe(true);
      await scheduler.enqueueNow('sweep', 2);
      await expect.poll(() => came.length).toBe(2);
    } finally {
      await queue.close();
      await redis.close();
      ask.disconnect();
      sentinel.kill('SIGKILL');
      await once(sentinel, 'exit');
    }
  });
});

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
