import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Logger } from './log.ts';
import type { Lease } from './moves/index.ts';

/** What one service for one shop knows of its life before, so that after a crash it goes on where it was. */
export interface ServiceState {
  /** The lease that was held last; null when none was, or it was given back. Secret. */
  readonly lease: Lease | null;
  /** Id of the instance that kept it: the life before, which is over. */
  readonly keptBy: string | null;
  keep(lease: Lease | null): Promise<void>;
  /** Another service may have it from here on. */
  close(): Promise<void>;
}

/** Services for one shop that keep a state in one directory; one more keeps none. */
const SLOTS = 8;
/** Content is padded to this, so that one write replaces all of it and a kill leaves the old or the new. */
const BYTES = 512;
const CONTENT = z.object({
  lease: z.object({ number: z.int(), token: z.string().min(1) }).nullable(),
  instance: z.string().nullable().default(null),
});
type Content = z.infer<typeof CONTENT>;

/** Nothing is kept: after a crash the shop's lease has to run out. */
export function noState(): ServiceState {
  let lease: Lease | null = null;
  return {
    get lease() {
      return lease;
    },
    keptBy: null,
    async keep(next) {
      lease = next;
    },
    async close() {},
  };
}

/** Names a shop in files and in Redis: the same wherever it is served, and without anything that a file's name or a key could not have. */
export function shopIdOf(url: string): string {
  const host = new URL(url).hostname.replace(/[^A-Za-z0-9.-]/g, '_');
  return `${host}-${createHash('sha256').update(url).digest('hex').slice(0, 12)}`;
}

/**
 * The state of the first service of this shop that does not run now. It belongs to whoever holds the operating system's lock on its file: the
 * lock ends with the process however that ends, holds between containers that share a volume, and (unlike a process id in a file) cannot be
 * mistaken. So of two services on one machine each has its own, and none gets the lease of one that lives.
 * @param directory null: none
 * @param url of the shop
 * @param instance id of this process
 * @returns {@link noState}, with a warning in the log, where the directory cannot be used
 */
export async function openState(
  directory: string | null,
  url: string,
  log: Logger,
  instance: string | null = null,
): Promise<ServiceState> {
  if (directory === null) return noState();
  try {
    const { tryLock } = await import('fs-native-extensions');
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const name = shopIdOf(url);
    for (let slot = 1; slot <= SLOTS; slot++) {
      // Not to be replaced by renaming: the lock is on the file itself.
      const file = await open(join(directory, `${name}-${slot}.json`), constants.O_RDWR | constants.O_CREAT, 0o600);
      try {
        await file.chmod(0o600);
        if (tryLock(file.fd)) return await stateIn(file, log, instance);
      } catch (error) {
        await file.close();
        throw error;
      }
      await file.close();
    }
    throw new Error(`${SLOTS} services for this shop have one each`);
  } catch (error) {
    warn(log, error);
    return noState();
  }
}

async function stateIn(locked: FileHandle, log: Logger, instance: string | null): Promise<ServiceState> {
  let content = await read(locked);
  const keptBy = content.lease === null ? null : content.instance;
  const write = async (next: Content) => {
    content = next;
    await locked.truncate(BYTES);
    await locked.write(Buffer.from(JSON.stringify(next).padEnd(BYTES)), 0, BYTES, 0);
  };
  await write(content);
  return {
    get lease() {
      return content.lease;
    },
    keptBy,
    // The work goes on without; only the next start has to wait.
    keep: (lease) => write({ lease, instance }).catch((error: unknown) => warn(log, error)),
    close: () => locked.close(),
  };
}

/** An unreadable one is as good as none. */
async function read(file: FileHandle): Promise<Content> {
  const fresh: Content = { lease: null, instance: null };
  try {
    const bytes = Buffer.alloc(BYTES);
    const { bytesRead } = await file.read(bytes, 0, BYTES, 0);
    return CONTENT.parse(JSON.parse(bytes.toString('utf8', 0, bytesRead)));
  } catch {
    return fresh;
  }
}

function warn(log: Logger, error: unknown): void {
  const why = error instanceof z.ZodError || !(error instanceof Error) ? 'unknown' : error.message;
  log.warn(
    { why },
    'STATE_DIRECTORY cannot be used: after a crash this service waits until its lease has run out, up to a minute; let its user write there, or name another directory',
  );
}
