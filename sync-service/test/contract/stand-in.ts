import { spawn } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { CustomerForms, Deletions, OpenForm, Programs } from './target.ts';

const START = fileURLToPath(new URL('../../../admin-widget/php-tests/stand-in/start.mjs', import.meta.url));

export interface StandIn {
  /** Root address, ending in a slash. */
  readonly url: string;
  /** The module's own keys. */
  readonly key: string;
  readonly planningKey: string;
  /** `mysql://user:password@host:port/database?prefix=ps_` */
  readonly db: string;
  /** Ends PHP and MariaDB; their files are gone afterwards. */
  stop(): Promise<void>;
}

/** One whose processes can be killed; each is started again at once. */
export interface RestartableStandIn extends StandIn {
  /** SIGKILL, to its whole process group; resolves when it has been started again (MariaDB still has to recover). */
  kill(what: 'database' | 'php'): Promise<void>;
}

/** One whose clock can be set. */
export interface ClockedStandIn extends StandIn {
  /** Milliseconds since 1970 by the shop's clock. */
  now(): number;
  /** @param ms since 1970 @param speed how many times as fast as ours it goes on from there; 0: it stands */
  setClock(ms: number, speed: number): void;
}

type Pids = Readonly<Record<'database' | 'php', number>>;
type Said = Omit<StandIn, 'stop'> & { readonly pids?: Pids; readonly clock?: string };

/**
 * The module's PHP behind a thin stand-in for the core, on a MariaDB of its own. It ends with this process at the latest.
 * @param options more of start.mjs's
 */
export async function startStandIn(options: readonly string[] = []): Promise<StandIn> {
  return start(options);
}

/** MariaDB alone, for stand-ins beside each other. */
export async function startDatabase(): Promise<Pick<StandIn, 'db' | 'stop'>> {
  return start(['--db-only']);
}

export async function startRestartableStandIn(): Promise<RestartableStandIn> {
  return start(['--restartable']);
}

/**
 * One process of PHP, on a clock that stands.
 * @param chunk customers in one transaction of entering, in place of the module's own number
 * @param beside another one, whose MariaDB it takes: that has to outlive it
 */
export async function startFrozenStandIn(chunk: number, beside?: StandIn): Promise<ClockedStandIn> {
  return start(['--frozen', '--zone', 'UTC', '--chunk', String(chunk)], beside?.db);
}

/** @param speed how many times as fast as ours the shop's clock runs @param options more of start.mjs's */
export async function startClockedStandIn(speed = 1, options: readonly string[] = []): Promise<ClockedStandIn> {
  return start(['--speed', String(speed), ...options]);
}

/** @param beside "db" of a MariaDB that runs; that of the whole test run (one-database.ts), where it has one and nobody kills ours */
async function start(
  options: readonly string[],
  beside = options.includes('--restartable') ? undefined : process.env['STAND_IN_BESIDE'],
): Promise<RestartableStandIn & ClockedStandIn> {
  // Ctrl-C is for us: whoever uses it stops it in order, and it sees when we are gone.
  const child = spawn(process.execPath, [START, ...options, ...(beside === undefined ? [] : ['--beside', beside])], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
  });
  const lines = createInterface({ input: child.stdout });
  const first = await new Promise<string | null>((resolve) => {
    lines.once('line', resolve).once('close', () => resolve(null));
  });
  if (first === null) throw new Error(`the stand-in did not start: ${stderr}`);
  const { url, key, planningKey, db, pids, clock = '' } = JSON.parse(first) as Said;
  const clockOf = (text: string) => text.split(' ').map(Number) as [shown: number, at: number, speed: number];
  let time = clock === '' ? clockOf('0 0 1') : clockOf(readFileSync(clock, 'utf8'));
  let running = pids;
  let restarted = () => {};
  lines.on('line', (line) => {
    running = (JSON.parse(line) as { readonly pids: Pids }).pids;
    restarted();
  });
  return {
    url,
    key,
    planningKey,
    db,
    now() {
      const [shown, at, speed] = time;
      return shown + (Date.now() - at) * speed;
    },
    setClock(ms, speed) {
      time = [ms, Date.now(), speed];
      // In one step: PHP may read it at any time.
      writeFileSync(`${clock}.new`, time.join(' '));
      renameSync(`${clock}.new`, clock);
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
    async kill(what) {
      const again = new Promise<void>((resolve) => (restarted = resolve));
      process.kill(-running![what], 'SIGKILL');
      await again;
    },
  };
}

/** What tests do past the Webservice. @returns the answer's JSON */
export async function askStandIn(url: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(new URL(`stand-in/${path}`, url), {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

/** What employees do in the stand-in's back office, with the module's hooks in the core's order. */
export function standInBackOffice(url: string): { forms: CustomerForms; deletions: Deletions; programs: Programs } {
  const ask = (path: string, body?: object) => askStandIn(url, path, body);
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
    programs: {
      async save(customer, { defaultGroup, groups }) {
        await ask('save-customer', { id: customer, defaultGroup, groups: groups ?? null });
      },
    },
  };
}
