import type { ServerResponse } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { silentLog } from '../../../src/log.ts';
import { runService, type RunningService } from '../../../src/main.ts';
import type { Shop } from '../../../src/moves/index.ts';
import { EVERYBODY } from '../../../src/offer/index.ts';
import { PrestaShopShop } from '../../../src/shop/prestashop/index.ts';
import { MemoryModel } from '../../shop-in-memory/model.ts';
import { MemoryShop } from '../../shop-in-memory/shop.ts';
import { startFakeServer, type FakeServer } from '../../support/fake-server.ts';
import { plainPlan } from '../../support/plain-plan.ts';

const NONSENSE = Buffer.from(`{"notices":[${'1,'.repeat(8_000_000 - 10)}1]}`);
/** What each does with every request. The first two end no answer, and nobody gives them up as long as the test lasts. */
const HOSTILE: Readonly<Record<string, (response: ServerResponse) => void>> = {
  hangs: () => undefined,
  drips: (response) => {
    const timer = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(timer));
  },
  'talks nonsense': (response) => void response.end(NONSENSE),
};

const servers: FakeServer[] = [];
let service: RunningService | null = null;
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await service?.stop();
});

/** A shop that notes what the hostile ones were doing when somebody entered or left. */
function noting(model: MemoryModel, note: () => void): Shop {
  return new Proxy(new MemoryShop(model), {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (property === 'enter' || property === 'leaveDue') note();
        return value.apply(target, args) as unknown;
      };
    },
  });
}

it('shops that hang, drip, or send 16 MB of nonsense hold up no start and no end of one beside them (invariant 4)', async () => {
  const asked = new Map<string, number>();
  const pending = new Map<string, number>();
  const urls = new Map<string, string>();
  for (const [name, answer] of Object.entries(HOSTILE)) {
    const count = (of: Map<string, number>, by: number) => of.set(name, (of.get(name) ?? 0) + by);
    const server = await startFakeServer((_, response) => {
      count(asked, 1);
      count(pending, 1);
      response.on('close', () => count(pending, -1));
      answer(response);
    });
    servers.push(server);
    urls.set(name, server.url);
  }
  const model = new MemoryModel({ customers: 200, timezone: 'UTC' });
  const moves: (number | undefined)[][] = [];
  const good = noting(model, () => moves.push(['hangs', 'drips'].map((name) => pending.get(name))));
  const shop = (name: string) => ({
    ...{ name, url: urls.get(name) ?? 'https://shop.example/', key: 'k'.repeat(32), planningKey: null },
    ...{ allowHttp: true, keyInAddress: false, requestsPerMinute: 100_000, requestsAtOnce: 2 },
  });
  service = await runService(
    {
      ...{ shops: ['good', ...urls.keys()].map(shop), redisUrl: null, stateDirectory: null, logLevel: 'silent' },
      ...{ http: { host: '127.0.0.1', port: 0 }, batchSize: 50 },
    },
    silentLog,
    (each) => (each.name === 'good' ? good : new PrestaShopShop({ ...each, timeoutMs: 600_000 }, silentLog)),
  );
  await expect.poll(() => [...urls.keys()].every((name) => (asked.get(name) ?? 0) > 0)).toBe(true);

  const registered = [...model.world.customers.values()].filter(({ guest, deleted }) => !guest && !deleted).length;
  const everywhere = { audience: { ...EVERYBODY, worseOff: 'include' as const } };
  const inSeconds = (seconds: number) => Math.ceil(Date.now() / 1000 + seconds) * 1000;
  const cut = async (id: number, cutAt: number) => {
    await good.changeOffer(id, (await good.offer(id)).version, { cutAt });
    return cutAt;
  };
  /** With more time, again, as long as this machine is too slow for the plan to be known before its start. */
  const planned = async (seconds: number): Promise<{ start: number; id: number }> => {
    const start = inSeconds(seconds);
    const known = model.lastSync ?? 0;
    const { id } = await good.createOffer(plainPlan(start, start + 600_000, everywhere));
    await expect.poll(() => (model.lastSync ?? 0) > known).toBe(true);
    if (Date.now() < start) return { start, id };
    await cut(id, Date.now());
    await expect.poll(() => model.open.size).toBe(0);
    return planned(2 * seconds);
  };
  const { start, id } = await planned(12);
  const before = model.ledger.length;
  moves.length = 0;
  await expect.poll(() => model.open.size).toBe(registered);
  const end = await cut(id, inSeconds(3));
  await expect.poll(() => model.open.size).toBe(0);

  // By the shop's own clock.
  for (const { openedAt, closedAt, outcome } of model.ledger.slice(before)) {
    expect(openedAt).toBeGreaterThanOrEqual(start);
    expect(closedAt).toBeGreaterThanOrEqual(end);
    expect(outcome).toBe('restored');
  }
  expect([...model.notices.values()].map(({ code }) => code)).not.toContain('started_late');
  // All that while the others had their requests open.
  expect(moves.length).toBeGreaterThan(1);
  for (const open of moves) for (const count of open) expect(count).toBeGreaterThan(0);
});
