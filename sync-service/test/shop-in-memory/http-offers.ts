import type { CategoryReduction, Intent, Membership } from '../../src/offer/offer.ts';
import { EVERYBODY } from '../../src/offer/rule.ts';
import type { Row } from './http-core.ts';
import { selectRows } from './http-core.ts';
import type { OfferRow, MemoryModel } from './model.ts';
import { badRequest } from './model.ts';
import type { OfferInput } from './model.ts';
import { changeOffer, createOffer, deleteOffer } from './offers.ts';

/** A row of `group_offers` as the Webservice shows it: column names, instants as UTC `2026-11-27 17:00:00`. */
type Wire = Record<string, string | number>;

const DEFAULTS: Wire = {
  name: '',
  intent: 'draft',
  version: 0,
  priority: '0',
  id_shop: '0',
  discount: '0.00',
  reductions: '[]',
  price_display_method: '-1',
  show_prices: '-1',
  modules_denied: '[]',
  membership: 'keep',
  id_reference_group: '0',
  audience: JSON.stringify(EVERYBODY),
  rotation: '',
  schedule: '',
  starts_at: '',
  ends_at: '',
  cut_at: '',
  checkout_grace: '600',
};

/** `group_offers`: an ordinary resource of the Webservice; bodies are XML, answers JSON. @returns the JSON body */
export function answerOffers(
  model: MemoryModel,
  request: { method: string; id: number | null; query: URLSearchParams; body: string },
): unknown {
  const { method, id, query, body } = request;
  switch (method) {
    case 'GET': {
      if (id !== null) return one(model.offerRow(id), query);
      const rows = selectRows([...model.offers.values()].map(toWire) as Row[], query);
      const display = query.get('display');
      if (rows.length === 0) return [];
      return { group_offers: rows.map((row) => (display === 'full' ? row : pick(row, display))) };
    }
    case 'POST':
      return one(createOffer(model, fromWire({ ...DEFAULTS, ...readXml(body) })), query);
    case 'PUT':
    case 'PATCH': {
      const given = readXml(body);
      const target = id ?? Number(given['id']);
      const base = method === 'PUT' ? DEFAULTS : toWire(model.offerRow(target));
      if (given['version'] === undefined) throw badRequest('version: is missing; send the one that was read');
      const input = fromWire({ ...base, ...given });
      return one(changeOffer(model, target, Number(given['version']), input), query);
    }
    case 'DELETE':
      deleteOffer(model, id ?? 0);
      return '';
    default:
      throw badRequest(`method ${method} is not supported`);
  }
}

/** The core's JSON: a list with `display`; without it a single object that has lost every field that PHP calls empty. */
function one(offer: OfferRow, query: URLSearchParams): unknown {
  const row = toWire(offer);
  if (query.has('display')) return { group_offers: [row] };
  const filled = Object.entries(row).filter(([, value]) => !['', '0', 0].includes(value));
  return { group_offer: Object.fromEntries(filled) };
}

function pick(row: Row, display: string | null): Row {
  const fields = display === null ? ['id'] : display.replace(/[[\]]/g, '').split(',');
  return Object.fromEntries(Object.entries(row).filter(([name]) => fields.includes(name)));
}

export function toWire(offer: OfferRow): Wire {
  return {
    id: offer.id,
    name: offer.name,
    intent: offer.intent,
    version: String(offer.version),
    priority: String(offer.priority),
    id_shop: String(offer.idShop),
    discount: offer.discount.toFixed(2),
    reductions: JSON.stringify(offer.reductions),
    price_display_method: String(offer.priceDisplayMethod ?? -1),
    show_prices: offer.showPrices === null ? '-1' : offer.showPrices ? '1' : '0',
    modules_denied: JSON.stringify(offer.modulesDenied),
    membership: offer.membership,
    id_reference_group: String(offer.idReferenceGroup),
    audience: JSON.stringify(offer.audience),
    rotation: offer.rotation === null ? '' : JSON.stringify(offer.rotation),
    schedule: JSON.stringify(offer.schedule),
    starts_at: sqlTime(offer.startsAt),
    ends_at: sqlTime(offer.endsAt),
    cut_at: offer.cutAt === null ? '' : sqlTime(offer.cutAt),
    checkout_grace: String(offer.checkoutGrace),
    date_add: sqlTime(offer.dateAdd),
    date_upd: sqlTime(offer.dateUpd),
  };
}

export function fromWire(wire: Wire): OfferInput {
  const text = (field: string) => String(wire[field] ?? '');
  const number = (field: string) => {
    const value = Number(text(field));
    if (text(field) === '' || !Number.isFinite(value)) throw badRequest(`${field}: "${text(field)}" is no number`);
    return value;
  };
  const inherited = (field: string) => {
    const value = number(field);
    if (![-1, 0, 1].includes(value)) throw badRequest(`${field}: ${value} must be -1 (inherited), 0 or 1`);
    return value === -1 ? null : value;
  };
  const json = <T>(field: string): T => {
    try {
      return JSON.parse(text(field)) as T;
    } catch {
      throw badRequest(`${field}: "${text(field)}" is no JSON`);
    }
  };
  const instant = (field: string) => {
    const at = Date.parse(`${text(field).replace(' ', 'T')}Z`);
    if (Number.isNaN(at)) throw badRequest(`${field}: "${text(field)}" must be UTC, like 2026-11-27 17:00:00`);
    return at;
  };
  const showPrices = inherited('show_prices');
  const cut = text('cut_at');
  return {
    name: text('name'),
    intent: text('intent') as Intent,
    priority: number('priority'),
    idShop: number('id_shop'),
    discount: number('discount'),
    reductions: json<CategoryReduction[]>('reductions'),
    priceDisplayMethod: inherited('price_display_method') as 0 | 1 | null,
    showPrices: showPrices === null ? null : showPrices === 1,
    modulesDenied: json<number[]>('modules_denied'),
    membership: text('membership') as Membership,
    idReferenceGroup: number('id_reference_group'),
    audience: json<OfferInput['audience']>('audience'),
    rotation: text('rotation') === '' ? null : json<OfferInput['rotation']>('rotation'),
    schedule: json<OfferInput['schedule']>('schedule'),
    startsAt: instant('starts_at'),
    endsAt: instant('ends_at'),
    cutAt: cut === '' || cut.startsWith('0000') ? null : instant('cut_at'),
    checkoutGrace: number('checkout_grace'),
  };
}

function sqlTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

const FIELD = /<(\w+)(?:\s[^>]*)?(?:\/>|>((?:<!\[CDATA\[[\s\S]*?\]\]>|[^<])*)<\/\1>)/g;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The flat fields of `<prestashop><group_offer>…`. */
function readXml(body: string): Wire {
  const inner = /<group_offer(?:\s[^>]*)?>([\s\S]*)<\/group_offer>/.exec(body)?.[1];
  if (inner === undefined) throw badRequest('body: expected <prestashop><group_offer>…');
  return Object.fromEntries([...inner.matchAll(FIELD)].map(([, name, content]) => [name!, textOf(content ?? '')]));
}

function textOf(content: string): string {
  return content
    .split(/(<!\[CDATA\[[\s\S]*?\]\]>)/)
    .map((part) => (part.startsWith('<![CDATA[') ? part.slice(9, -3) : decode(part)))
    .join('');
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name: string | undefined) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(String(hex), 16));
    return ENTITIES[name ?? ''] ?? whole;
  });
}
