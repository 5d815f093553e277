import { z } from 'zod';
import { Desk } from '../../../admin-widget/src/shop/desk.ts';
import { Transport, type Call } from '../../../admin-widget/src/shop/transport.ts';

/** What the module writes into the page, as far as requests need it. */
const boot = z.object({
  view: z.literal('page'),
  endpoint: z.object({ url: z.string().min(1), token: z.string().min(8) }),
  rights: z.array(z.string()),
});
export type SeenBoot = z.infer<typeof boot>;

/** Who may do everything; who may look, at customers too; who may look at Group offers alone; who may do all of Group offers, and nothing of any other menu. */
export type Employee = 'editor' | 'viewer' | 'looker' | 'planner';

/** A back office with the page in it, behind whose back the suite needs a few things. */
export interface PageDoor {
  /** Logs an employee in and opens the page. */
  open(who: Employee): Promise<OpenPage>;
  /** A cart rule that only customers in these groups may use, lying in that cart. @returns its id */
  makeVoucher(voucher: { name: string; code: string; groups: readonly number[]; cart: number }): Promise<number>;
  /** Notes the module's Webservice keys. @returns what puts them back */
  keepKeys(): Promise<() => Promise<void>>;
}

/** The page as it stands open in an employee's browser. */
export class OpenPage {
  readonly boot: SeenBoot;
  /** The page's own client. */
  readonly desk: Desk;

  /**
   * @param data the element's `data-boot`
   * @param address of the document, from which the endpoint's address is resolved
   * @param send `fetch` with the session's cookies
   */
  constructor(
    data: unknown,
    address: string,
    private readonly send: typeof fetch = fetch,
  ) {
    const seen = boot.parse(data);
    this.boot = { ...seen, endpoint: { ...seen.endpoint, url: new URL(seen.endpoint.url, address).href } };
    this.desk = new Desk(new Transport(this.boot.endpoint, send));
  }

  /** A request as it goes over the wire. @param changes what a broken or hostile one has otherwise */
  async ask(
    call: Call | string,
    { token = this.boot.endpoint.token, headers = {} }: { token?: string; headers?: Record<string, string> } = {},
  ): Promise<{ status: number; headers: Headers; text: string; json: unknown }> {
    const body = typeof call === 'string' ? call : JSON.stringify({ query: {}, body: {}, ...call });
    const response = await this.send(this.boot.endpoint.url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'x-group-offers': token, ...headers },
      body,
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
  }
}

/** The `data-boot` of the page's element in a document. */
export function bootIn(html: string): unknown {
  const found = /class="groupoffers-root"[^>]*?\sdata-boot="([^"]*)"/.exec(html)?.[1];
  if (found === undefined) throw new Error('the document holds no element for the page');
  return JSON.parse(
    found.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      return { quot: '"', amp: '&', lt: '<', gt: '>', apos: "'" }[name ?? ''] ?? whole;
    }),
  );
}
