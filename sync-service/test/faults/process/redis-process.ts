import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { Redis } from 'ioredis';

let started = 0;

/** A redis-server of our own on a unix socket, as an operator's that REDIS_URL names. */
export class RedisProcess {
  readonly path: string;
  private readonly file: string;
  private child: ChildProcess;

  private constructor(
    private readonly folder: string,
    private readonly settings: readonly string[],
  ) {
    const name = `redis-${++started}`;
    this.path = join(folder, `${name}.sock`);
    this.file = `${name}.rdb`;
    this.child = this.launch();
  }

  /** @param folder for socket and files; named in its command line @param settings more of them */
  static async start(folder: string, settings: readonly string[] = []): Promise<RedisProcess> {
    const redis = new RedisProcess(folder, settings);
    await redis.call('PING');
    return redis;
  }

  get url(): string {
    return `unix://${this.path}`;
  }

  /** One command, on a connection of its own. */
  call(command: string, ...args: string[]): Promise<unknown> {
    return callRedis(this.path, command, ...args);
  }

  async kill(): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  /** With what was last saved (`SAVE`); empty when nothing was. */
  async restart(): Promise<void> {
    this.child = this.launch();
    await this.call('PING');
  }

  pause(): void {
    this.child.kill('SIGSTOP');
  }

  wake(): void {
    this.child.kill('SIGCONT');
  }

  private launch(): ChildProcess {
    const place = ['--port', '0', '--unixsocket', this.path, '--dir', this.folder, '--dbfilename', this.file];
    const settings = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction'];
    return spawn('redis-server', [...place, ...settings, ...this.settings], { stdio: 'ignore' });
  }
}

/** One command to the Redis that listens there, on a connection of its own; waited for while it starts. */
export async function callRedis(path: string, command: string, ...args: string[]): Promise<unknown> {
  const client = new Redis({ path, maxRetriesPerRequest: null, retryStrategy: () => 20 });
  client.on('error', () => undefined);
  try {
    return await client.call(command, ...args);
  } finally {
    client.disconnect();
  }
}
