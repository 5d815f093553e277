import { destination, pino, type Logger as PinoLogger } from 'pino';
import type { WithSuppressed } from './concurrency.ts';
import { GroupOffersError } from './errors.ts';
import { redactor } from './redact.ts';

export type Logger = PinoLogger;
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** Fields that may carry a secret or a customer; `counts`, `shop`, `offer` and `window` are what lines are meant to name. */
const SECRET = [
  'key',
  'planningKey',
  'token',
  'lease',
  'password',
  'authorization',
  'headers',
  'config',
  'request',
  'redisUrl',
];
const PERSONAL = ['ids', 'customers', 'customer', 'email'];

/**
 * One JSON object a line, on standard error (standard output belongs to the commands' results). Secrets and customers' ids are
 * blotted out wherever a field of that name appears, two levels deep; `secrets` wherever they stand, in any encoding.
 * @param stream for tests: where the lines go
 */
export function createLog(
  level: LogLevel,
  stream: { write(line: string): void } = destination(2),
  secrets: readonly string[] = [],
): Logger {
  const names = [...SECRET, ...PERSONAL];
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: names.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
      serializers: { err: serializeError, error: serializeError },
      hooks: { streamWrite: redactor(secrets) },
    },
    stream,
  );
}

/** Name, message, causes and suppressed errors only: an HTTP library's error carries its whole request. Ours say all in their message. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? {} : { cause: serializeError(error.cause) };
  const others = (error as WithSuppressed).suppressed;
  const suppressed = others === undefined ? {} : { suppressed: others.map(serializeError) };
  const stack = error instanceof GroupOffersError ? {} : { stack: error.stack };
  return { name: error.name, message: error.message, ...stack, ...cause, ...suppressed };
}

/** For tests and for commands that speak for themselves. */
export const silentLog: Logger = createLog('silent', { write: () => undefined });
