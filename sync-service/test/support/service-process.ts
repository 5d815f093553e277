import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');
/** Only a fault takes so long, on however busy a machine. */
const PATIENCE_MS = 300_000;
/** From its source as it stands. */
const SOURCE = ['--import', TSX, MAIN];

/** The real service, `group-offers run`, as a process of its own; with a private Redis unless told otherwise. */
export class ServiceProcess {
  private readonly child: ChildProcess;
  private readonly ended: Promise<void>;
  /** Of its own, unless told otherwise: one that is killed is not known by the next. */
  private readonly folder = mkdtempSync(join(tmpdir(), 'group-offers-service-'));
  log = '';

  /** @param program what Node is given before `run` */
  constructor(settings: Readonly<Record<string, string>>, program: readonly string[] = SOURCE) {
    this.child = spawn(process.execPath, [...program, 'run'], {
      env: {
        PATH: process.env['PATH'],
        STATE_DIRECTORY: this.folder,
        REQUESTS_PER_MINUTE: '6000',
        HTTP_PORT: '0',
        ...settings,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.log += text));
    this.ended = new Promise<void>((resolve) => this.child.once('close', () => resolve())).then(() =>
      rm(this.folder, { recursive: true, force: true }),
    );
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Whether it has ended by itself, or was killed. */
  get isOver(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
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

  /** As a machine that sleeps: once this returns it does nothing until {@link wake}. */
  async pause(): Promise<void> {
    this.child.kill('SIGSTOP');
    while (!this.isOver && !(await this.isStopped())) await sleep(5);
  }

  private async isStopped(): Promise<boolean> {
    if (process.platform === 'linux') {
      // pid (name) state …
      const stat = await readFile(`/proc/${this.pid}/stat`, 'utf8');
      return /\) [TtZX] /.test(stat);
    }
    const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(this.pid)]);
    return /^[TZ]/.test(stdout);
  }

  wake(): void {
    this.child.kill('SIGCONT');
  }

  /** @throws Error with the log when it never says so */
  async said(words: RegExp): Promise<void> {
    for (const end = Date.now() + PATIENCE_MS; !words.test(this.log); await sleep(50)) {
      if (Date.now() > end) throw new Error(`the service did not say ${String(words)}:\n${this.log}`);
    }
  }
}
