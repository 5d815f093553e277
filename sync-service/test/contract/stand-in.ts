import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const START = fileURLToPath(new URL('../../../admin-widget/php-tests/stand-in/start.mjs', import.meta.url));
const START_LIMIT_MS = 90_000;

export interface StandIn {
  /** Root address, ending in a slash. */
  readonly url: string;
  readonly key: string;
  /** `mysql://…?prefix=ps_` */
  readonly db: string;
  stop(): Promise<void>;
}

/** The module's own PHP on a private MariaDB, behind a thin stand-in for PrestaShop's core. */
export async function startStandIn(): Promise<StandIn> {
  const child = spawn(process.execPath, [START], { stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const failed = (why: string) => new Error(`the stand-in ${why}\n${errors.join('')}`);
  const line = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(failed('did not start in time')), START_LIMIT_MS);
    createInterface({ input: child.stdout }).once('line', (text) => {
      clearTimeout(timer);
      resolve(text);
    });
    void ended.then(() => reject(failed('ended at once')));
  });
  const { url, key, db } = JSON.parse(line) as { url: string; key: string; db: string };
  return {
    url: url.replace(/\/*$/, '/'),
    key,
    db,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
