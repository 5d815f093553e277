import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resourceXml } from '../../../src/shop/prestashop/xml.ts';
import { planRow, PROTOCOL } from '../../../src/wire/index.ts';
import { tellFigures } from '../../support/figures.ts';
import { raw, wellAnswered, type Got, type Said } from './answers.ts';
import { ShopUnderFire } from './shop-under-fire.ts';
import { deep, SCRIPT_TEXTS, SQL_TEXTS } from './spoil.ts';

const RESOURCES = [
  ...['status', 'lease', 'groups', 'facts', 'audience', 'moves', 'enrolments'],
  ...['imports', 'exclusions', 'control'],
].map((name) => `group_offer_${name}`);

describe("the doors of the module's PHP", () => {
  let shop: ShopUnderFire;
  let whole: string;
  let requests = 0;
  beforeAll(async () => {
    shop = await ShopUnderFire.start();
    whole = await shop.state();
  });
  beforeEach(async () => shop.restore(shop.changed(await shop.state())));
  afterAll(() => shop.close());

  /** Refused in JSON with a code and a message, and the shop is row by row as it was. */
  const refused = async (got: Got): Promise<Said> => {
    requests++;
    expect(got.status, got.text.slice(0, 300)).toBeGreaterThanOrEqual(400);
    const said = wellAnswered(got, [shop.standIn.key, shop.fixture.lease.token]);
    expect(shop.changed(await shop.state()), `refused, and yet changed: ${got.text.slice(0, 300)}`).toEqual([]);
    return said!;
  };
  const page = async (body: string | Uint8Array<ArrayBuffer>): Promise<Got> => {
    const { url, token } = shop.pages.editor.boot.endpoint;
    const headers = { 'content-type': 'application/json', 'x-group-offers': token };
    const response = await fetch(url, { method: 'POST', redirect: 'manual', headers, body });
    return { status: response.status, text: await response.text(), type: response.headers.get('content-type') ?? '' };
  };

  const bytes = (...parts: (string | number[])[]): Uint8Array<ArrayBuffer> =>
    new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string))));
  it.each<[string, () => string | Uint8Array<ArrayBuffer>]>([
    ['no JSON', () => '{'],
    ['a text', () => '"kind"'],
    ['a list', () => '[1,2]'],
    ['NUL', () => '\0'.repeat(1_000)],
    ['NUL in a key', () => '{"ki\\u0000nd":"leave","\\u0000*\\u0000x":1}'],
    ['no UTF-8', () => bytes('{"kind":"', [0xc3, 0x28, 0xf0, 0x28], '"}')],
    ['UTF-16', () => bytes([0xff, 0xfe], Buffer.from('{"kind":"leave"}', 'utf16le').toString('latin1'))],
    ['100,000 lists in each other', () => `{"ids":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['20 lists in each other', () => JSON.stringify({ ids: deep(20) })],
    ['100,000 digits', () => `{"ids":[${'9'.repeat(100_000)}]}`],
    [
      '100,000 names',
      () => JSON.stringify(Object.fromEntries([...Array(100_000).keys()].map((key) => [`k${key}`, 1]))),
    ],
    ['9 MB', () => `{"ids":[${'1,'.repeat(4_700_000)}1]}`],
    ['a packed body', () => new Uint8Array(gzipSync('{"kind":"pauseAll"}'))],
    ['XML', () => '<?xml version="1.0"?><prestashop/>'],
    ['a form', () => 'kind=pauseAll&kind[]=1'],
  ])('refuse a body that is %s, at every resource', async (_, make) => {
    const body = make();
    for (const resource of RESOURCES) {
      const got = await raw(shop, 'POST', resource, { body });
      // To ask for the status nothing has to be in the body; what is there for nothing is not looked at.
      if (resource === 'group_offer_status' && got.status === 200) expect(await shop.state()).toBe(whole);
      else expect([25, 101, 1001, 1004, 1011]).toContain((await refused(got)).code);
    }
    await refused(await page(body));
    if (typeof body === 'string') {
      await refused(await page(`{"resource":"group_offer_audience","method":"POST","body":${body}}`));
    }
  });

  const attacks: [string, (name: string) => string][] = [
    ['an external entity', (name) => `<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>${around(name, '&x;')}`],
    [
      'an entity that PHP encodes',
      (name) =>
        `<!DOCTYPE p [<!ENTITY x SYSTEM "php://filter/read=convert.base64-encode/resource=/etc/passwd">]>${around(name, '&x;')}`,
    ],
    [
      'a document type from elsewhere',
      (name) => `<!DOCTYPE p SYSTEM "http://127.0.0.1:1/x.dtd">${around(name, '&x;')}`,
    ],
    ['entities in entities', (name) => `<!DOCTYPE p [${bomb()}]>${around(name, '&l9;')}`],
    ['50,000 elements in each other', (name) => around(name, `${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}`)],
    ['a megabyte', (name) => around(name, 'x'.repeat(1_000_000))],
    ['no UTF-8', (name) => around(name, '\udc28')],
    ['NUL', (name) => around(name, 'a\0b')],
  ];
  it.each(attacks)('expand and fetch nothing for XML with %s', async (_, attack) => {
    const { draft } = shop.offers;
    for (const field of ['name', 'audience', 'discount', 'schedule']) {
      const body = attack(field).replace('<version/>', `<version>${draft.version}</version>`);
      const got = await raw(shop, 'PUT', `group_offers/${draft.id}`, { body });
      expect(got.text).not.toMatch(/root:|cm9vd/);
      requests++;
      if (got.status >= 300) await refused(got);
      else await taken('groupoffers_offer');
    }
  });

  /** What was taken is no more than that offer's row; then it is put back. */
  const taken = async (...tables: string[]) => {
    const changed = shop.changed(await shop.state());
    await shop.restore(changed);
    const expected = new Set(
      [...tables, 'groupoffers_state', 'groupoffers_event', 'groupoffers_activity'].map((table) => `ps_${table}`),
    );
    expect(changed.filter((table) => !expected.has(table))).toEqual([]);
    expect(await shop.state()).toBe(whole);
  };

  it('keep SQL and scripts as texts: what is written comes back letter by letter', async () => {
    const plan = planRow(await shop.fixture.plan({ intent: 'draft' }));
    for (const text of [...SQL_TEXTS, ...SCRIPT_TEXTS]) {
      const ask = { resource: 'group_offers', method: 'POST' as const, body: { ...plan, name: text } };
      const made = await shop.pages.editor.ask(ask);
      requests++;
      expect(made.status, made.text).toBe(200);
      const { id, name } = (made.json as { group_offers: { id: number; name: string }[] }).group_offers[0]!;
      // Blanks around a name are taken away, by the command line too.
      expect(name).toBe(text.trim());
      expect((await shop.fixture.shop.offer(id)).name).toBe(text.trim());
      const body = resourceXml('group_offer', { id, version: 1, name: `${text}!` });
      expect((await raw(shop, 'PUT', `group_offers/${id}`, { body })).status).toBe(200);
      expect((await shop.fixture.shop.offer(id)).name).toBe(`${text}!`.trim());
      await taken('groupoffers_offer');
    }
  });

  it('open for nobody without the key, and for nobody with another', async () => {
    for (const key of [
      '',
      'A'.repeat(32),
      "' OR '1'='1",
      `${shop.standIn.key}A`,
      shop.standIn.key.toLowerCase().slice(1),
    ]) {
      for (const resource of [...RESOURCES, 'group_offers']) {
        await refused(await raw(shop, 'GET', resource, { key }));
      }
    }
  });

  it('give no key anything of the core', async () => {
    for (const resource of ['customers', 'orders', 'addresses', 'employees', 'specific_prices', 'carts']) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE'])
        await refused(await raw(shop, method, resource, { body: '<a/>' }));
    }
    for (const resource of ['groups', 'categories', 'languages', 'shops', 'configurations']) {
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        await refused(await raw(shop, method, `${resource}/1`, { body: '<prestashop/>' }));
      }
    }
  });

  it('move nobody for a lease that is lost, another one, or made up (invariant 6)', async () => {
    const { lease } = shop.fixture;
    const of = (wrong: unknown) => ({ ...batch(), lease: wrong });
    for (const wrong of [
      ...[null, {}, { number: lease.number }, { token: lease.token }, { ...lease, number: lease.number + 1 }],
      ...[
        { ...lease, number: lease.number - 1 },
        { ...lease, token: lease.token.slice(0, -1) },
        { ...lease, token: true },
      ],
      ...[
        { ...lease, number: String(lease.number) },
        { ...lease, token: [lease.token] },
        { number: 0, token: '' },
      ],
    ]) {
      const said = await refused(await raw(shop, 'POST', 'group_offer_moves', { body: JSON.stringify(of(wrong)) }));
      expect([1001, 1004], JSON.stringify(wrong)).toContain(said.code);
    }
    await shop.fixture.shop.status(lease);
    const taken = await raw(shop, 'POST', 'group_offer_lease', { body: '{"holder":"somebody else"}' });
    expect((await refused(taken)).code).toBe(1003);
  });

  it('know no id of another thing, and no other shop', async ({ task }) => {
    const { armed, draft, archived } = shop.offers;
    const group = await shop.fixture.prepare(armed);
    await shop.restore(shop.changed(await shop.state()));
    const wrong = [2 ** 31, 4_294_967_295, group.idGroup + 1_000, shop.ids[0]! * 1_000];
    const send = (body: object) => raw(shop, 'POST', 'group_offer_moves', { body: JSON.stringify(body) });
    for (const offer of [...wrong, draft.id, archived.id]) await refused(await send({ ...batch(), offer }));
    for (const list of wrong) {
      await refused(await raw(shop, 'GET', 'group_offer_audience', { query: { list } }));
      await refused(await raw(shop, 'POST', 'group_offer_imports', { body: JSON.stringify({ forget: list }) }));
    }
    const row = { ...planRow(await shop.fixture.plan({ intent: 'draft' })), id: draft.id, version: draft.version };
    for (const change of [{ id_shop: 77 }, { id_reference_group: group.idGroup }, { id_reference_group: 9_999 }]) {
      const call = { resource: 'group_offers', method: 'PUT', query: {}, body: { ...row, ...change } };
      await refused(await page(JSON.stringify(call)));
    }
    const members = { ...batch(), expect: [{ default: group.idGroup, ids: shop.ids.slice(5, 8) }] };
    const got = await send(members);
    expect(got.status).toBe(200);
    expect(JSON.parse(got.text)).toMatchObject({ entered: 0, refused: { default_changed: shop.ids.slice(5, 8) } });
    await shop.restore(shop.changed(await shop.state()));
    tellFigures(task, 'hostile doors', { requests, violations: 0 });
  });

  function batch() {
    const { fixture, ids, offers } = shop;
    const { windowStart, windowEnd } = fixture.batch(offers.armed, [], 0);
    const [start, end] = [new Date(windowStart).toISOString(), new Date(windowEnd).toISOString()];
    const about = {
      kind: 'enter',
      protocol: PROTOCOL,
      lease: fixture.lease,
      key: randomUUID(),
      offer: offers.armed.id,
      version: offers.armed.version,
    };
    const { customerGroup } = fixture.target;
    return {
      ...about,
      window: { start, end },
      until: end,
      expect: [{ default: customerGroup, ids: ids.slice(4, 6) }],
    };
  }
});

function around(field: string, content: string): string {
  return `<prestashop><group_offer><version/><${field}>${content}</${field}></group_offer></prestashop>`;
}

/** Ten entities, each ten of the one before: 10¹⁰ letters. */
function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => `<!ENTITY l${level + 1} "${`&l${level};`.repeat(10)}">`);
  return `<!ENTITY l0 "${'x'.repeat(10)}">${levels.join('')}`;
}
