/** Errors that came while this one was on its way to whoever deals with it. */
export type WithSuppressed = Error & { suppressed?: unknown[] };

/** Hides neither of two errors: the first decides what the caller does, the log and the command line tell both. */
export function addSuppressed(error: unknown, another: unknown): void {
  if (error instanceof Error) ((error as WithSuppressed).suppressed ??= []).push(another);
}

/** Waits for all of them, whatever becomes of some. @throws what the first to fail threw, with what others threw as suppressed */
export async function allEnded<T>(work: readonly (Promise<T> | undefined)[]): Promise<(T | undefined)[]> {
  const errors: unknown[] = [];
  const ended = work.map((each) => each?.catch((error: unknown) => void errors.push(error)));
  const results = (await Promise.all(ended)) as (T | undefined)[];
  const [first, ...others] = errors;
  if (errors.length === 0) return results;
  for (const another of others) addSuppressed(first, another);
  throw first;
}

/** One step after the other. @param isOver whether another lane has failed: then no further step begins */
export type Lane<T = void> = (isOver: () => boolean) => Promise<T>;

/**
 * Runs lanes at once. When one fails the others begin no further step, and the failure is reported only when all of them have ended: nothing of a
 * failed attempt is still under way when the next one begins.
 * @throws as {@link allEnded}
 */
export async function sideBySide<T extends readonly unknown[] | []>(lanes: { [K in keyof T]: Lane<T[K]> }): Promise<T> {
  let failed = false;
  const run = async (lane: Lane<unknown>) => {
    try {
      return await lane(() => failed);
    } catch (error) {
      failed = true;
      throw error;
    }
  };
  return (await allEnded(lanes.map(run))) as unknown as T;
}

/** Cleans up after `work`, whatever became of it. @throws what `work` threw, with what the cleanup threw as suppressed */
export async function withCleanup<T>(work: () => Promise<T>, cleanUp: () => Promise<unknown>): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await cleanUp().catch((another: unknown) => addSuppressed(error, another));
    throw error;
  }
  await cleanUp();
  return result;
}

/** @returns what `work` gives, or `otherwise` when it takes longer than `limitMs`; the work itself goes on */
export async function within<T>(limitMs: number, work: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
