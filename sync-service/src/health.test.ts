import { afterEach, expect, it } from 'vitest';
import { serveHealth, type HealthServer, type ShopHealth } from './health.ts';
import { Metrics } from './metrics.ts';

const WELL: ShopHealth = {
  ...{ shop: 'well', owner: 'this', isOwn: true, up: true, alarms: true, synced: true },
  lastLook: '2026-11-27T16:00:00.000Z',
};
const ELSEWHERE = { owner: 'another', isOwn: false, up: false, synced: false };
let server: HealthServer | null = null;
afterEach(() => server?.close());

const PATHS = ['/livez', '/readyz', '/healthz', '/shops'];

it.each<[string, Partial<ShopHealth>, readonly number[]]>([
  ['all is well', {}, [200, 200, 200, 200]],
  ['one shop does not answer', { up: false }, [200, 200, 503, 200]],
  ['one shop is not synced', { synced: false }, [200, 200, 503, 200]],
  ['Redis takes no jobs', { alarms: false }, [200, 503, 503, 200]],
  ['one shop is served by another instance', ELSEWHERE, [200, 200, 200, 200]],
  ['one shop is served by nobody', { ...ELSEWHERE, owner: null }, [200, 200, 503, 200]],
])('%s', async (_, change, statuses) => {
  const shops = [WELL, { ...WELL, shop: 'other', ...change }];
  const { address } = (server = await serveHealth('127.0.0.1', 0, new Metrics(), () => shops));
  const answers = await Promise.all(PATHS.map((path) => fetch(address + path)));
  expect(answers.map(({ status }) => status)).toEqual(statuses);
  expect(await answers[3]!.json()).toEqual({ shops });
});

it('tells what there is, and takes nothing but questions', async () => {
  const { address } = (server = await serveHealth('127.0.0.1', 0, new Metrics(), () => [WELL]));
  expect(await (await fetch(`${address}/toString`)).text()).toContain('/livez, /readyz, /healthz, /shops or /metrics');
  expect((await fetch(`${address}/healthz`, { method: 'POST' })).status).toBe(405);
  expect(await (await fetch(`${address}/metrics`)).text()).toContain('group_offers_shop_up');
});
