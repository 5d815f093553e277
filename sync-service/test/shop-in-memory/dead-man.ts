import { leaveDue } from './leave.ts';
import type { MemoryModel } from './model.ts';

/** So long past their (deferred) `until` the shop lets customers go by itself, whatever the service does. */
export const DEAD_MANS_GRACE_MS = 300_000;
/** One visitor's page does no more than this. */
const STEP = { customers: 2_000, ms: 200 };

const ENDED =
  'The sync service was silent when this offer was over: the shop ended it by itself and put its customers back. See that the service runs.';

/** What the hook does before each page of the shop: one bounded step. */
export function deadMansEnd(model: MemoryModel): { readonly left: number; readonly remaining: number } {
  const before = new Map([...model.open.values()].map(({ customer, offer }) => [customer, offer]));
  const { left, remaining } = leaveDue(model, STEP, DEAD_MANS_GRACE_MS);
  const ended = new Set([...before].filter(([customer]) => !model.open.has(customer)).map(([, offer]) => offer));
  for (const idOffer of ended) model.notify({ code: 'ended_by_shop', idOffer, message: ENDED });
  return { left, remaining };
}
