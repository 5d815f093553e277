import type { Redis } from 'ioredis';
import { PREFIX } from './prefix.ts';

/** An instance is alive, and owns what it owns, for so long after it has last said so. */
export const OWNED_MS = 8_000;
/** A lease is kept for longer than it lives in the shop, so that the next owner can present it. */
const LEASE_KEPT_MS = 75_000;
/** Of one script: Redis does nothing else meanwhile. */
const SHOPS_AT_ONCE = 200;
const INSTANCES = `${PREFIX}:instances`;

/** What an instance says of a shop when it renews. */
export interface OwnShop {
  /** Of letters, digits, `_` and `-`; the same in all instances. */
  readonly id: string;
  /** Whether this instance serves it: then it is taken again where nobody has it, such as in a Redis that was emptied. */
  readonly isServed: boolean;
  /** An instance that is known to be dead, whose place this one takes. */
  readonly before: string | null;
}

export interface Standing {
  /** Ids of instances that were heard of in the last {@link OWNED_MS}, this one with them. */
  readonly live: readonly string[];
  /** Whether this instance had been heard of in time: if not, Redis has lost it, or it has been standing still. */
  readonly wasKnown: boolean;
  /** As many as were given, in their order. */
  readonly shops: readonly { readonly owner: string | null; readonly wantedBy: string | null }[];
}

/**
 * Who owns which shop, in Redis: a hash for each shop with the owner's id, until when it is the owner, who asks for it, and the shop's lease as the
 * owner sealed it; and one sorted set of the instances. All times are Redis's own. Each step compares and sets in one script.
 */
export class Owners {
  constructor(
    private readonly client: Redis,
    readonly instance: string,
  ) {}

  /** Renews what this instance owns, and tells how everything stands. @param isLeaving no longer counts among the live ones */
  async renew(shops: readonly OwnShop[], isLeaving = false): Promise<Standing> {
    let standing: Standing = { live: [], wasKnown: true, shops: [] };
    for (let from = 0; from === 0 || from < shops.length; from += SHOPS_AT_ONCE) {
      const some = shops.slice(from, from + SHOPS_AT_ONCE);
      const keys = [INSTANCES, ...some.map(({ id }) => keyOf(id))];
      const given = some.map(({ isServed, before }) => before ?? (isServed ? this.instance : ''));
      const [live, wasKnown, flat] = (await this.client.eval(
        RENEW,
        keys.length,
        ...keys,
        this.instance,
        OWNED_MS,
        LEASE_KEPT_MS,
        isLeaving ? 1 : 0,
        ...given,
      )) as [string[], number, string[]];
      const found = some.map((_, index) => ({ owner: flat[2 * index] || null, wantedBy: flat[2 * index + 1] || null }));
      standing = {
        live,
        wasKnown: standing.wasKnown && (from > 0 || wasKnown === 1),
        shops: [...standing.shops, ...found],
      };
    }
    return standing;
  }

  /** @returns of the shops that nobody had those that are this instance's now @param ask shops of others, who are to hand them over */
  async take(free: readonly string[], ask: readonly string[]): Promise<ReadonlySet<string>> {
    const taken = new Set<string>();
    const all = [...free.map((id) => [id, 'take'] as const), ...ask.map((id) => [id, 'ask'] as const)];
    for (let from = 0; from < all.length; from += SHOPS_AT_ONCE) {
      const some = all.slice(from, from + SHOPS_AT_ONCE);
      const keys = some.map(([id]) => keyOf(id));
      const how = some.map(([, what]) => what);
      const answer = (await this.client.eval(
        TAKE,
        keys.length,
        ...keys,
        this.instance,
        OWNED_MS,
        LEASE_KEPT_MS,
        ...how,
      )) as number[];
      some.forEach(([id], index) => answer[index] === 1 && taken.add(id));
    }
    return taken;
  }

  /** Nobody's from now on, unless it is somebody else's. */
  async release(shop: string): Promise<void> {
    await this.client.eval(RELEASE, 1, keyOf(shop), this.instance);
  }

  /** What {@link keepLease} kept last, of whichever owner. */
  sealedLease(shop: string): Promise<string | null> {
    return this.client.hget(keyOf(shop), 'lease');
  }

  /** Only the owner keeps one. @param sealed null: there is none any more */
  async keepLease(shop: string, sealed: string | null): Promise<void> {
    await this.client.eval(KEEP_LEASE, 1, keyOf(shop), this.instance, sealed ?? '');
  }

  /** For how long the server has been running, ms; Infinity where it does not tell. */
  async serverAge(): Promise<number> {
    const info = await this.client.info('server').catch(() => '');
    const [, seconds] = /uptime_in_seconds:(\d+)/.exec(info) ?? [];
    return seconds === undefined ? Infinity : Number(seconds) * 1_000;
  }

  /** Does not count among the live instances any more. */
  async leave(): Promise<void> {
    await this.client.zrem(INSTANCES, this.instance);
  }
}

/** @returns the owner's id by shop, null where nobody has it */
export async function ownersOf(client: Redis, shops: readonly string[]): Promise<readonly (string | null)[]> {
  const now = Number((await client.time())[0]) * 1_000;
  return Promise.all(
    shops.map(async (shop) => {
      const [owner, until] = await client.hmget(keyOf(shop), 'instance', 'until');
      return owner && Number(until) > now ? owner : null;
    }),
  );
}

const keyOf = (shop: string) => `${PREFIX}:owner:${shop}`;

/** A time further ahead than any that is written is from before Redis's clock was set back. */
const COMMON = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function owner(key, lasts)
  local found = redis.call('HMGET', key, 'instance', 'until')
  local till = tonumber(found[2] or '0')
  if found[1] and till > now and till <= now + 2 * lasts then return found[1] end
  return nil
end
local function own(key, me, lasts, kept)
  redis.call('HSET', key, 'instance', me, 'until', now + lasts)
  redis.call('PEXPIRE', key, kept)
end
`;
const RENEW = `${COMMON}
local me, lasts, kept, leaving = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4] == '1'
local was = tonumber(redis.call('ZSCORE', KEYS[1], me) or '0')
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZREMRANGEBYSCORE', KEYS[1], now + 2 * lasts, '+inf')
if leaving then redis.call('ZREM', KEYS[1], me) else redis.call('ZADD', KEYS[1], now + lasts, me) end
local shops = {}
for index = 2, #KEYS do
  local key, given = KEYS[index], ARGV[index + 3]
  local has = owner(key, lasts)
  local wanted = nil
  if has == me or (given ~= '' and (has == given or (not has and given == me))) then
    own(key, me, lasts, kept)
    wanted = redis.call('HGET', key, 'wanted')
    if wanted then redis.call('HDEL', key, 'wanted') end
    has = me
  end
  shops[#shops + 1] = has or ''
  shops[#shops + 1] = wanted or ''
end
return { redis.call('ZRANGE', KEYS[1], 0, -1), was > now and 1 or 0, shops }
`;
const TAKE = `${COMMON}
local me, lasts, kept = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local answer = {}
for index = 1, #KEYS do
  local has = owner(KEYS[index], lasts)
  answer[index] = 0
  if not has and ARGV[index + 3] == 'take' then
    own(KEYS[index], me, lasts, kept)
    redis.call('HDEL', KEYS[index], 'wanted')
    answer[index] = 1
  elseif has and has ~= me then
    redis.call('HSET', KEYS[index], 'wanted', me)
  end
end
return answer
`;
const RELEASE = `
if redis.call('HGET', KEYS[1], 'instance') ~= ARGV[1] then return 0 end
redis.call('HDEL', KEYS[1], 'instance', 'until', 'wanted')
return 1
`;
const KEEP_LEASE = `
if redis.call('HGET', KEYS[1], 'instance') ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('HDEL', KEYS[1], 'lease') else redis.call('HSET', KEYS[1], 'lease', ARGV[2]) end
return 1
`;
