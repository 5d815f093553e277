import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Owners, ownersOf } from '../../src/queue/index.ts';
import { RedisProcess } from './process/redis-process.ts';

/** What Redis holds each instance to; when an instance does what is `fleet/shares.test.ts`. */
describe.each(['one server', 'a cluster of one node'] as const)('who owns which shop, in %s', (kind) => {
  let folder: string;
  let redis: RedisProcess;
  let client: Redis;
  let owners: readonly [Owners, Owners];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'group-offers-owners-'));
    redis = await RedisProcess.start(folder, kind === 'one server' ? [] : ['--cluster-enabled', 'yes']);
    if (kind !== 'one server') {
      await redis.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
      await expect.poll(async () => String(await redis.call('CLUSTER', 'INFO'))).toContain('cluster_state:ok');
    }
    client = new Redis(redis.path);
    owners = [new Owners(client, 'a'), new Owners(client, 'b')];
  });

  afterEach(async () => {
    client.disconnect();
    await redis.kill();
    await rm(folder, { recursive: true });
  });

  const seen = (id: string) => ({ id, isServed: false, before: null });
  const served = (id: string) => ({ id, isServed: true, before: null });
  const standing = async (of: Owners, ...shops: Parameters<Owners['renew']>[0]) => (await of.renew(shops)).shops;

  it('one takes what nobody has, and gives it away only to whom it lets go', async () => {
    const [a, b] = owners;
    expect([...(await a.take(['x', 'y'], []))]).toEqual(['x', 'y']);
    expect([...(await b.take(['x'], ['y']))]).toEqual([]);
    expect(await standing(a, served('x'), served('y'))).toEqual([
      { owner: 'a', wantedBy: 'b' },
      { owner: 'a', wantedBy: 'b' },
    ]);
    // Asked for once is told once.
    expect(await standing(a, served('x'))).toEqual([{ owner: 'a', wantedBy: null }]);
    await b.release('x');
    expect(await ownersOf(client, ['x', 'y', 'z'])).toEqual(['a', 'a', null]);
    await a.release('x');
    expect([...(await b.take(['x'], []))]).toEqual(['x']);
    expect(await standing(a, served('x'))).toEqual([{ owner: 'b', wantedBy: null }]);
  });

  it('what a dead one had is for the life after it at once, and for the others when its time is over', async () => {
    const [a, b] = owners;
    await a.take(['x', 'y'], []);
    await a.keepLease('x', 'sealed');
    expect(await standing(b, seen('x'), { ...seen('y'), before: 'a' })).toEqual([
      { owner: 'a', wantedBy: null },
      { owner: 'b', wantedBy: null },
    ]);
    // As eight seconds later.
    await client.hset('{group-offers}:owner:x', 'until', 1);
    expect([...(await b.take(['x'], []))]).toEqual(['x']);
    expect(await b.sealedLease('x')).toBe('sealed');
    // Who is not the owner any more keeps nothing.
    await a.keepLease('x', 'of before');
    expect(await b.sealedLease('x')).toBe('sealed');
  });

  it('an instance counts until it leaves or falls silent; one that was silent, or lost with the data, hears of it', async () => {
    const [a, b] = owners;
    expect(await a.renew([])).toMatchObject({ live: ['a'], wasKnown: false });
    await a.take(['x'], []);
    expect(await b.renew([])).toMatchObject({ live: ['a', 'b'] });
    expect(await a.renew([], true)).toMatchObject({ live: ['b'], wasKnown: true });
    await client.zadd('{group-offers}:instances', 1, 'b');
    expect(await a.renew([served('x')])).toMatchObject({ live: ['a'], shops: [{ owner: 'a' }] });
    expect(await b.renew([])).toMatchObject({ wasKnown: false });
    await client.flushall();
    // What it serves stays its own.
    expect(await a.renew([served('x'), seen('y')])).toMatchObject({
      ...{ live: ['a'], wasKnown: false },
      shops: [{ owner: 'a' }, { owner: null }],
    });
  });

  it('of a Redis whose clock was set back, what reaches too far ahead holds nobody up', async () => {
    const [a, b] = owners;
    await a.take(['x'], []);
    await client.hincrby('{group-offers}:owner:x', 'until', 3_600_000);
    await client.zadd('{group-offers}:instances', Date.now() + 3_600_000, 'a');
    expect(await b.renew([seen('x')])).toMatchObject({ live: ['b'], shops: [{ owner: null }] });
  });

  it('a thousand shops are some hundred at a time', async () => {
    const [a] = owners;
    const shops = Array.from({ length: 1_000 }, (_, index) => `shop${index}`);
    expect((await a.take(shops, [])).size).toBe(1_000);
    const { shops: found } = await a.renew(shops.map(served));
    expect(found.every(({ owner }) => owner === 'a')).toBe(true);
  });
});
