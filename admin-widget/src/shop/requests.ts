import {
  pagesOf,
  read,
  type Caller,
  type TablePage,
  type TellUnreadable,
  type ToPage,
} from '@group-offers/sync-service/wire';
import type { z } from 'zod';
import type { Call, Transport } from './transport.ts';

/** Rows that cannot be read are left out here as there; the service's notice names them. */
const TOLD_BY_SERVICE: TellUnreadable = () => undefined;

/** The module's resources through its admin controller. Errors are those of `transport.ts`. */
export class Requests implements Caller {
  constructor(private readonly transport: Transport) {}

  async get<T>(
    resource: string,
    query: NonNullable<Call['query']>,
    shape: z.ZodType<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    return read(
      resource,
      shape,
      await this.transport.call({ resource, method: 'GET', query, ...(signal && { signal }) }),
    );
  }

  async post<T>(resource: string, body: object, shape: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
    return read(
      resource,
      shape,
      await this.transport.call({ resource, method: 'POST', body, ...(signal && { signal }) }),
    );
  }

  getPages<P extends TablePage, T>(
    resource: string,
    query: Readonly<Record<string, number>>,
    shape: z.ZodType<P>,
    to: ToPage<P, T>,
  ): AsyncIterable<T> {
    return pages(resource, (after, signal) => this.get(resource, { ...query, after }, shape, signal), to);
  }

  postPages<P extends TablePage, T>(
    resource: string,
    body: object,
    shape: z.ZodType<P>,
    to: ToPage<P, T>,
  ): AsyncIterable<T> {
    return pages(resource, (after, signal) => this.post(resource, { ...body, after }, shape, signal), to);
  }
}

async function* pages<P extends TablePage, T>(
  resource: string,
  ask: (after: number, signal: AbortSignal) => Promise<P>,
  to: ToPage<P, T>,
): AsyncIterable<T> {
  const read = async (after: number, signal: AbortSignal) => {
    const page = await ask(after, signal);
    return { next: page.next, rows: to(resource, page, after, TOLD_BY_SERVICE) };
  };
  for await (const { rows } of pagesOf(resource, read)) yield rows;
}
