import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What happens at a command: `pass` it on; `drop` it and all that come after it on this connection. */
export type Verdict = 'pass' | 'drop';

/** TCP between the service and its Redis: each command is counted, and may be the last. */
export class RedisProxy {
  /** Commands so far, on all connections. */
  commands = 0;
  /** Before Redis gets it. */
  before: (command: number) => Verdict = () => 'pass';
  /** Redis has answered on the connection of the last command, and the service has not heard. */
  after: (command: number) => Verdict = () => 'pass';
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((service) => this.relay(service));

  private constructor(private path: string) {}

  /** @param path the socket on which Redis listens */
  static async open(path: string): Promise<RedisProxy> {
    const proxy = new RedisProxy(path);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** New connections come to another Redis; those that stand stay where they are. */
  moveTo(path: string): void {
    this.path = path;
  }

  /** Cuts every connection. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  close(): Promise<void> {
    this.cut();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private relay(service: Socket): void {
    const redis = connect(this.path);
    for (const socket of [service, redis]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.sockets.delete(socket);
        service.destroy();
        redis.destroy();
      });
    }
    const split = commandSplitter();
    let last = 0;
    let dropped = false;
    service.on('data', (chunk: Buffer) => {
      for (const command of split(chunk)) {
        last = ++this.commands;
        dropped ||= this.before(last) === 'drop';
        if (!dropped) redis.write(command);
      }
    });
    redis.on('data', (chunk: Buffer) => {
      dropped ||= this.after(last) === 'drop';
      if (!dropped) service.write(chunk);
    });
  }
}

/** Cuts a stream of RESP into its commands: `*2\r\n$3\r\nGET\r\n$1\r\nx\r\n`. */
function commandSplitter(): (chunk: Buffer) => Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const commands: Buffer[] = [];
    for (let end = endOfCommand(rest); end !== null; end = endOfCommand(rest)) {
      commands.push(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    return commands;
  };
}

/** Where the first command ends; null while it is not whole. */
function endOfCommand(bytes: Buffer): number | null {
  let at = 0;
  const line = (): string | null => {
    const end = bytes.indexOf('\r\n', at);
    if (end === -1) return null;
    const text = bytes.toString('latin1', at, end);
    at = end + 2;
    return text;
  };
  const parts = line();
  if (parts === null) return null;
  for (let left = Number(parts.slice(1)); left > 0; left--) {
    const size = line();
    if (size === null) return null;
    at += Number(size.slice(1)) + 2;
  }
  return at <= bytes.length ? at : null;
}
