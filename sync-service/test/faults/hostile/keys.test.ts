import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askStandIn } from '../../contract/stand-in.ts';
import { tellFigures } from '../../support/figures.ts';
import { raw } from './answers.ts';
import { ShopUnderFire } from './shop-under-fire.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof METHODS)[number];
type Opener = 'service' | 'planning';

/** Which key opens what; the rest opens for nobody. The shop's own list says which resources there are: one without a line here fails. */
const OPENS: Readonly<Record<string, Partial<Readonly<Record<Method, readonly Opener[]>>>>> = {
  group_offers: { GET: ['service', 'planning'], POST: ['planning'], PUT: ['planning'] },
  group_offer_status: { GET: ['service', 'planning'], POST: ['service'] },
  group_offer_lease: { POST: ['service'] },
  group_offer_groups: { GET: ['service'], POST: ['service'] },
  group_offer_facts: { GET: ['service'] },
  group_offer_audience: { GET: ['service'], POST: ['service'] },
  group_offer_moves: { POST: ['service'] },
  group_offer_enrolments: { GET: ['service'] },
  group_offer_imports: { POST: ['planning'] },
  group_offer_exclusions: { POST: ['planning'] },
  group_offer_control: { POST: ['planning'] },
};

/** The core's refusals of a key: none, unknown, not for this resource, not with this method. */
const CLOSED = new Set([401, 403, 405]);

describe('each resource, method and key', () => {
  let shop: ShopUnderFire;
  let resources: readonly string[];
  let keys: Readonly<Record<'none' | 'service' | 'planning' | 'old', string>>;

  beforeAll(async () => {
    shop = await ShopUnderFire.start();
    resources = (await askStandIn(shop.standIn.url, 'resources')) as string[];
    const { key, planningKey } = shop.standIn;
    keys = { none: '', service: key, planning: planningKey, old: 'OLD'.padEnd(32, 'K') };
    await keyOfBefore(keys.old);
  });
  afterAll(() => shop.close());

  /** What 0.2.0 made and the upgrade found: every right that the service and the command line had together. The service's of now is set aside meanwhile. */
  async function keyOfBefore(key: string): Promise<void> {
    const { db } = shop;
    const [now] = await db.rows<{ value: string }>("SELECT value FROM #groupoffers_state WHERE name = 'key_service'");
    await db.write("UPDATE #webservice_account SET module_name = 'aside'");
    const id = await db.insert('webservice_account', {
      ...{ key, description: 'Group offers: sync service', class_name: 'WebserviceRequest' },
      ...{ is_module: 0, module_name: 'groupoffers', active: 1 },
    });
    await db.insert('webservice_account_shop', { id_webservice_account: id, id_shop: 1 });
    await db.write(
      'INSERT INTO #webservice_permission (resource, method, id_webservice_account) SELECT resource, method, ? FROM #webservice_permission WHERE id_webservice_account = ?',
      [id, Number(now!.value)],
    );
    for (const method of ['POST', 'PUT'])
      await db.insert('webservice_permission', { resource: 'group_offers', method, id_webservice_account: id });
    await db.write("DELETE FROM #groupoffers_state WHERE name = 'key_service'");
    await askStandIn(shop.standIn.url, 'reset', {});
    await db.write("UPDATE #groupoffers_state SET value = ? WHERE name = 'key_service'", [now!.value]);
    await db.write("UPDATE #webservice_account SET module_name = 'groupoffers'");
  }

  it('has its line', () => {
    expect(Object.keys(OPENS).toSorted()).toEqual([...resources].toSorted());
  });

  it('opens what it should and nothing else; the key of before is the service’s now (invariant 12)', async ({
    task,
  }) => {
    const seen: string[] = [];
    const expected: string[] = [];
    for (const resource of resources) {
      for (const method of METHODS) {
        const opens: readonly string[] = OPENS[resource]?.[method] ?? [];
        for (const [kind, key] of Object.entries(keys)) {
          const line = `${method} ${resource} with ${kind}`;
          if (opens.includes(kind === 'old' ? 'service' : kind)) expected.push(line);
          const got = await raw(shop, method, resource, { key, body: '{}' });
          if (!CLOSED.has(got.status)) seen.push(line);
        }
      }
    }
    expect(seen).toEqual(expected);
    tellFigures(task, 'keys', { requests: resources.length * METHODS.length * 4, opened: seen.length });
  });

  it.each([
    ['a list’s customers to the key that imports', 'GET', 'group_offer_audience?list=1', 'planning', {}],
    ['an import to the key that reads lists', 'POST', 'group_offer_imports', 'service', { import: { list: 0 } }],
    [
      'a question of one’s own',
      'POST',
      'group_offer_audience',
      'service',
      { ask: { kind: 'postcode', prefixes: ['1'] } },
    ],
    ['lifting a hold to the service', 'POST', 'group_offer_status', 'service', { hold: null }],
    ['pausing all to the service', 'POST', 'group_offer_moves', 'service', { kind: 'pauseAll' }],
    ['an import in the service’s resource', 'POST', 'group_offer_audience', 'service', { import: { list: 0 } }],
    ['excluding in the service’s resource', 'POST', 'group_offer_audience', 'service', { pin: [1] }],
  ] as const)('does not give %s', async (_, method, path, kind, body) => {
    const [resource, query = ''] = path.split('?');
    const got = await raw(shop, method, resource!, {
      key: keys[kind],
      query: Object.fromEntries(new URLSearchParams(query)),
      body: JSON.stringify(body),
    });
    expect(got.status, got.text).toBeGreaterThanOrEqual(400);
  });

  it('tells of an id and an e-mail that disagree the line, and never whose they are', async () => {
    const [id, other] = shop.ids as [number, number];
    const emails = Array.from({ length: 20 }, (_, index) => [index + 2, `nobody-${index}@example.com`]);
    const lines = [[1, [id, await shop.fixture.target.life.email(other)]], ...emails];
    const got = await raw(shop, 'POST', 'group_offer_imports', {
      body: JSON.stringify({ import: { list: 0, kind: 'list', lines } }),
    });
    const answer = JSON.parse(got.text) as { disagree: number[] };
    expect(Object.keys(answer).toSorted()).toEqual(['disagree', 'duplicates', 'list', 'notFound']);
    expect(answer.disagree).toEqual([1]);
  });
});
