import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PassThrough } from 'node:stream';
import { SampleShop } from '../../../demo/sample-shop.ts';
import { doctor } from '../../../src/cli/commands/doctor.ts';
import { Output } from '../../../src/cli/output.ts';
import { silentLog } from '../../../src/log.ts';
import type { ShopDetails } from '../../../src/moves/index.ts';
import { startFakeServer } from '../../support/fake-server.ts';
import { switchGroupPrices } from '../../support/world-tables.ts';

/** The real program as a process of its own, on the module's PHP. */
const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

let shop: SampleShop;
let key: string;
let planningKey: string;
let folder: string;

beforeAll(async () => {
  shop = await SampleShop.open({ customers: 300 });
  key = await shop.key();
  planningKey = await shop.planningKey();
});
afterAll(() => shop?.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'group-offers-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function launch(args: readonly string[], env: Record<string, string> = {}) {
  const settings = {
    SHOP_URL: shop.url,
    SHOP_KEY: key,
    SHOP_PLANNING_KEY: planningKey,
    REQUESTS_PER_MINUTE: '6000',
    HTTP_PORT: '0',
  };
  const child = spawn(process.execPath, ['--import', TSX, MAIN, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], STATE_DIRECTORY: join(folder, 'state'), ...settings, ...env },
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, out, err })));
  return { child, ended, log: () => err };
}
const run = (args: readonly string[], env?: Record<string, string>) => launch(args, env).ended;

function write(offer: object): string {
  const path = join(folder, 'offer.json');
  writeFileSync(path, JSON.stringify(offer));
  return path;
}
/** A local time of UTC, so many seconds from now. */
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19);

describe('group-offers', () => {
  it('has help', async () => {
    const [all, one] = await Promise.all([run(['--help']), run(['plan', '--help'])]);
    expect(all).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: group-offers .*\n/) });
    expect(one).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: group-offers plan .*<OFFER>/) });
  });

  it('doctor looks at everything, and fails with the way out when something is missing', async () => {
    const healthy = await run(['--json', 'doctor']);
    expect(healthy).toMatchObject({ code: 0, err: '' });
    const { ok, findings } = JSON.parse(healthy.out) as { ok: boolean; findings: { check: string; state: string }[] };
    expect(ok).toBe(true);
    expect(findings.filter(({ state }) => state === 'fail')).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining([
        ...[
          'connection, module',
          'SHOP_KEY may use group_offer_moves',
          'SHOP_PLANNING_KEY may use group_offer_control',
        ],
        ...['clock', 'Redis'],
      ]),
    );

    const known = [
      ['module_off_in_shop', 'Outlet', 'fail'],
      ['foreign_modules_off', '', 'fail'],
      ['hook_missing', 'actionFrontControllerInitAfter', 'fail'],
      ['hook_exceptions', 'actionFrontControllerInitAfter: product', 'warn'],
      ['webservice_off', '', 'fail'],
      ['key_off', '', 'fail'],
      ['key_lacks_rights', 'group_offer_moves POST', 'fail'],
      ['cron_needed', '180', 'warn'],
      ['foreign_errors', 'old (modules/old/old.php:7)', 'warn'],
      ['something_new', 'the moon', 'warn'],
    ] as const;
    const switches = known.map(([code, what]) => ({ code, what: what === '' ? [] : [what] }));
    const api = await shop.api();
    const switched = Object.create(api, {
      details: { value: async (): Promise<ShopDetails> => ({ ...(await api.details()), switches }) },
    }) as typeof api;
    const out = new PassThrough();
    const [shopConfig, output] = [shop.config(key), new Output(true, out)];
    const http = { host: '127.0.0.1', port: 0 };
    const rest = { redisUrl: null, stateDirectory: null, logLevel: 'silent' as const, http, batchSize: 50 };
    await doctor({ config: { shops: [shopConfig], ...rest }, shopConfig, shop: switched, log: silentLog, output });
    expect(process.exitCode).toBe(1);
    process.exitCode = 0;
    const told = (JSON.parse(String(out.read())) as { findings: { check: string; state: string; found: string }[] })
      .findings;
    for (const [code, what, state] of known) {
      const { found } = told.find(({ check }) => check === `switch ${code}`)!;
      expect(told).toContainEqual({ check: `switch ${code}`, state, found });
      expect(found).toContain(what);
      expect(found).toMatch(/Module Manager|Advanced Parameters|Design > Positions|Connection|the module's page/);
    }

    await switchGroupPrices(shop.db, false);
    const off = await run(['doctor']);
    expect(off.code).toBe(1);
    await switchGroupPrices(shop.db, true);
    expect(off.out.replace(/[│\s]+/g, ' ')).toMatch(/fail customer groups feature off, .*Advanced Parameters/);
  });

  it('says which key is missing where a command plans, and where to get it', async () => {
    const without = { SHOP_PLANNING_KEY: '' };
    const schedule = { start: inSeconds(86_400), end: inSeconds(90_000) };
    const offer = write({ name: 'X', discount: 5, schedule });
    const commands = [['restore'], ['confirm'], ['apply', '--draft', offer], ['pin', '1']];
    for (const command of commands) {
      const { code, err } = await run(command, without);
      expect(code, command.join(' ')).toBe(1);
      expect(err).toMatch(/^SHOP_PLANNING_KEY: not set, and .* needs it; .*Group offers > Connection/m);
    }
    expect((await run(['list'], without)).code).toBe(0);
    expect((await run(['doctor'], without)).out.replace(/[│\s]+/g, ' ')).toContain(
      'SHOP_PLANNING_KEY not set: this machine only runs offers',
    );
  });

  it('doctor says how to bring the module back when it is disabled or gone, and does not blame the key', async () => {
    // What a shop answers that has no such resource (F10, F13).
    const bare = await startFakeServer(({ url }, response) => {
      const { pathname } = new URL(url, 'http://shop');
      const isRoot = pathname.replace(/\/$/, '') === '/api';
      response.writeHead(isRoot ? 200 : 400, { 'content-type': 'text/xml;charset=utf-8' });
      const message = 'Resource of type "group_offer_status" does not exists.';
      const root = '<api shopName="x"><groups get="true"/><categories get="true"/><configurations get="true"/></api>';
      const error = `<errors><error><code>27</code><message>${message}</message></error></errors>`;
      response.end(`<?xml version="1.0"?><prestashop>${isRoot ? root : error}</prestashop>`);
    });
    try {
      const { code, out } = await run(['--json', 'doctor'], { SHOP_URL: bare.url });
      expect(code).toBe(1);
      const { findings } = JSON.parse(out) as { findings: { check: string; state: string; found: string }[] };
      const failed = findings.filter(({ state }) => state === 'fail');
      expect(failed.map(({ check }) => check)).toEqual(['connection, module', 'shop details']);
      for (const { found } of failed)
        expect(found).toMatch(/missing, disabled, .*install .*switch it on, authorise it/);
    } finally {
      await bare.close();
    }
  });

  it('tells a wrong key, a web page and a shop that is down, never the key', async () => {
    const wrongKey = 'WR0NGKEYWR0NGKEYWR0NGKEYWR0NGKEY';
    const wrong = await run(['list'], { SHOP_KEY: wrongKey });
    expect(wrong).toMatchObject({ code: 1, out: '' });
    expect(wrong.err).toMatch(/does not accept the key in SHOP_KEY/);
    expect(wrong.err).not.toContain(wrongKey);

    const elsewhere = await run(['--json', 'list'], { SHOP_URL: `${shop.url}folder/` });
    expect(elsewhere.code).toBe(1);
    expect(JSON.parse(elsewhere.err)).toMatchObject({ error: 'ShopUnusableError' });

    const nothing = await run(['list'], { SHOP_URL: 'http://127.0.0.1:9/' });
    expect(nothing).toMatchObject({ code: 1, out: '' });
    expect(nothing.err).toMatch(/cannot be reached: nothing listens there; check SHOP_URL/);
  });

  it('refuses settings and files with exit code 1, and changes nothing', async () => {
    expect(await run(['list'], { SHOP_URL: '' })).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^SHOP_URL: not set/),
    });
    const path = write({ name: 'x', discount: 120, schedule: { start: inSeconds(60), end: inSeconds(90) } });
    const refused = await run(['apply', path]);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(/^discount: 120 is not accepted/);
    expect(await run(['apply', join(folder, 'none.yaml')])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^FILE: /),
    });
    expect(await (await shop.api()).offers()).toEqual([]);
  });

  it('run stops when there is no Redis, and says how to get one', async () => {
    const { code, err } = await run(['run'], { REDIS_URL: 'redis://127.0.0.1:9/0' });
    expect(code).toBe(1);
    expect(err).toMatch(/REDIS_URL: no Redis answers there; start it, correct REDIS_URL, or unset it/);
  });
});
