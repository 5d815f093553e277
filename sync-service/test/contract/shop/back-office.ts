import { setTimeout as sleep } from 'node:timers/promises';
import type { CustomerForms, Deletions, OpenForm, Programs } from '../target.ts';

/** A browser without a picture: cookies, redirects, forms. */
export class Browser {
  private readonly jar = new Map<string, string>();

  /** @param fields sent as a form; without them it is a GET */
  async open(url: string, fields?: URLSearchParams): Promise<{ status: number; url: string; text: string }> {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(url, {
      method: fields === undefined ? 'GET' : 'POST',
      redirect: 'manual',
      headers: { cookie: this.cookies(), ...(fields ? form : {}) },
      ...(fields === undefined ? {} : { body: fields.toString() }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';');
      const at = pair.indexOf('=');
      this.jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return { status: response.status, url: response.headers.get('location') ?? url, text: await response.text() };
  }

  /** As a page's own `fetch`: with the session's cookies. */
  readonly fetch: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set('cookie', this.cookies());
    return fetch(input, { ...init, headers });
  };

  private cookies(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** Follows redirects as browsers do. */
  async visit(url: string, fields?: URLSearchParams): Promise<string> {
    let answer = await this.open(url, fields);
    for (let hops = 0; answer.status >= 300 && answer.status < 400 && hops < 5; hops++) {
      answer = await this.open(new URL(answer.url, url).href);
    }
    if (answer.status !== 200) throw new Error(`${new URL(url).pathname} answered ${answer.status}`);
    return answer.text;
  }
}

export function unescapeHtml(text: string): string {
  return text
    .replace(/&quot;/g, '"')
    .replace(/&#0?39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

/** The back office of a real PrestaShop 8 or 9: an employee's session with its customer form. */
export class BackOffice implements CustomerForms {
  readonly browser = new Browser();
  private readonly fields = new WeakMap<OpenForm, { readonly url: string; readonly posted: URLSearchParams }>();
  private token: string | null = null;

  constructor(
    private readonly url: string,
    private readonly user: string,
    private readonly password: string,
  ) {}

  async open(customer: number): Promise<OpenForm> {
    this.token ??= await this.logIn();
    const url = `${this.url}/index.php/sell/customers/${customer}/edit?_token=${this.token}`;
    const posted = formFields(await this.browser.visit(url), 'customer');
    const form = {
      customer,
      defaultGroup: Number(posted.get('customer[default_group_id]')),
      groups: posted.getAll('customer[group_ids][]').map(Number),
    };
    this.fields.set(form, { url, posted });
    return form;
  }

  async save(form: OpenForm, changes: { defaultGroup?: number; groups?: readonly number[] }): Promise<void> {
    const { url, posted } = this.fields.get(form)!;
    posted.set('customer[first_name]', 'Changed by staff');
    if (changes.defaultGroup !== undefined) posted.set('customer[default_group_id]', String(changes.defaultGroup));
    if (changes.groups !== undefined) {
      posted.delete('customer[group_ids][]');
      for (const group of changes.groups) posted.append('customer[group_ids][]', String(group));
    }
    const { status, text } = await this.browser.open(url, posted);
    if (status === 302) return;
    const said = [...text.matchAll(/(?:alert-danger|invalid-feedback)[\s\S]{0,900}/g)].map(([part]) => part).join('\n');
    throw new Error(`the customer form was not saved (${status}): ${said.replace(/<[^>]*>|\s+/g, ' ')}`);
  }

  /** Opens the page of a controller by its entry in the menu. */
  async page(controller: string): Promise<{ html: string; url: string }> {
    this.token ??= await this.logIn();
    // Where the login leads to: not every profile may look at customers.
    const menu = await this.browser.visit(`${this.url}/index.php`);
    const link = [...menu.matchAll(/\shref="([^"]*)"/g)]
      .map(([, href]) => unescapeHtml(href!))
      .find((href) => new RegExp(`[?&/]${controller}\\b|controller=${controller}\\b`).test(href));
    if (link === undefined) throw new Error(`the menu has no entry of ${controller}: is the module's version current?`);
    const url = new URL(link, `${this.url}/`).href;
    return { html: await this.browser.visit(url), url };
  }

  /** PrestaShop 9 has a form of Symfony at `/login`; 8, which has no such address, one that is posted by JavaScript. @returns the session's token */
  private async logIn(): Promise<string> {
    const { status, text } = await this.browser.open(`${this.url}/login`);
    return status === 200 ? this.logInByForm(text) : this.logInByScript();
  }

  private async logInByForm(html: string): Promise<string> {
    const csrf = /<input[^>]*\sid="_token"[^>]*\svalue="([^"]*)"/.exec(html)?.[1];
    if (csrf === undefined) throw new Error('the login page holds no form that is known');
    const fields = { email: this.user, passwd: this.password, _token: unescapeHtml(csrf), submit_login: '' };
    let answer = await this.browser.open(`${this.url}/login`, new URLSearchParams(fields));
    if (answer.status !== 302) throw new Error(`SHOP_BO_USER was not let in (${answer.status})`);
    for (let hops = 0; hops < 5; hops++) {
      const inAddress = new URL(answer.url, `${this.url}/`).searchParams.get('_token') ?? '';
      const token = inAddress !== '' ? inAddress : /[?&;]_token=([\w.-]+)/.exec(answer.text)?.[1];
      if (token !== undefined) return token;
      answer = await this.browser.open(new URL(answer.url, `${this.url}/`).href);
    }
    throw new Error('the back office gave no token after the login');
  }

  private async logInByScript(): Promise<string> {
    const fields = new URLSearchParams({
      ajax: '1',
      token: '',
      controller: 'AdminLogin',
      submitLogin: '1',
      email: this.user,
      passwd: this.password,
      stay_logged_in: '0',
      redirect: 'AdminCustomers',
    });
    const { text } = await this.browser.open(`${this.url}/index.php?controller=AdminLogin`, fields);
    const answer = JSON.parse(text) as { hasErrors: boolean; errors?: readonly string[]; redirect?: string };
    if (answer.hasErrors) throw new Error(`SHOP_BO_USER was not let in: ${answer.errors?.join(' ')}`);
    const token = new URL(answer.redirect!, this.url).searchParams.get('_token');
    if (token === null) throw new Error('the back office gave no token after the login');
    return token;
  }
}

/** Fields of the form of that name with the values that a browser would post. */
function formFields(html: string, name: string): URLSearchParams {
  const begin = html.indexOf(`<form name="${name}"`);
  if (begin < 0) throw new Error(`the page holds no form "${name}"`);
  const form = html.slice(begin, html.indexOf('</form>', begin));
  const attribute = (tag: string, key: string) => {
    const found = new RegExp(`\\s${key}="([^"]*)"`).exec(tag)?.[1];
    return found === undefined ? undefined : unescapeHtml(found);
  };
  const fields = new URLSearchParams();
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const field = attribute(tag, 'name');
    const type = attribute(tag, 'type') ?? 'text';
    const isOff = ['radio', 'checkbox'].includes(type) && !/\schecked(=|\s|>)/.test(tag);
    if (field !== undefined && !isOff) fields.append(field, attribute(tag, 'value') ?? '');
  }
  for (const [, head = '', body = ''] of form.matchAll(/<select([^>]*)>([\s\S]*?)<\/select>/g)) {
    const options = [...body.matchAll(/<option[^>]*>/g)].map(([tag]) => tag);
    const chosen = options.find((tag) => /\sselected/.test(tag)) ?? options[0] ?? '';
    fields.append(attribute(head, 'name') ?? '', attribute(chosen, 'value') ?? '');
  }
  return fields;
}

/** The core's own Webservice under a wide key: for what the module's key may not do. */
export class AdminWebservice implements Deletions, Programs {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  async customer(id: number): Promise<void> {
    await this.request('DELETE', `customers/${id}`);
  }

  async group(id: number): Promise<void> {
    await this.request('DELETE', `groups/${id}`);
  }

  async save(
    customer: number,
    { defaultGroup, groups }: { readonly defaultGroup: number; readonly groups?: readonly number[] },
  ): Promise<void> {
    const members = groups?.map((id) => `<group><id>${id}</id></group>`).join('');
    const associations = members === undefined ? '' : `<associations><groups>${members}</groups></associations>`;
    const fields = `<id>${customer}</id><id_default_group>${defaultGroup}</id_default_group>${associations}`;
    await this.request('PATCH', `customers/${customer}`, `<prestashop><customer>${fields}</customer></prestashop>`);
  }

  /** A customer who can log in. @returns the id */
  async createCustomer(email: string, password: string, group: number): Promise<number> {
    const xml = `<prestashop><customer><id_default_group>${group}</id_default_group><passwd>${password}</passwd>
      <lastname>Contract</lastname><firstname>Contract</firstname><email>${email}</email><id_gender>1</id_gender><active>1</active>
      <associations><groups><group><id>${group}</id></group></groups></associations></customer></prestashop>`;
    const answer = await this.request('POST', 'customers', xml);
    return Number(/<id>(?:<!\[CDATA\[)?(\d+)/.exec(answer)![1]);
  }

  async request(method: string, path: string, body?: string): Promise<string> {
    const authorization = `Basic ${Buffer.from(`${this.key}:`).toString('base64')}`;
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(new URL(`api/${path}`, this.url), {
        method,
        headers: { authorization },
        ...(body === undefined ? {} : { body }),
      });
      const text = await response.text();
      if (response.ok) return text;
      // On a cold cache the core answers an empty 500 now and then (F20).
      if (response.status < 500 || text !== '' || attempt === 3) {
        throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
      }
      await sleep(300);
    }
  }
}
