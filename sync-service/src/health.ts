import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvalidInputError } from './errors.ts';
import type { Metrics } from './metrics.ts';

/** What `/healthz` tells of one shop. */
export interface ShopHealth {
  readonly shop: string;
  /** Id of the instance that serves it; null: none does. */
  readonly owner: string | null;
  /** Whether that is this instance; of the shops of others only `alarms` is known here. */
  readonly isOwn: boolean;
  readonly up: boolean;
  /** Whether Redis takes jobs: without it edges are met only when it is back. */
  readonly alarms: boolean;
  /** Whether a service has finished a sync of this shop of late: one that only calls, or stands by another that only does, is of no use. */
  readonly synced: boolean;
  /** ISO instant of the last look of this service that succeeded, or null. */
  readonly lastLook: string | null;
}

export interface HealthServer {
  /** `http://host:port` */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * On the given address, for whoever looks after the service:
 *
 *   /livez    200: the process works; anything else, or silence: start it again
 *   /readyz   200 while Redis takes jobs, else 503
 *   /healthz  200 while Redis takes jobs, every shop has an instance, and those of this one answer and are synced, else 503
 *   /shops    how each shop is, always 200
 *   /metrics  for Prometheus
 */
export async function serveHealth(
  host: string,
  port: number,
  metrics: Metrics,
  health: () => readonly ShopHealth[],
): Promise<HealthServer> {
  const shops = (isWell: (shop: ShopHealth) => boolean) => {
    const all = health();
    return { status: all.every(isWell) ? 200 : 503, body: JSON.stringify({ shops: all }) };
  };
  const answers: Readonly<Record<string, () => { readonly status: number; readonly body: string }>> = {
    '/livez': () => ({ status: 200, body: '{}' }),
    '/readyz': () => shops(({ alarms }) => alarms),
    '/healthz': () =>
      shops(({ owner, isOwn, up, alarms, synced }) => alarms && owner !== null && (!isOwn || (up && synced))),
    '/shops': () => shops(() => true),
  };
  const server = createServer((request, response) => {
    const send = (status: number, type: string, body: string) =>
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
    if (request.method !== 'GET') return send(405, 'text/plain', 'only GET\n');
    const path = request.url ?? '';
    if (Object.hasOwn(answers, path)) {
      const { status, body } = answers[path]!();
      return send(status, 'application/json', body);
    }
    if (path === '/metrics') {
      return void metrics.registry.metrics().then(
        (text) => send(200, metrics.registry.contentType, text),
        () => send(500, 'text/plain', 'metrics failed\n'),
      );
    }
    return send(404, 'text/plain', `${Object.keys(answers).join(', ')} or /metrics\n`);
  });
  await listen(server, host, port);
  const { port: bound } = server.address() as AddressInfo;
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const way =
        'set HTTP_PORT to a free port (0: any), HTTP_HOST to an address of this machine, or stop what listens there';
      reject(
        new InvalidInputError(`HTTP_PORT: cannot listen on ${host}:${port} (${cause.message}); ${way}`, { cause }),
      );
    });
    server.listen(port, host, resolve);
  });
}
