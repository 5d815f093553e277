import type { Endpoint } from '../shop/transport.ts';
import type { CarriedError } from './carried.ts';
import type { Census, Progress } from './census.ts';

/** What the page and its worker say to each other. */

export type Asked = Exclude<keyof Census, 'close'>;

export type ToWorker =
  | { readonly endpoint: Endpoint }
  | { readonly call: number; readonly method: Asked; readonly args: readonly unknown[] };

export type FromWorker =
  | { readonly progress: Progress }
  | { readonly call: number; readonly result: unknown }
  | { readonly call: number; readonly error: CarriedError };
