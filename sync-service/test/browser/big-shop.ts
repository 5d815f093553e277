import { createReadStream, existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { madeUp } from '../../bench/audience/made-up.ts';

const compress = promisify(gzip);
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

interface Asked {
  readonly resource: string;
  readonly query: {
    readonly after?: number;
    readonly limit?: number;
    readonly orders?: number;
    readonly share?: number;
  };
}

/** A shop of many customers that only answers what the editor asks: the stand-in would take minutes to make them. */
export class BigShop {
  readonly server: Server;
  private readonly made;

  constructor(
    private readonly customers: number,
    private readonly built: string,
  ) {
    this.made = madeUp(customers);
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'POST') {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const asked = JSON.parse(Buffer.concat(parts).toString('utf8')) as Asked;
      const body = await compress(JSON.stringify(this.of(asked)), { level: 1 });
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
      return;
    }
    const file = join(this.built, pathname.replace(/^\/page\//, ''));
    if (pathname.startsWith('/page/') && existsSync(file)) {
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
      createReadStream(file).pipe(response);
      return;
    }
    response.writeHead(pathname === '/' ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
  }

  private of({ resource, query }: Asked): unknown {
    switch (resource) {
      case 'page_overview':
        return { status: STATUS, customers: this.customers, offers: [], switches: [] };
      case 'page_choices':
        return CHOICES;
      case 'group_offers':
        return { group_offers: [] };
      case 'group_offer_status':
        return STATUS;
      case 'group_offer_audience':
        return { lists: [] };
      case 'page_customers':
        return { customers: [], next: null };
      case 'group_offer_facts':
        return query.orders === 1 ? this.orders(query) : this.facts(query);
      default:
        return { errors: [{ code: 1010, message: `nobody asks for ${resource} here` }] };
    }
  }

  private facts({ after = 0, limit = 50_000 }: Asked['query']): unknown {
    const { facts } = this.made;
    const end = Math.min(this.customers, after + limit);
    const column = (values: Int32Array | Uint32Array | Uint8Array) => Array.from(values.subarray(after, end));
    return {
      id: column(facts.id),
      shop: column(facts.idShop),
      default: column(facts.defaultGroup),
      groups: column(facts.groups),
      groupSets: facts.groupSets,
      registered: column(facts.registered),
      birthday: column(facts.birthday),
      gender: column(facts.gender),
      language: column(facts.language),
      country: column(facts.country),
      flags: column(facts.flags),
      blocked: { id: [], until: [] },
      pinned: [],
      next: end === this.customers ? null : end,
    };
  }

  private orders({ after = 0, limit = 100_000 }: Asked['query']): unknown {
    const { first, day, amount } = this.made.orders;
    let end = after;
    while (end < this.customers && (end === after || first[end + 1]! - first[after]! <= limit)) end++;
    const rows = Array.from({ length: end - after }, (_, index) => after + index).filter(
      (row) => first[row + 1]! > first[row]!,
    );
    return {
      customer: rows.map((row) => row + 1),
      count: rows.map((row) => first[row + 1]! - first[row]!),
      day: Array.from(day.subarray(first[after], first[end])),
      amount: Array.from(amount.subarray(first[after], first[end])),
      next: end === this.customers ? null : end,
    };
  }
}

const STATUS = {
  now: '2026-11-27T12:00:00.000Z',
  timezone: 'Europe/Madrid',
  module: '0.2.0',
  prestashop: '8.1.2',
  counter: '1',
  ledger: 0,
  groupsFeature: true,
  minUntil: null,
  open: 0,
  leaseNumber: 1,
  heartbeat: '2026-11-27T11:59:50.000Z',
  hold: null,
  notices: [],
};

const CHOICES = {
  details: {
    php: '8.2',
    database: 'MariaDB 10.11',
    defaultShop: 1,
    customerGroup: 3,
    visitorGroup: 1,
    guestGroup: 2,
    modules: [],
    shops: [{ id: 1, name: 'Shop', sharesCustomersWith: [] }],
    moduleGroupsRepaired: [],
    switches: [],
    countries: [{ id: 6, iso: 'ES', name: 'Spain' }],
    states: [],
    languages: [{ id: 1, iso: 'en', name: 'English' }],
    currency: 'EUR',
    defaultLanguage: 1,
    shortestTurn: 300,
  },
  categories: [{ id: 3, name: 'Clothes', parent: 2, products: 9 }],
  homeCategory: 2,
  groups: [{ id: 3, name: 'Customer', customers: 0, discount: 0, priceDisplayMethod: 0, showPrices: true, offer: 0 }],
  payment: [],
  decimals: 2,
};

const BOOT = {
  view: 'page',
  endpoint: { url: '/gate', token: 'token' },
  locale: 'en-US',
  rtl: false,
  rights: ['view', 'add', 'edit', 'delete', 'customers', 'cartRules', 'webservice', 'groups', 'allShops'],
  page: '/',
  currency: 'EUR',
  timezone: 'Europe/Madrid',
  customer: 0,
  customerPage: '',
  version: '0.2.0',
};

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/page/page.css"></head><body><div class="groupoffers-root" data-boot='${JSON.stringify(BOOT)}'></div>
<script type="module" src="/page/page.js"></script></body></html>`;
