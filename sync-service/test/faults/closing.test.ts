import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../src/log.ts';
import { runService } from '../../src/main.ts';
import { openRedis } from '../../src/queue/index.ts';
import { ShopService } from '../../src/service.ts';
import { MemoryModel } from '../shop-in-memory/model.ts';
import { MemoryShop } from '../shop-in-memory/shop.ts';
import { ServiceProcess } from '../support/service-process.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** The services of two shops. */
function run(openShop = openMemoryShop) {
  const rest = {
    key: 'k'.repeat(32),
    planningKey: null,
    allowHttp: false,
    keyInAddress: false,
    requestsPerMinute: 90,
    requestsAtOnce: 2,
  };
  const shops = ['one', 'two'].map((name) => ({ name, url: `https://${name}.example/`, ...rest }));
  const config = { shops, redisUrl: null, stateDirectory: null, logLevel: 'silent', batchSize: 50 } as const;
  return runService({ ...config, http: { host: '127.0.0.1', port: 0 } }, silentLog, openShop);
}

function openMemoryShop({ name }: { readonly name: string }) {
  const shop = new MemoryShop(new MemoryModel({ customers: 5, timezone: 'UTC' }));
  return Object.defineProperty(shop, 'name', { value: name });
}

it('one shop that cannot be stopped in order leaves nothing else open', async () => {
  const running = await run();
  const { stop } = ShopService.prototype;
  const stops = vi.spyOn(ShopService.prototype, 'stop').mockImplementationOnce(async function (this: ShopService) {
    await stop.call(this);
    throw new Error('one of two');
  });
  await expect(running.stop()).rejects.toThrow('one of two');
  expect(stops).toHaveBeenCalledTimes(2);
  await expect(fetch(`${running.address}/healthz`)).rejects.toThrow();
});

it('one shop that cannot begin lets the others begin before they are stopped, and is what is told', async () => {
  const order: string[] = [];
  const { start, stop } = ShopService.prototype;
  vi.spyOn(ShopService.prototype, 'start')
    .mockImplementation(async function (this: ShopService) {
      await start.call(this);
      order.push('begun');
    })
    .mockRejectedValueOnce(new Error('cannot begin'));
  vi.spyOn(ShopService.prototype, 'stop').mockImplementation(async function (this: ShopService) {
    order.push('stopped');
    await stop.call(this);
    throw new Error('nor stop');
  });
  await expect(run()).rejects.toMatchObject({
    message: 'cannot begin',
    suppressed: [{ message: 'nor stop', suppressed: [{ message: 'nor stop' }] }],
  });
  expect(order).toEqual(['begun', 'stopped', 'stopped']);
});

describe('a service that cannot begin leaves no private Redis behind', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'group-offers-closing-'));
    vi.stubEnv('TMPDIR', folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('where a shop cannot be opened', async () => {
    const refuse: typeof openMemoryShop = ({ name }) => {
      if (name === 'two') throw new Error('cannot be opened');
      return openMemoryShop({ name });
    };
    await expect(run(refuse)).rejects.toThrow('cannot be opened');
    expect(await readdir(folder)).toEqual([]);
  });

  it('nor a connection that waits for one that cannot be started', async () => {
    const none = await mkdtemp(join(folder, 'bin-'));
    for (const name of ['sh', 'cat', 'kill']) await symlink(`/bin/${name}`, join(none, name));
    vi.stubEnv('PATH', none);
    const disconnected = vi.spyOn(Redis.prototype, 'disconnect');
    await expect(openRedis(null)).rejects.toThrow('redis-server cannot be started');
    expect(disconnected).toHaveBeenCalledTimes(1);
  });
});

it('a shop that never answers keeps no process from ending when it is told to', async () => {
  const silent = createServer((socket) => void socket.on('error', () => {})).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const service = new ServiceProcess({
    SHOP_URL: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/`,
    SHOP_KEY: 'k'.repeat(32),
  });
  await once(silent, 'connection');
  await service.stop();
  expect(service.log).toContain('"msg":"stopped"');
  silent.close();
});
