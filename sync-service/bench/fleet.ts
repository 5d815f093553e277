import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EVERYBODY } from '../src/offer/index.ts';
import { buildProgram, type Program } from '../test/faults/process/program.ts';
import { RedisProcess } from '../test/faults/process/redis-process.ts';
import { HttpFront } from '../test/shop-in-memory/http-front.ts';
import { MemoryModel } from '../test/shop-in-memory/model.ts';
import { MemoryShop } from '../test/shop-in-memory/shop.ts';
import { plainPlan } from '../test/support/plain-plan.ts';
import { ServiceProcess } from '../test/support/service-process.ts';
import { round, say } from './say.ts';

const HOUR = 3_600_000;
/** From planning to the start: each shop's poll notices, and everything is ready. */
const NOTICE_MS = 40_000;
const SPREAD_MS = 60_000;
const IDLE_MS = 30_000;
const WATCH = fileURLToPath(new URL('loop-watch.mjs', import.meta.url));

/** Many shops in memory behind one HTTP server, in this process; the instances are processes of their own. */
export async function benchFleet(shops: number, customers: number): Promise<void> {
  const program = await buildProgram();
  try {
    const figures: Record<string, unknown> = { shops, customers };
    for (const instances of [1, 3])
      figures[`instances${instances}`] = await measure(program, shops, customers, instances);
    say(JSON.stringify(figures));
  } finally {
    await program.remove();
  }
}

async function measure(program: Program, count: number, customers: number, instances: number) {
  const folder = await mkdtemp(join(tmpdir(), 'group-offers-bench-'));
  const redis = await RedisProcess.start(folder);
  const shops = Array.from({ length: count }, (_, index) => {
    return new MemoryShop(new MemoryModel({ timezone: 'UTC', customers, seed: index + 1 }));
  });
  const front = await HttpFront.open(shops);
  let requests = 0;
  const afterEdge = shops.map(() => 0);
  let edge = Infinity;
  front.before = ({ shop }) => {
    requests += 1;
    if (Date.now() >= edge && Date.now() < edge + 4_000) afterEdge[shop]! += 1;
  };
  const list = shops.map((_, index) => ({ name: `shop${index}`, url: front.url(index), key: 'k'.repeat(32) }));
  await writeFile(join(folder, 'shops.json'), JSON.stringify({ shops: list }));
  const services = Array.from({ length: instances }, (_, index) => {
    const settings = { GROUP_OFFERS_CONFIG: join(folder, 'shops.json'), REDIS_URL: redis.url };
    const own = { LOOP_FILE: loopFile(index), REQUESTS_PER_MINUTE: '90' };
    return new ServiceProcess({ ...settings, ...own }, ['--import', WATCH, program.path]);
  });
  function loopFile(index: number): string {
    return join(folder, `loop-${index}`);
  }
  try {
    const begun = performance.now();
    await until(() => shops.every(({ model }) => model.status().lastSync !== null));
    const ready = (performance.now() - begun) / 1_000;
    say(`${instances} instance(s): all ${count} shops had told of their first sync after ${round(ready, 1)} s`);

    const cpuBefore = [process.cpuUsage(), await cpuOf(services)] as const;
    const [cpuAt, requestsBefore] = [performance.now(), requests];
    await sleep(IDLE_MS);
    const idle = (performance.now() - cpuAt) / 1_000;
    const idleRequests = (requests - requestsBefore) / idle;
    const idleCpu = ((await cpuOf(services)) - cpuBefore[1]) / idle / instances;

    services.forEach(({ pid }) => process.kill(pid, 'SIGUSR2'));
    edge = Math.ceil((Date.now() + NOTICE_MS) / 1_000) * 1_000;
    const [sameCpu, sameShopsCpu] = [await cpuOf(services), process.cpuUsage()];
    const same = await start(shops, () => edge);
    const cpu = (await cpuOf(services)) - sameCpu;
    const shopsCpu = seconds(process.cpuUsage(sameShopsCpu));
    const stall = await longest(services.map((_, index) => loopFile(index)));
    say(`all at the same second: ${told(same)}`);
    const requestsAfterEdge = Math.max(...afterEdge);
    edge = Infinity;

    const from = Math.ceil((Date.now() + NOTICE_MS) / 1_000) * 1_000;
    const spread = await start(shops, (shop) => from + Math.floor((shop / count) * (SPREAD_MS / 1_000)) * 1_000);
    say(`spread over a minute: ${told(spread)}`);

    const connections = await connectionsOf(redis);
    const memory = await Promise.all(services.map(({ pid }) => residentMb(pid)));
    return {
      readyS: round(ready, 1),
      sameSecondMs: spreadOf(same),
      spreadMs: spreadOf(spread),
      mostRequestsAfterEdge: requestsAfterEdge,
      redisConnections: round(connections / instances, 1),
      memoryMb: memory,
      idleRequestsPerSecond: round(idleRequests, 1),
      idleCpuPercent: round(idleCpu * 100, 1),
      longestStallMs: round(stall, 0),
      shopsOwnCpuPercent: round((shopsCpu / (shopsCpu + cpu)) * 100, 0),
      longestStallAllMs: round(await longest(services.map((_, index) => loopFile(index))), 0),
    };
  } finally {
    await Promise.all(services.map((service) => service.stop()));
    await front.close();
    await redis.kill();
    await rm(folder, { recursive: true });
  }
}

/** Everybody of each shop in an offer from its instant on. @returns by shop, from the start to its last customer, ms */
async function start(shops: readonly MemoryShop[], startOf: (shop: number) => number): Promise<readonly number[]> {
  const offers = await Promise.all(
    shops.map(async (shop, index) => {
      const [at, priority] = [startOf(index), shop.model.offers.size];
      const audience = { ...EVERYBODY, worseOff: 'include' as const };
      return (await shop.createOffer(plainPlan(at, at + HOUR, { priority, audience }))).id;
    }),
  );
  const entered = ({ model }: MemoryShop, offer: number) => model.openOf(offer);
  const meant = ({ model }: MemoryShop) =>
    [...model.world.customers.values()].filter(({ guest, deleted }) => !guest && !deleted).length;
  await until(() => shops.every((shop, index) => entered(shop, offers[index]!).length === meant(shop)));
  return shops.map((shop, index) => {
    return Math.max(...entered(shop, offers[index]!).map(({ openedAt }) => openedAt)) - startOf(index);
  });
}

const PATIENCE_MS = 300_000;

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !condition(); await sleep(100))
    if (Date.now() > end) throw new Error('the fleet does not do what it is measured at');
}

function spreadOf(values: readonly number[]) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return { p50: at(0.5), p99: at(0.99), most: sorted.at(-1)! };
}

const told = (values: readonly number[]) => JSON.stringify(spreadOf(values));
const seconds = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1e6;

/** Of all of them so far, s. */
async function cpuOf(services: readonly ServiceProcess[]): Promise<number> {
  const each = await Promise.all(
    services.map(async ({ pid }) => {
      const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    }),
  );
  return each.reduce((sum, one) => sum + one, 0);
}

async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024);
}

async function longest(files: readonly string[]): Promise<number> {
  await sleep(600);
  return Math.max(...(await Promise.all(files.map((file) => readFile(file, 'utf8')))).map(Number));
}

/** Less the one that asks. */
async function connectionsOf(redis: RedisProcess): Promise<number> {
  return (
    String(await redis.call('CLIENT', 'LIST'))
      .trim()
      .split('\n').length - 1
  );
}
