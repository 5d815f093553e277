import type { z } from 'zod';
import { ShopUnusableError } from '../../errors.ts';
import { BodyLimit } from './batches.ts';
import type { Request, ShopHttp } from './http.ts';
import type { UnreadableRow } from '../../moves/index.ts';
import { pagesOf, type Caller, type TablePage, type ToPage } from '../../wire/index.ts';
import { converted, plain, type Reading } from './read-answer.ts';

/** The module's own resources: one compact JSON object in, one out, checked by a schema (docs/PROTOCOL.md). */
export class Resources implements Caller {
  readonly limit = new BodyLimit();
  /** Of each table as it was read last. */
  private readonly leftOut = new Map<string, readonly UnreadableRow[]>();

  constructor(
    private readonly http: ShopHttp,
    private readonly shop: string,
  ) {}

  get<T>(
    resource: string,
    query: Readonly<Record<string, string | number>>,
    schema: z.ZodType<T>,
    timeoutMs?: number,
  ): Promise<T> {
    return this.http.json({ ...asked(resource, query), timeoutMs }, plain(resource, schema));
  }

  post<T>(resource: string, body: object, schema: z.ZodType<T>, timeoutMs?: number): Promise<T> {
    return this.postText(resource, JSON.stringify(body), schema, timeoutMs);
  }

  /** Every POST of the module's is keyed or says how things shall be: repeating it does no harm. */
  postText<T>(resource: string, text: string, schema: z.ZodType<T>, timeoutMs?: number): Promise<T> {
    return this.http.json({ ...posted(resource, text), timeoutMs }, plain(resource, schema));
  }

  /** A table page by page; `to` gets each with the id that its rows must be above. */
  getPages<P extends TablePage, T>(
    resource: string,
    query: Readonly<Record<string, number>>,
    schema: z.ZodType<P>,
    to: ToPage<P, T>,
  ): AsyncIterable<T> {
    return this.pages(resource, query, (after) => asked(resource, { ...query, after }), schema, to);
  }

  postPages<P extends TablePage, T>(
    resource: string,
    body: object,
    schema: z.ZodType<P>,
    to: ToPage<P, T>,
  ): AsyncIterable<T> {
    return this.pages(resource, body, (after) => posted(resource, JSON.stringify({ ...body, after })), schema, to);
  }

  /** One page of several that `sum` counts. */
  async getPage<T>(query: NonNullable<Request['query']>, how: Reading<T>, sum: PageSum): Promise<T> {
    const { value, bytes } = await this.http.page(asked(how.resource, query), how);
    sum.add(bytes);
    return value;
  }

  /** Rows that were left out of the tables as they were read last. */
  unreadableRows(): readonly UnreadableRow[] {
    return [...this.leftOut.values()].flat();
  }

  private async *pages<P extends TablePage, T>(
    resource: string,
    what: object,
    ask: (after: number) => Request,
    shape: z.ZodType<P>,
    to: ToPage<P, T>,
  ): AsyncIterable<T> {
    const table = `${resource} ${JSON.stringify(what)}`;
    this.leftOut.delete(table);
    const name = `Shop "${this.shop}", ${resource}`;
    const sum = new PageSum(name);
    const read = async (after: number, signal: AbortSignal) => {
      const page = await this.http.page({ ...ask(after), signal }, converted(resource, shape, to, after));
      return { ...page, next: page.next as P['next'] };
    };
    for await (const { value, bytes, unreadable } of pagesOf(name, read)) {
      sum.add(bytes);
      if (unreadable.length > 0) this.leftOut.set(table, [...(this.leftOut.get(table) ?? []), ...unreadable]);
      yield value;
    }
  }
}

/** 5,000,000 customers are 100 pages of 2 MB. */
const PAGES_AT_MOST = 1_000;
const BYTES_AT_MOST = 256 * 1024 * 1024;

/** A table may not go on for ever, page after page. */
export class PageSum {
  private pages = 0;
  private bytes = 0;

  constructor(private readonly table: string) {}

  /** @throws ShopUnusableError when it is more than any shop has */
  add(bytes: number): void {
    this.pages += 1;
    this.bytes += bytes;
    if (this.pages <= PAGES_AT_MOST && this.bytes <= BYTES_AT_MOST) return;
    const found = `${this.pages} pages, ${Math.round(this.bytes / 1024 / 1024)} MB`;
    throw new ShopUnusableError(`${this.table}: its pages do not end (${found}); check SHOP_URL`, 200);
  }
}

const asked = (resource: string, query: NonNullable<Request['query']>): Request => ({
  method: 'GET',
  resource,
  query,
  repeatable: true,
});
const posted = (resource: string, text: string): Request => ({
  method: 'POST',
  resource,
  body: { type: 'application/json', text },
  repeatable: true,
});
