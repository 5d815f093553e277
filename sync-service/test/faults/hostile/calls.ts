import { randomUUID } from 'node:crypto';
import { planRow, PROTOCOL, windowsRow } from '../../../src/wire/index.ts';
import type { ShopUnderFire } from './shop-under-fire.ts';

type Json = Readonly<Record<string, unknown>>;

/** A request that is good as it stands, to be spoilt in one place. */
export interface GoodCall {
  /** Who sends it: the service or the command line with its key, or the page of an employee. */
  readonly from: 'service' | 'planning' | 'page';
  readonly resource: string;
  readonly method: string;
  readonly query: Readonly<Record<string, string | number>>;
  readonly body: Json | null;
  /** Offers are written in XML by the service. */
  readonly xml?: true;
}

const get = (resource: string, query: GoodCall['query'] = {}) => ({ resource, method: 'GET', query, body: null });
const post = (resource: string, body: Json) => ({ resource, method: 'POST', query: {}, body });

/** One of each thing that the service and the page ask (docs/PROTOCOL.md). */
export async function goodCalls(shop: ShopUnderFire): Promise<GoodCall[]> {
  const rows = await offers(shop);
  const from = <F extends GoodCall['from']>(who: F, calls: readonly Omit<GoodCall, 'from'>[]) =>
    calls.map((call) => ({ from: who, ...call }));
  const day = new Date(await shop.fixture.now()).toISOString().slice(0, 10);
  return [
    ...from('service', [...looks(shop), ...moves(shop), ...storedQuestions(shop, day)]),
    ...from('planning', planning(shop)),
    ...from('page', [...looks(shop), ...planning(shop), ...questions(), ...onThePage(shop, rows.plan)]),
    ...rows.calls,
  ];
}

function looks({ offers: { armed }, lists: { named, nameless } }: ShopUnderFire) {
  return [
    get('group_offer_audience', { list: nameless, after: 0, limit: 100 }),
    get('group_offer_audience', { list: named, after: 0, limit: 100, figures: 1 }),
    get('group_offer_status'),
    get('group_offer_status', { detail: 1 }),
    get('group_offer_groups', { offer: armed.id }),
    get('group_offer_facts', { after: 0, limit: 100 }),
    get('group_offer_facts', { orders: 1, after: 0, limit: 100 }),
    get('group_offer_enrolments', { open: 1, after: 0, limit: 100, offer: armed.id }),
    get('group_offer_enrolments', { open: 0, offer: armed.id, after: 0, limit: 100 }),
    get('group_offer_audience', { lists: 1 }),
    get('group_offer_audience', { frozen: armed.id }),
    get('group_offer_audience', { rotation: armed.id, after: 0, limit: 100 }),
  ];
}

/** What the command line's key is for, and an employee who may edit. */
function planning({ ids, lists: { named, begun } }: ShopUnderFire) {
  const lines = Array.from({ length: 25 }, (_, index) => [index + 1, `nobody-${index}@example.com`]);
  return [
    post('group_offer_exclusions', { exclude: [ids[5], ids[6]] }),
    post('group_offer_exclusions', { include: [ids[5]] }),
    post('group_offer_imports', { forget: named }),
    post('group_offer_imports', { import: { list: 0, kind: 'score', lines: [[1, ids[1], 4.5]] } }),
    post('group_offer_imports', { import: { list: 0, kind: 'list', lines } }),
    post('group_offer_imports', { import: { list: begun, finish: 'Named anew' } }),
    post('group_offer_control', { kind: 'pauseAll' }),
    post('group_offer_control', { kind: 'confirm' }),
  ];
}

/** The service asks by what the shop keeps. */
function storedQuestions({ offers: { asking } }: ShopUnderFire, day: string) {
  const { id: offer, version } = asking;
  return [0, 1, 2].map((index) =>
    post('group_offer_audience', { ask: { offer, version, place: [index], day }, after: 0, limit: 100 }),
  );
}

function questions() {
  const days = { from: '2026-01-01', until: '2026-11-01' };
  const asked: Json[] = [
    { kind: 'region', states: [1, 2] },
    { kind: 'postcode', prefixes: ['28', '08'] },
    { kind: 'boughtCategory', category: 2, subcategories: true, orders: 1, ...days },
    { kind: 'rating', atLeast: 1, atMost: 4.5 },
    { kind: 'openCart', ...days },
    { kind: 'visited', ...days },
  ];
  return asked.map((ask) => post('group_offer_audience', { ask, after: 0, limit: 100 }));
}

function moves({ ids, fixture, offers: { armed }, lists: { nameless } }: ShopUnderFire) {
  const { lease } = fixture;
  const batch = fixture.batch(armed, ids.slice(3, 5), fixture.target.customerGroup);
  const iso = (ms: number) => new Date(ms).toISOString();
  const window = { start: iso(batch.windowStart), end: iso(batch.windowEnd) };
  const about = { lease, key: randomUUID(), offer: armed.id, version: armed.version };
  const freeze = { offer: armed.id, version: armed.version, window: window.start, turn: null, basis: 'basis' };
  const turn = { start: window.start, end: window.end, number: 1 };
  return [
    post('group_offer_moves', {
      ...{ kind: 'enter', protocol: PROTOCOL, ...about, window, until: iso(batch.until) },
      expect: [{ default: fixture.target.customerGroup, ids: ids.slice(3, 5) }],
    }),
    post('group_offer_moves', {
      kind: 'until',
      ...about,
      window,
      until: iso(batch.until - 1_000),
      ids: ids.slice(0, 2),
    }),
    post('group_offer_moves', {
      kind: 'leave',
      lease,
      key: randomUUID(),
      budget: { customers: 10, ms: 100 },
      from: 'last',
    }),
    post('group_offer_moves', { kind: 'repair', lease }),
    post('group_offer_status', { lease }),
    post('group_offer_status', { notices: [{ code: 'late', idOffer: armed.id, params: { what: 'Something' } }] }),
    post('group_offer_status', { hold: 'clock_jumped' }),
    post('group_offer_lease', { holder: 'contract' }),
    post('group_offer_lease', { release: lease }),
    post('group_offer_groups', { lease, offers: [{ offer: armed.id, version: armed.version }], check: 'quick' }),
    post('group_offer_groups', { lease, idle: true }),
    post('group_offer_audience', { ids: ids.slice(0, 3), skipUnknown: true }),
    post('group_offer_audience', { list: nameless, ids: ids.slice(4, 6) }),
    post('group_offer_audience', { lease, freeze: { ...freeze, list: nameless } }),
    post('group_offer_audience', { lease, freeze: { ...freeze, turn, list: nameless } }),
    post('group_offer_audience', { lease, freezes: [{ ...freeze, ids: ids.slice(0, 2) }] }),
    post('group_offer_audience', { lease, join: { offer: armed.id, version: armed.version, level: 0, ids: [ids[0]] } }),
  ];
}

function onThePage({ ids, offers: { armed, draft } }: ShopUnderFire, plan: Json) {
  return [
    get('group_offers'),
    get('group_offers', { id: draft.id }),
    { resource: 'group_offers', method: 'DELETE', query: { id: draft.id }, body: null },
    post('group_offers', plan),
    { resource: 'group_offers', method: 'PUT', query: {}, body: { ...plan, id: draft.id, version: draft.version } },
    post('group_offer_moves', { kind: 'leave', budget: { customers: 10, ms: 100 } }),
    get('group_offer_facts', { share: 500, seed: 3, after: 0, limit: 100 }),
    get('page_overview'),
    get('page_choices'),
    post('page_customers', { search: 'ann', limit: 20 }),
    post('page_customers', { ids: ids.slice(0, 2) }),
    post('page_customers', { offer: armed.id, after: 0, limit: 10 }),
    post('page_customer', { id: ids[0] }),
    post('page_review', { plan, offer: 0, group: 3, products: [] }),
    post('page_products', { search: 'mug', limit: 20 }),
    get('page_connection'),
    get('page_activity', { offer: armed.id, before: 0, limit: 10 }),
    post('page_activity', { saved: { file: 'report', offer: armed.id } }),
    post('page_connection', { show: 'key' }),
    post('page_connection', { make: 'key' }),
    post('page_connection', { show: 'cron' }),
    post('page_connection', { make: 'cron' }),
    post('page_connection', { make: 'planning' }),
    post('page_connection', { withdraw: 'planning' }),
    post('page_connection', { withdraw: 'key' }),
    post('page_connection', { switchOn: 'webservice' }),
    post('page_connection', { dropTables: false }),
    post('page_connection', { approvalAbove: null }),
  ];
}

/** The ordinary resource, whose reading is the core's own: a plan with all its fields, as XML from the command line and as a row from the page. */
async function offers({ fixture, offers: { draft } }: ShopUnderFire): Promise<{ plan: Json; calls: GoodCall[] }> {
  const recurrence = { rule: 'FREQ=WEEKLY;BYDAY=FR', except: ['2026-12-25'], cuts: ['2026-11-20T18:22:10Z'] };
  const made = await fixture.plan({ intent: 'draft', name: 'Offer of all fields' });
  const plan = planRow({ ...made, reductions: [{ idCategory: 2, discount: 30, subcategories: true }] });
  const schedule = { ...made.schedule, recurrence };
  const wild: Json = { ...plan, schedule: JSON.stringify(schedule), ...windowsRow({ schedule }, Date.now()) };
  const xml = (method: string, body: Json): GoodCall => {
    return { from: 'planning', resource: 'group_offers', method, query: {}, body, xml: true };
  };
  const known = { id: draft.id, version: draft.version };
  return {
    plan: wild,
    calls: [xml('POST', wild), xml('PUT', { ...wild, ...known }), xml('PUT', { ...known, name: 'Another name' })],
  };
}
