import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doctor } from '../../../src/cli/commands/doctor.ts';
import type { Output } from '../../../src/cli/output.ts';
import type { Session } from '../../../src/cli/session.ts';
import { Database } from '../../contract/database.ts';
import { Fixture } from '../../contract/fixture.ts';
import { sqlTarget } from '../../contract/sql-target.ts';
import { standInBackOffice, startStandIn } from '../../contract/stand-in.ts';
import { silentLog } from '../../../src/log.ts';
import { PrestaShopShop } from '../../../src/shop/prestashop/index.ts';

interface Finding {
  readonly check: string;
  readonly state: string;
  readonly found: string;
}

/** The core makes a 500 of what PHP says in any module's hook, whatever resource was asked for. */
describe('a module whose hook for the Webservice raises a PHP error', () => {
  let f: Fixture;
  let url: string;
  let key: string;
  beforeAll(async () => {
    const standIn = await startStandIn();
    ({ url, key } = standIn);
    const { planningKey } = standIn;
    const db = new Database(standIn.db);
    const shop = new PrestaShopShop(
      { name: 'main', url, key, planningKey, allowHttp: true, requestsPerMinute: 100_000, tries: 1 },
      silentLog,
    );
    f = new Fixture(await sqlTarget({ shop, db, url, key, ...standInBackOffice(url), stop: standIn.stop }));
    await db.write("INSERT INTO #configuration (name, value) VALUES ('STAND_IN_OLD_MODULE', '1')");
  });
  afterAll(() => f.target.close());

  it('spoils the resources of the core', async () => {
    const answer = await fetch(new URL('api/group_offer_status/', url), {
      headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` },
    });
    expect(answer.status).toBe(200);
    const core = await fetch(new URL('api/', url), {
      headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` },
    });
    expect(core.status).toBe(500);
  });

  it('stops no offer: all that the service does goes on', async () => {
    await f.takeLease();
    const ids = await f.customers(3);
    const offer = await f.offer({ discount: 20 });
    expect((await f.shop.offers()).map(({ id }) => id)).toContain(offer.id);
    const { idGroup } = await f.prepare(offer, 'full');
    expect(await f.enter(offer, ids)).toMatchObject({ entered: 3 });
    const groups = await f.shop.groups();
    expect(groups.find(({ id }) => id === f.target.customerGroup)).toEqual({ id: 3, name: 'Customer' });
    expect(groups.map(({ id }) => id)).toContain(idGroup);
    const category = await f.target.makeCategory('Old wines');
    expect((await f.shop.categories()).filter(({ id }) => id === category)).toEqual([
      { id: category, name: 'Old wines' },
    ]);
    expect([...(await f.shop.permissions()).keys()]).toContain('group_offers');
    const { version } = await f.change(offer, { discount: 10 });
    expect(version).toBe(offer.version + 1);
    await expect(f.shop.changeOffer(offer.id, offer.version, { discount: 5 })).rejects.toMatchObject({
      code: 'stale_version',
    });
    expect(await f.end(offer)).toMatchObject({ left: 3, restored: 3 });
  });

  it('is named by doctor, with file and line and without its text, and nothing else is wrong', async () => {
    let findings: readonly Finding[] = [];
    const output = { result: (data: { findings: readonly Finding[] }) => (findings = data.findings) };
    const before = process.exitCode;
    const session = { shop: f.shop, config: { redisUrl: null }, output: output as unknown as Output };
    await doctor(session as unknown as Session);
    process.exitCode = before;
    const named = findings.filter(({ check }) => check === 'switch foreign_errors');
    expect(named).toMatchObject([
      { state: 'warn', found: expect.stringContaining('oldmodule (modules/oldmodule/oldmodule.php:7)') },
    ]);
    expect(JSON.stringify(findings)).not.toContain('jane');
    const wrong = findings.filter(({ state, check }) => state === 'fail' && !check.startsWith('Redis'));
    expect(wrong).toEqual([]);
  });
});
