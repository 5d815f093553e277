import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CustomerForms, Deletions, OpenForm } from './target.ts';

const START = fileURLToPath(new URL('../../../admin-widget/php-tests/stand-in/start.mjs', import.meta.url));

export interface StandIn {
  /** Root address, ending in a slash. */
  readonly url: string;
  /** The module's own key. */
  readonly key: string;
  /** `mysql://user:password@host:port/database?prefix=ps_` */
  readonly db: string;
  /** Ends PHP and MariaDB; their files are gone afterwards. */
  stop(): Promise<void>;
}

/** The module's PHP behind a thin stand-in for the core, on a MariaDB of its own. It ends with this process at the latest. */
export async function startStandIn(): Promise<StandIn> {
  const child = spawn(process.execPath, [START], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let said = '';
  child.stderr.on('data', (data: Buffer) => {
    said += data.toString();
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const { url, key, db } = JSON.parse(line) as Omit<StandIn, 'stop'>;
    const stop = () => {
      child.kill('SIGTERM');
      return ended;
    };
    return { url, key, db, stop };
  }
  throw new Error(`the stand-in did not start: ${said}`);
}

/** What employees do in the stand-in's back office, with the module's hooks in the core's order. */
export function standInBackOffice(url: string): { forms: CustomerForms; deletions: Deletions } {
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const response = await fetch(new URL(`stand-in/${path}`, url), {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  return {
    forms: {
      open: async (customer) => (await ask(`form?customer=${customer}`)) as OpenForm,
      async save(form, changes) {
        await ask('form', { ...form, ...changes, firstName: 'Changed by staff' });
      },
    },
    deletions: {
      async customer(id) {
        await ask('delete-customer', { id });
      },
      async group(id) {
        await ask('delete-group', { id });
      },
    },
  };
}
