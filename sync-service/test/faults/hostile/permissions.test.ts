import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doctor } from '../../../src/cli/commands/doctor.ts';
import type { Output } from '../../../src/cli/output.ts';
import type { Session } from '../../../src/cli/session.ts';
import { silentLog } from '../../../src/log.ts';
import { PrestaShopShop } from '../../../src/shop/prestashop/index.ts';
import { tellFigures } from '../../support/figures.ts';
import { ShopUnderFire } from './shop-under-fire.ts';

interface Right {
  readonly resource: string;
  readonly method: string;
  readonly account: number;
}

describe("the keys' rights", () => {
  let fire: ShopUnderFire;
  beforeAll(async () => {
    fire = await ShopUnderFire.start();
  });
  afterAll(() => fire.close());

  /** A client that knows nothing yet, as after a restart. */
  const client = () => {
    const { url, key, planningKey } = fire.standIn;
    return new PrestaShopShop(
      { name: 'main', url, key, planningKey, allowHttp: true, requestsPerMinute: 100_000, backoffMs: 1 },
      silentLog,
    );
  };

  /** What the service and the command line do in the shop, each alone. */
  const doings: Readonly<Record<string, (shop: PrestaShopShop) => Promise<unknown>>> = {
    'look at the clock': (shop) => shop.status(),
    'keep the lease alive': (shop) => shop.status(fire.fixture.lease),
    'take the lease': (shop) => shop.acquireLease('contract'),
    'read the offers': (shop) => shop.offers(),
    'store an offer': async (shop) => shop.createOffer(await fire.fixture.plan({ intent: 'draft' })),
    'change an offer': (shop) => shop.changeOffer(fire.offers.draft.id, fire.offers.draft.version, { discount: 5 }),
    'prepare the group': (shop) => shop.prepareGroup(fire.fixture.lease, fire.offers.armed, 'quick'),
    'import a list': (shop) => shop.importLines({ list: 0, kind: 'list' }, [{ line: 1, customer: fire.ids[0]! }]),
    'exclude a customer': (shop) => shop.pin([fire.ids[0]!], true),
    'confirm after a hold': (shop) => shop.confirm(),
    'know what the other key may do': (shop) => shop.planningPermissions(),
    'judge who is worse off': (shop) => shop.worseOff(fire.offers.armed.id),
    'read the customers': (shop) => fire.fixture.all(shop.facts()),
    'keep a list': (shop) => shop.createList(fire.ids.slice(0, 2)),
    'read a list': (shop) => shop.listIds(fire.lists.nameless),
    'let customers enter': (shop) => {
      const { fixture, ids, offers } = fire;
      return shop.enter(fixture.lease, fixture.batch(offers.armed, ids.slice(4, 6), fixture.target.customerGroup));
    },
    'read who is in': (shop) => fire.fixture.all(shop.enrolments()),
    'name groups': (shop) => shop.groups(),
    'name categories': (shop) => shop.categories(),
  };

  const failing = async (): Promise<Map<string, string>> => {
    const failed = new Map<string, string>();
    for (const [name, work] of Object.entries(doings)) {
      const why = await work(client()).then(
        () => null,
        (error: unknown) => (error as Error).message,
      );
      if (why !== null) failed.set(name, why);
      await fire.restore(fire.changed(await fire.state()).filter((table) => table !== 'ps_webservice_permission'));
    }
    return failed;
  };

  const diagnosis = async (): Promise<string> => {
    let said = '';
    const output = { result: (value: unknown) => (said = JSON.stringify(value)) } as unknown as Output;
    const before = process.exitCode;
    await doctor({ shop: client(), config: { redisUrl: null }, output } as unknown as Session);
    process.exitCode = before;
    return said;
  };

  it('are the least that work: without any one of them something fails, and is said by name', async ({ task }) => {
    expect(await failing()).toEqual(new Map());
    const rights = await fire.db.rows<Right>(
      'SELECT resource, method, id_webservice_account AS account FROM #webservice_permission ORDER BY 1, 2, 3',
    );
    expect(rights.length).toBeGreaterThan(10);
    const lost: Record<string, string[]> = {};
    for (const { resource, method, account } of rights) {
      await fire.db.write(
        'DELETE FROM #webservice_permission WHERE resource = ? AND method = ? AND id_webservice_account = ?',
        [resource, method, account],
      );
      const failed = await failing();
      expect([...failed.keys()], `${method} ${resource} is granted, and nothing needs it`).not.toEqual([]);
      for (const [doing, why] of failed) {
        expect(why, `${doing} without ${method} ${resource}`).toContain(resource);
        expect(why).toMatch(/SHOP_(PLANNING_)?KEY|key|permission|Webservice/i);
        expect(why).not.toContain(fire.standIn.key);
        expect(why).not.toContain(fire.standIn.planningKey);
      }
      const found = await diagnosis();
      expect(found, `${method} ${resource}`).toContain(resource);
      expect(found, `doctor without ${method} ${resource}`).toMatch(
        new RegExp(`lacks [^"]*${method}|${method}[^"]*${resource}`),
      );
      lost[`${method} ${resource}`] = [...failed.keys()];
      await fire.restore(['ps_webservice_permission']);
    }
    expect(await failing()).toEqual(new Map());
    tellFigures(task, 'rights of the keys', { rights: rights.length, doings: Object.keys(doings).length, unneeded: 0 });
  });
});
