import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

/** The real service, `group-offers run`, as a process of its own with a private Redis. */
export class ServiceProcess {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  private log = '';

  constructor(settings: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, ['--import', TSX, MAIN, 'run'], {
      env: { PATH: process.env['PATH'], REQUESTS_PER_MINUTE: '6000', HTTP_PORT: '0', ...settings },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.log += text));
    this.ended = new Promise((resolve) => this.child.once('close', () => resolve()));
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** As a power cut does. */
  kill(): Promise<void> {
    this.child.kill('SIGKILL');
    return this.ended;
  }

  stop(): Promise<void> {
    this.child.kill('SIGTERM');
    return this.ended;
  }

  /** @throws Error with the log when it does not say so within `limitMs` */
  async said(words: RegExp, limitMs: number): Promise<void> {
    for (const end = Date.now() + limitMs; !words.test(this.log); await sleep(50)) {
      if (Date.now() > end) throw new Error(`the service did not say ${String(words)}:\n${this.log}`);
    }
  }
}
