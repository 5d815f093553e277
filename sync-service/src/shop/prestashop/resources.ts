import type { z } from 'zod';
import { ShopUnusableError } from '../../errors.ts';
import { BodyLimit } from './batches.ts';
import type { ShopHttp } from './http.ts';
import type { UnreadableRow } from '../../moves/index.ts';
import { read, type TellUnreadable } from '../../wire/index.ts';

/** The module's own resources: one compact JSON object in, one out, checked by a schema (docs/PROTOCOL.md). */
export class Resources {
  readonly limit = new BodyLimit();
  /** Of each table as it was read last. */
  private readonly leftOut = new Map<string, readonly UnreadableRow[]>();

  constructor(
    private readonly http: ShopHttp,
    private readonly shop: string,
  ) {}

  async get<T>(
    resource: string,
    query: Readonly<Record<string, string | number>>,
    schema: z.ZodType<T>,
    timeoutMs?: number,
  ): Promise<T> {
    const request = { method: 'GET' as const, resource, query, repeatable: true };
    return read(
      resource,
      schema,
      await this.http.json({ ...request, ...(timeoutMs === undefined ? {} : { timeoutMs }) }),
    );
  }

  post<T>(resource: string, body: object, schema: z.ZodType<T>, timeoutMs?: number): Promise<T> {
    return this.postText(resource, JSON.stringify(body), schema, timeoutMs);
  }

  /** Every POST of the module's is keyed or says how things shall be: repeating it does no harm. */
  async postText<T>(resource: string, text: string, schema: z.ZodType<T>, timeoutMs?: number): Promise<T> {
    const answer = await this.http.json({
      method: 'POST',
      resource,
      body: { type: 'application/json', text },
      repeatable: true,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    return read(resource, schema, answer);
  }

  /** A table page by page; `to` gets each with the id that its rows must be above. */
  getPages<P extends { readonly next: number | null }, T>(
    resource: string,
    query: Readonly<Record<string, number>>,
    schema: z.ZodType<P>,
    to: (resource: string, page: P, after: number, tell: TellUnreadable) => T,
  ): AsyncIterable<T> {
    return this.pages(resource, query, (after) => this.get(resource, { ...query, after }, schema), to);
  }

  postPages<P extends { readonly next: number | null }, T>(
    resource: string,
    body: object,
    schema: z.ZodType<P>,
    to: (resource: string, page: P, after: number, tell: TellUnreadable) => T,
  ): AsyncIterable<T> {
    return this.pages(resource, body, (after) => this.post(resource, { ...body, after }, schema), to);
  }

  /** Rows that were left out of the tables as they were read last. */
  unreadableRows(): readonly UnreadableRow[] {
    return [...this.leftOut.values()].flat();
  }

  /** The shop works on the next page while this one is read and used. */
  private async *pages<P extends { readonly next: number | null }, T>(
    resource: string,
    what: object,
    ask: (after: number) => Promise<P>,
    to: (resource: string, page: P, after: number, tell: TellUnreadable) => T,
  ): AsyncIterable<T> {
    const table = `${resource} ${JSON.stringify(what)}`;
    this.leftOut.delete(table);
    const tell = (rows: readonly UnreadableRow[]) => {
      this.leftOut.set(table, [...(this.leftOut.get(table) ?? []), ...rows]);
    };
    let after = 0;
    for (let coming = ask(0); ;) {
      const page = await coming;
      const { next } = page;
      if (next === null) {
        yield to(resource, page, after, tell);
        return;
      }
      if (next <= after) {
        throw new ShopUnusableError(`Shop "${this.shop}", ${resource}: its pages go round in circles at ${after}`, 200);
      }
      coming = ask(next);
      // Its error is met at the next turn of the loop; a caller who has seen enough never comes there.
      coming.catch(() => undefined);
      yield to(resource, page, after, tell);
      after = next;
    }
  }
}
