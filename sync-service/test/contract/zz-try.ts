import { startSandbox } from '../../src/shop/sandbox/index.ts';
import * as sandboxModule from '../../src/shop/sandbox/index.ts';
import { silentLog } from '../../src/log.ts';
import { PrestaShopShop } from '../../src/shop/prestashop/index.ts';
import { sandboxTarget } from './sandbox-target.ts';
import { Database } from './database.ts';
import { sqlTarget } from './sql-target.ts';
import { standInBackOffice, startStandIn } from './stand-in.ts';
import { Fixture } from './fixture.ts';
import { EVERYBODY } from '../../src/offer/index.ts';
void sandboxModule;
const which = process.argv[2];
async function target() {
  if (which === 'sandbox') {
    const sandbox = await startSandbox();
    const shop = new PrestaShopShop(
      { name: 's', url: sandbox.url, key: sandbox.key, requestsPerMinute: 1e5 },
      silentLog,
    );
    return sandboxTarget(sandbox, shop);
  }
  const { url, key, db, stop } = await startStandIn();
  const shop = new PrestaShopShop({ name: 's', url, key, allowHttp: true, requestsPerMinute: 1e5 }, silentLog);
  return sqlTarget({ shop, db: new Database(db), url, key, ...standInBackOffice(url), stop });
}
const t = await target();
const f = new Fixture(t);
const { shop } = t;
async function all<T>(p: AsyncIterable<T>) {
  const l: T[] = [];
  for await (const x of p) l.push(x);
  return l;
}
const say = async (name: string, call: () => Promise<unknown>) => {
  try {
    const v = await call();
    console.log(
      name,
      '=>',
      JSON.stringify(v, (_, x) =>
        x instanceof Map
          ? [...x]
          : x instanceof Set
            ? [...x]
            : ArrayBuffer.isView(x)
              ? [...(x as Int32Array)].slice(0, 6)
              : x,
      )?.slice(0, 500),
    );
    return v as never;
  } catch (e) {
    console.log(name, 'ERR', e instanceof Error ? e.message.slice(0, 400) : e);
    return undefined as never;
  }
};
await f.takeLease();
const ids = await f.customers(6);
await say('details', () =>
  shop
    .details()
    .then((d) => ({ ...d, modules: 0, shops: 0, countries: d.countries.slice(0, 2), states: d.states.slice(0, 2) })),
);
await say('facts', () => all(shop.facts()));
await say('orders', () => all(shop.orders()));
const list = (await say('createList', () => shop.createList([...ids, 99999999], { skipUnknown: true }))) as {
  list: number;
};
await say('createList unknown', () => shop.createList([...ids, 99999999]));
await say('createList empty', () => shop.createList([], { skipUnknown: true }));
await say('listIds', () => shop.listIds(list.list));
const imp = (await say('import', () =>
  shop.importLines({ list: 0, kind: 'score' }, [
    { line: 1, customer: ids[0]!, figure: -1.5 },
    { line: 2, customer: 'nobody@x.example', figure: 3 },
    { line: 3, customer: ids[0]!, figure: 7.25 },
    { line: 4, customer: ids[1]!, figure: 0 },
  ]),
)) as { list: number };
await say('import again', () =>
  shop.importLines({ list: imp.list, kind: 'score' }, [{ line: 4, customer: ids[1]!, figure: 0 }]),
);
const named = (await say('finish', () => shop.finishImport(imp.list, `Try ${Date.now()}`))) as { id: number };
await say('lists', () => shop.lists());
await say('figures', () => shop.listFigures(named.id));
await say('import list', () => shop.importLines({ list: 0, kind: 'list' }, [{ line: 1, customer: ids[0]! }]));
await say('pin', () => shop.pin([ids[5]!], true));
await say('pin unknown', () => shop.pin([ids[4]!, 88888888], true));
await say('pin many', () =>
  shop
    .pin(
      Array.from({ length: 2000 }, (_, i) => 5_000_000 + i),
      true,
    )
    .then(({ unknown }) => unknown.length),
);
await say('pinned', () => all(shop.facts()).then((p) => p.map((x) => x.pinned)));
await say('unpin', () => shop.pin([ids[5]!], false));
for (const q of [
  { kind: 'region', states: [1] },
  { kind: 'postcode', prefixes: ['28'] },
  { kind: 'boughtCategory', category: 2, subcategories: true, orders: 1, from: null, until: '2026-12-01' },
  { kind: 'rating', atLeast: 4, atMost: null },
  { kind: 'openCart', from: '2026-01-01', until: '2026-12-01' },
  { kind: 'visited', from: '2026-01-01', until: '2026-12-01' },
] as const)
  await say(`ask ${q.kind}`, () => shop.ask(q));
const now = await f.now();
const rot = { turn: 'PT30M', by: { cohorts: 3 }, coolDown: 0, maxTurns: null } as const;
const offer = (await say('create', () =>
  f
    .plan({
      rotation: rot,
      audience: {
        ...EVERYBODY,
        rule: {
          kind: 'allOf',
          of: [
            { kind: 'score', list: named.id, atLeast: 0 },
            { kind: 'orders', atLeast: 0 },
          ],
        },
      },
    })
    .then((p) => shop.createOffer(p)),
)) as never as { id: number; version: number; startsAt: { epochMilliseconds: number } };
if (offer) {
  await say('prepare', () => shop.prepareGroup(f.lease, offer, 'quick'));
  await say('worseOff', () => shop.worseOff(offer.id));
  const window = offer.startsAt.epochMilliseconds;
  const turn = { start: window, end: window + 30 * 60_000, number: 1 };
  await say('freeze window', () =>
    shop.freeze(f.lease, { offer: offer.id, version: offer.version, window, turn: null, basis: 'a' }, [
      ...ids,
      77777777,
    ]),
  );
  await say('freeze turn', () =>
    shop.freeze(f.lease, { offer: offer.id, version: offer.version, window, turn, basis: 'b' }, ids.slice(0, 2)),
  );
  await say('freeze turn again', () =>
    shop.freeze(f.lease, { offer: offer.id, version: offer.version, window, turn, basis: 'b' }, ids.slice(0, 1)),
  );
  await say('freeze nobody', () =>
    shop.freeze(
      f.lease,
      {
        offer: offer.id,
        version: offer.version,
        window,
        turn: { ...turn, number: 2, start: turn.end, end: turn.end + 1_800_000 },
        basis: 'c',
      },
      [],
    ),
  );
  await say('frozen', () => shop.frozen(offer.id));
  await say('join', () => shop.joinRotation(f.lease, offer, 2, ids).then(() => 'ok'));
  await say('rotation', () => all(shop.rotation(offer.id)));
  await say('stale join', () => shop.joinRotation(f.lease, { id: offer.id, version: offer.version - 1 }, 2, ids));
  await say('lost lease', () => shop.joinRotation({ number: 1, token: 'x' }, offer, 2, ids));
}
const wd = (ms: number) => new Date(ms).toISOString().slice(0, 16);
const rec = (await say('create recurring', () =>
  f.plan({}).then((p) =>
    shop.createOffer({
      ...p,
      schedule: {
        timezone: 'UTC',
        start: wd(now - 3_600_000),
        end: wd(now + 3_600_000),
        recurrence: { rule: 'FREQ=DAILY', except: [], cuts: [] },
      },
    }),
  ),
)) as never as { id: number };
if (rec) await say('read', () => shop.offer(rec.id));
await say('no such list', () => shop.listIds(123456));
await say('no such offer', () => shop.worseOff(123456));
await say('bad ask', () => shop.ask({ kind: 'region', states: [] }));
await t.close();
