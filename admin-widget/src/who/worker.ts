import { Desk } from '../shop/desk.ts';
import { Transport } from '../shop/transport.ts';
import { pack } from './carried.ts';
import { CustomersCensus } from './census.ts';
import type { Judged } from './figures.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** Reads and judges the customers beside the page, so that it never stands still. It asks the shop by itself. */

declare const self: DedicatedWorkerGlobalScope;

let census: CustomersCensus | null = null;
const say = (message: FromWorker, transfer: Transferable[] = []) => self.postMessage(message, transfer);

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if ('endpoint' in data) census = new CustomersCensus(new Desk(new Transport(data.endpoint)));
  else void answer(data);
});

async function answer({ call, method, args }: Extract<ToWorker, { call: number }>): Promise<void> {
  try {
    if (census === null) throw new Error('the worker was not told where the shop is');
    const result =
      method === 'load'
        ? await census.load((progress) => say({ progress }))
        : await (census[method] as (...given: readonly unknown[]) => Promise<unknown>)(...args);
    const { ids, unknownIds } = (result ?? {}) as Partial<Judged>;
    say(
      { call, result },
      [ids, unknownIds].flatMap((column) => (column === undefined ? [] : [column.buffer])),
    );
  } catch (error) {
    say({ call, error: pack(error) });
  }
}
