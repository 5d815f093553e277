import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { escapeHtml, frameHtml, loginHtml, pictureSvg, UNBUILT } from './admin-html.ts';
import type { Employee } from './back-office.ts';
import { eligible } from './facts.ts';
import { answerGate, type GateAnswer } from './http-gate.ts';
import type { SandboxModel } from './model.ts';

/** Where the page is built to, in the module. */
const BUILT = fileURLToPath(new URL('../../../../admin-widget/module/groupoffers/views/page/', import.meta.url));
const ASSETS = '/modules/groupoffers/views/page/';
/** What the menu's buttons send their word to. */
export const TROUBLE = '/admin/trouble';
const VERSION = '0.2.0';
const LOCALES: Readonly<Record<string, string>> = { en: 'en-US', es: 'es-ES', fr: 'fr-FR', ar: 'ar-SA', he: 'he-IL' };
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.map': 'application/json',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

export interface AdminRequest {
  readonly method: string;
  readonly address: URL;
  readonly token: string;
  readonly gzip: boolean;
  readonly body: string;
}

/** Whether that address is the back office's, or a file's. */
export function isAdmin(path: string): boolean {
  return path === '/admin' || path.startsWith('/admin/') || isFile(path);
}

/** What a web server answers without asking PHP. */
export function isFile(path: string): boolean {
  return path.startsWith(ASSETS) || path.startsWith('/img/p/');
}

/** @param built folder of the built page */
export async function answerAdmin(model: SandboxModel, request: AdminRequest, built = BUILT): Promise<GateAnswer> {
  const { address, method } = request;
  const path = address.pathname;
  if (path.startsWith(ASSETS)) return asset(join(built, path.slice(ASSETS.length)));
  if (path.startsWith('/img/p/')) {
    return {
      status: 200,
      headers: { 'content-type': TYPES['.svg']! },
      body: pictureSvg(Number.parseInt(basename(path))),
    };
  }
  const visit = visitOf(model, address, existsSync(join(built, 'page.js')));
  if (path === '/admin') return redirect(`/admin/${visit.query}`);
  if (path === '/admin/index.php' && address.searchParams.get('controller') === 'AdminGroupOffers') {
    return answerGate(model, { ...request, login: '/admin/login' });
  }
  if (path === '/admin/login') {
    if (method !== 'POST') return html(loginHtml(visit.query));
    model.backOffice.logIn();
    return redirect(`/admin/${visit.query}`);
  }
  if (path === TROUBLE && method === 'POST') return trouble(model, new URLSearchParams(request.body));
  if (!model.backOffice.loggedIn) return redirect(`/admin/login${visit.query}`);
  const [, , page = '', id] = path.split('/');
  if (page === '') return html(offers(model, visit));
  if (page === 'dashboard') return html(dashboard(model, visit));
  if (page === 'customers')
    return html(id === undefined ? customers(model, visit) : customer(model, visit, Number(id)));
  return { status: 404, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<!doctype html><h1>404</h1>' };
}

/** Who looks, and how: `?lang=es`, `?dir=rtl`, `?employee=2` (who may only look). */
interface Visit {
  readonly employee: Employee;
  readonly locale: string;
  readonly rtl: boolean;
  readonly query: string;
  /** Whether there is a page to show. */
  readonly built: boolean;
}

function visitOf(model: SandboxModel, { searchParams }: URL, built: boolean): Visit {
  const kept = new URLSearchParams();
  for (const name of ['lang', 'dir', 'employee']) {
    const value = searchParams.get(name);
    if (value !== null) kept.set(name, value);
  }
  const lang = searchParams.get('lang') ?? 'en';
  const { employees } = model.backOffice;
  return {
    employee: employees.find(({ id }) => String(id) === searchParams.get('employee')) ?? employees[0]!,
    locale: LOCALES[lang] ?? (/^[a-z]{2}(-[A-Z]{2})?$/.test(lang) ? lang : 'en-US'),
    rtl: (searchParams.get('dir') ?? (['ar', 'he'].includes(lang) ? 'rtl' : 'ltr')) === 'rtl',
    query: kept.size === 0 ? '' : `?${kept.toString()}`,
    built,
  };
}

/** The module's element with all that the page has to know. */
function root(model: SandboxModel, { employee, locale, rtl, query }: Visit, view: string, customer = 0): string {
  const { inAddress, inHeader } = model.backOffice.tokens(employee);
  const boot = {
    view,
    endpoint: {
      url: `/admin/index.php?controller=AdminGroupOffers&token=${inAddress}&ajax=1&action=Call`,
      token: inHeader,
    },
    locale,
    rtl,
    edit: employee.edit,
    page: `/admin/${query}`,
    currency: model.world.currency,
    timezone: model.world.timezone,
    customer,
    customerPage: `/admin/customers/0${query}`,
    version: VERSION,
  };
  return `<div class="groupoffers-root" data-boot="${escapeHtml(JSON.stringify(boot))}"></div>`;
}

function framed(
  { employee, locale, rtl, query, built }: Visit,
  current: 'dashboard' | 'customers' | 'offers',
  title: string,
  inside: string,
) {
  const head = built
    ? `<link rel="stylesheet" href="${ASSETS}page.css?v=${VERSION}"><script type="module" src="${ASSETS}page.js?v=${VERSION}"></script>`
    : '';
  const content = built ? inside : UNBUILT + inside;
  return frameHtml({ locale, rtl, title, employee: employee.name, query, current, content, head });
}

function offers(model: SandboxModel, visit: Visit): string {
  return framed(visit, 'offers', 'Group offers', root(model, visit, 'page'));
}

function dashboard(model: SandboxModel, visit: Visit): string {
  const cards = ['Activity overview', 'Forecast'].map(
    (title) => `<section class="bo-card"><h2>${title}</h2><p>What other modules show here.</p></section>`,
  );
  const content = `<h1>Dashboard</h1><div class="bo-row">${cards[0]}<div>${root(model, visit, 'tile')}</div>${cards[1]}</div>`;
  return framed(visit, 'dashboard', 'Dashboard', content);
}

function customers(model: SandboxModel, visit: Visit): string {
  const rows = eligible(model, 0)
    .slice(0, 50)
    .map(({ id, firstname, lastname, email }) => {
      const name = escapeHtml(`${firstname} ${lastname}`);
      return `<tr><td>${id}</td><td><a href="/admin/customers/${id}${escapeHtml(visit.query)}">${name}</a></td><td>${escapeHtml(email)}</td></tr>`;
    });
  const head = '<tr><th>ID</th><th>Name</th><th>E-mail</th></tr>';
  const table = `<table><thead>${head}</thead><tbody>${rows.join('')}</tbody></table>`;
  return framed(visit, 'customers', 'Customers', `<h1>Customers</h1><section class="bo-card">${table}</section>`);
}

function customer(model: SandboxModel, visit: Visit, id: number): string {
  const row = model.world.customers.get(id);
  const name = row === undefined ? `Customer ${id}` : `${row.firstname} ${row.lastname}`;
  const info = `<section class="bo-card"><h2>Personal information</h2><p>${escapeHtml(row?.email ?? '')}</p></section>`;
  const content = `<h1>${escapeHtml(name)}</h1><div class="bo-row">${info}<div>${root(model, visit, 'customer', id)}</div></div>`;
  return framed(visit, 'customers', name, content);
}

/** What the menu's buttons play. */
function trouble({ faults, backOffice }: SandboxModel, form: URLSearchParams): GateAnswer {
  const what = new URLSearchParams(form.get('what') ?? '');
  if (what.has('slow')) faults.slowMs = Number(what.get('slow'));
  if (what.has('fail')) faults.empty500 = Number(what.get('fail'));
  if (what.get('session') === 'over') backOffice.logOut();
  if (what.get('webservice') === 'off') backOffice.webservice = false;
  if (what.has('well')) {
    Object.assign(faults, { slowMs: 0, empty500: 0 });
    backOffice.webservice = true;
    backOffice.logIn();
  }
  return { status: 204, headers: {}, body: '' };
}

async function asset(file: string): Promise<GateAnswer> {
  try {
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    return { status: 200, headers: { 'content-type': type, 'cache-control': 'no-cache' }, body: await readFile(file) };
  } catch {
    return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'not built: npm run build:page' };
  }
}

function html(body: string): GateAnswer {
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }, body };
}

function redirect(location: string): GateAnswer {
  return { status: 302, headers: { location }, body: '' };
}
