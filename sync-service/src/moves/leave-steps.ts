import { ShopUnavailableError } from '../errors.ts';
import type { LeaveResult } from './shop.ts';

/** Steps that move nobody although somebody has to go: something holds the customers' rows. */
const PATIENCE = 5;

/**
 * Lets go whoever is due, step by step, as long as the caller takes the next one.
 * @param step one request, that goes on after the step before
 * @throws ShopUnavailableError when nothing moves any more; beginning again goes on
 */
export async function* leaveSteps(
  step: (after: string | null) => Promise<LeaveResult>,
): AsyncGenerator<LeaveResult, void, void> {
  let after: string | null = null;
  for (let idle = 0; ;) {
    const result = await step(after);
    yield result;
    const { remaining, left, next } = result;
    if (remaining === 0) return;
    idle = left > 0 || next !== after ? 0 : idle + 1;
    if (idle >= PATIENCE) throw new ShopUnavailableError(`${remaining} customers are due and do not leave`, null, 0);
    after = next;
  }
}
