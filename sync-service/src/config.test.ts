import { SYNCS_AT_ONCE } from './places.ts';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';

const KEY = 'K3YK3YK3YK3YK3YK3YK3YK3YK3YK3YKE';
const SHOP = { SHOP_URL: 'https://shop.example', SHOP_KEY: KEY };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'group-offers-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const put = (name: string, content: string) => writeFileSync(join(folder, name), content);
const load = (env: Record<string, string>) => loadConfig(env, folder);
const refusal = (env: Record<string, string>) => {
  try {
    load(env);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was not refused');
};

describe('settings', () => {
  it('have defaults for everything but the shop', () => {
    expect(load(SHOP)).toEqual({
      shops: [
        {
          name: 'shop.example',
          url: 'https://shop.example/',
          key: KEY,
          planningKey: null,
          allowHttp: false,
          keyInAddress: false,
          requestsPerMinute: 90,
          requestsAtOnce: 2,
        },
      ],
      redisUrl: null,
      stateDirectory: join(homedir(), '.local', 'state', 'group-offers'),
      logLevel: 'info',
      http: { host: '127.0.0.1', port: 9464 },
      batchSize: 14_000,
      exposedFiles: [],
      skippedShops: [],
      syncsAtOnce: SYNCS_AT_ONCE,
      redisSentinels: [],
    });
  });

  it('come from the environment first, then .env, then the file', () => {
    put('.env', 'LOG_LEVEL=debug\nHTTP_PORT=1\n');
    put('conf.yaml', 'logLevel: error\nhttpPort: 2\nbatchSize: 500\n');
    const config = load({ ...SHOP, GROUP_OFFERS_CONFIG: 'conf.yaml', HTTP_PORT: '3', LOG_LEVEL: '' });
    expect(config).toMatchObject({ http: { port: 3 }, logLevel: 'debug', batchSize: 500 });
  });

  it('keep the state where systemd or the user says, on this machine', () => {
    put('conf.yaml', 'stateDirectory: kept\n');
    const directory = (env: Record<string, string>) => load({ ...SHOP, ...env }).stateDirectory;
    expect(directory({ STATE_DIRECTORY: '/var/lib/group-offers:/var/lib/other' })).toBe('/var/lib/group-offers');
    expect(directory({ XDG_STATE_HOME: '/home/me/state' })).toBe('/home/me/state/group-offers');
    expect(directory({ GROUP_OFFERS_CONFIG: 'conf.yaml' })).toBe(join(folder, 'kept'));
  });

  it('tell which files with a secret every user of the machine can read', () => {
    put('a.key', KEY);
    put('.env', `SHOP_KEY=${KEY}\n`);
    put('conf.json', JSON.stringify({ shops: [{ url: 'https://a.example', keyFile: 'a.key' }] }));
    const exposed = () => load({ GROUP_OFFERS_CONFIG: 'conf.json' }).exposedFiles;
    const all = ['.env', 'a.key'].map((name) => join(folder, name));
    for (const file of all) chmodSync(file, 0o644);
    expect(exposed()).toEqual(all);
    chmodSync(all[0]!, 0o640);
    expect(exposed()).toEqual([all[1]]);
    put('conf.json', JSON.stringify({ shops: [{ url: 'https://a.example', key: KEY }] }));
    chmodSync(join(folder, 'conf.json'), 0o604);
    expect(exposed()).toEqual([join(folder, 'conf.json')]);
  });

  it('name several shops in a file, with keys in files of their own', () => {
    put('a.key', `${KEY}\n`);
    put(
      'conf.json',
      JSON.stringify({
        requestsPerMinute: 60,
        shops: [
          { name: 'a', url: 'https://a.example/folder/api/', keyFile: 'a.key' },
          { name: 'b', url: 'http://10.0.0.2', key: KEY, allowHttp: true, requestsPerMinute: 300 },
        ],
      }),
    );
    expect(load({ GROUP_OFFERS_CONFIG: 'conf.json' }).shops).toMatchObject([
      { name: 'a', url: 'https://a.example/folder/', key: KEY, requestsPerMinute: 60 },
      { name: 'b', url: 'http://10.0.0.2/', allowHttp: true, requestsPerMinute: 300 },
    ]);
  });

  it('take secrets from files', () => {
    put('key', ` ${KEY}\n`);
    put('redis', 'redis://:pass@redis:6379/0\n');
    const config = load({ SHOP_URL: SHOP.SHOP_URL, SHOP_KEY_FILE: 'key', REDIS_URL_FILE: 'redis' });
    expect(config).toMatchObject({ shops: [{ key: KEY }], redisUrl: 'redis://:pass@redis:6379/0' });
  });

  it('have the key of the command line beside the service’s, and never take one for the other', () => {
    const planning = KEY.replaceAll('K', 'P');
    put('planning', `${planning}\n`);
    expect(load({ ...SHOP, SHOP_PLANNING_KEY_FILE: 'planning' }).shops[0]!.planningKey).toBe(planning);
    put('conf.yaml', `shops: [{ url: https://a.example, key: ${KEY}, planningKeyFile: planning }]\n`);
    expect(load({ GROUP_OFFERS_CONFIG: 'conf.yaml' }).shops[0]!.planningKey).toBe(planning);
    expect(refusal({ ...SHOP, SHOP_PLANNING_KEY: KEY })).toMatch(/^SHOP_PLANNING_KEY: is the service's key; take/);
  });

  it('let plain http only to this machine, unless told otherwise', () => {
    for (const url of ['http://localhost:8081', 'http://127.0.0.1/x', 'http://[::1]/']) {
      expect(load({ ...SHOP, SHOP_URL: url }).shops).toHaveLength(1);
    }
    expect(load({ ...SHOP, SHOP_URL: 'http://shop', SHOP_ALLOW_HTTP: 'yes' }).shops[0]!.allowHttp).toBe(true);
  });
});

describe('a refusal names variable, value and way out', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['no shop', {}, /^SHOP_URL: not set; set SHOP_URL and SHOP_KEY/],
    ['no key', { SHOP_URL: 'https://shop.example' }, /^SHOP_KEY: not set for shop\.example; take the key/],
    ['no address', { ...SHOP, SHOP_URL: 'shop' }, /^SHOP_URL: "shop" is no address; write it as https/],
    ['plain http', { ...SHOP, SHOP_URL: 'http://shop.example' }, /^SHOP_URL: .*unencrypted.*SHOP_ALLOW_HTTP=1/],
    ['a level', { ...SHOP, LOG_LEVEL: 'loud' }, /^LOG_LEVEL: "loud" is not accepted; it must be one of trace, debug/],
    ['a port', { ...SHOP, HTTP_PORT: '70000' }, /^HTTP_PORT: "70000" is not accepted; it must be a whole number/],
    [
      'a flag',
      { ...SHOP, WS_KEY_IN_ADDRESS: 'maybe' },
      /^WS_KEY_IN_ADDRESS: "maybe" is not accepted; it must be 1 or 0/,
    ],
    ['a missing key file', { SHOP_URL: 'https://a', SHOP_KEY_FILE: 'none' }, /^SHOP_KEY_FILE: .*none does not exist/],
    ['a missing file', { GROUP_OFFERS_CONFIG: 'none.yaml' }, /^GROUP_OFFERS_CONFIG: .*none\.yaml does not exist/],
    ['another database', { ...SHOP, REDIS_URL: 'http://x' }, /^REDIS_URL: does not begin with redis:\/\//],
  ])('%s', (_, env, message) => {
    expect(refusal(env)).toMatch(message);
  });

  it('for all settings at once', () => {
    const lines = refusal({ ...SHOP, LOG_LEVEL: 'loud', BATCH_SIZE: '0', REQUESTS_PER_MINUTE: '3.5' }).split('\n');
    expect(lines.map((line) => line.split(':')[0]).sort()).toEqual(['BATCH_SIZE', 'LOG_LEVEL', 'REQUESTS_PER_MINUTE']);
  });

  it('in a file too, and two ways at once are refused', () => {
    put('conf.yaml', 'shops:\n  - { name: a, url: "https://a", key: x, colour: red }\n');
    expect(refusal({ GROUP_OFFERS_CONFIG: 'conf.yaml' })).toMatch(/shops\.0|shops\[0\].*colour/);
    expect(refusal({ ...SHOP, GROUP_OFFERS_CONFIG: 'conf.yaml' })).toMatch(/SHOP_URL and the file's "shops"/);
    put('typo.yaml', 'logLevl: info\n');
    expect(refusal({ ...SHOP, GROUP_OFFERS_CONFIG: 'typo.yaml' })).toMatch(/unknown setting "logLevl"/);
  });

  it('for each shop that is wrong, which stops no other', () => {
    const shops = [
      'a, url: "https://a", key: x',
      'b, url: "https://b", keyFile: none.key',
      'a, url: "https://c", key: x',
    ];
    put('conf.yaml', `shops:\n${shops.map((shop) => `  - { name: ${shop} }\n`).join('')}`);
    const config = load({ GROUP_OFFERS_CONFIG: 'conf.yaml' });
    expect(config.shops.map(({ url }) => url)).toEqual(['https://a/']);
    expect(config.skippedShops).toEqual([
      expect.stringMatching(/^shops\[1\]\.keyFile: .*none\.key does not exist/),
      expect.stringMatching(/^shops\[2\]\.name: "a" is the name of two shops/),
    ]);
    put('none.yaml', 'shops: [{ name: b, url: "https://b", keyFile: none.key }]\n');
    expect(refusal({ GROUP_OFFERS_CONFIG: 'none.yaml' })).toMatch(/^shops\[0\]\.keyFile: .*none\.key does not exist/);
  });

  it('without repeating a secret', () => {
    put('broken.yaml', `shops: [{ key: ${KEY}, url: "x }`);
    const messages = [
      refusal({ ...SHOP, SHOP_URL: `https://${KEY}@shop.example` }),
      refusal({ ...SHOP, SHOP_URL: `https://shop.example/?ws_key=${KEY}` }),
      refusal({ ...SHOP, SHOP_KEY: `${KEY} ${KEY}` }),
      refusal({ ...SHOP, SHOP_URL: `shop.example?ws_key=${KEY}` }),
      refusal({ ...SHOP, REDIS_URL: `http://:${KEY}@redis` }),
      refusal({ GROUP_OFFERS_CONFIG: 'broken.yaml' }),
    ];
    for (const message of messages) expect(message).not.toContain(KEY);
  });
});
