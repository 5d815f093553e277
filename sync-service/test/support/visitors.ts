import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('./visitors-process.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

/** What the visitors' statements took in one phase. */
export interface Waits {
  readonly statements: number;
  readonly p99Ms: number;
  readonly longestMs: number;
  /** Which one that was. */
  readonly longest: string;
}

/** The database's errors that visitors were shown, by number: 1213 is a deadlock, 1205 a lock that was waited for too long. */
export type Shown = Readonly<Record<number, number>>;

export interface Crowd {
  /** `mysql://…?prefix=` */
  readonly db: string;
  readonly connections: number;
  /** Who logs in, fills carts, orders and edits their account. */
  readonly customers: readonly number[];
  /** Whose memberships are written anew, as the core does it: all away, then the customer group, without regard to any offer (F14). */
  readonly regrouped: readonly number[];
  readonly customerGroup: number;
}

/** Asked by the parent; `phase` begins another one. */
export type Order = { readonly crowd: Crowd } | { readonly phase: string } | { readonly stop: true };
export interface Told {
  readonly waits: Readonly<Record<string, Waits>>;
  readonly shown: Shown;
}

/**
 * Visitors of a shop: the core's own statements, as it sends them, on connections of their own, without a pause. They are a process of their own, so
 * that what is measured is the database and not our event loop.
 */
export class Visitors {
  private readonly child;
  private readonly ready: Promise<unknown>;

  constructor(crowd: Crowd) {
    this.child = fork(MAIN, { execArgv: ['--import', TSX] });
    this.ready = new Promise((resolve) => this.child.once('message', resolve));
    this.tell({ crowd });
  }

  /** They are busy; what they do from here on counts as this phase's. */
  async phase(name: string): Promise<void> {
    await this.ready;
    this.tell({ phase: name });
  }

  async stop(): Promise<Told> {
    const told = new Promise<Told>((resolve, reject) => {
      this.child.once('message', (message) => resolve(message as Told));
      this.child.once('exit', (code) => reject(new Error(`the visitors ended with ${code}`)));
    });
    this.tell({ stop: true });
    try {
      return await told;
    } finally {
      this.child.kill();
    }
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private tell(order: Order): void {
    this.child.send(order);
  }
}
