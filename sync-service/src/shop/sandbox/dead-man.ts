import { leaveDue } from './leave.ts';
import type { SandboxModel } from './model.ts';

/** So long past their (deferred) `until` the shop lets customers go by itself, whatever the service does. */
export const DEAD_MANS_GRACE_MS = 300_000;
/** One visitor's page does no more than this. */
const STEP = { customers: 2_000, ms: 200 };

/** What the hook does before each page of the shop: one bounded step. */
export function deadMansEnd(model: SandboxModel): { readonly left: number; readonly remaining: number } {
  const { left, remaining } = leaveDue(model, STEP, DEAD_MANS_GRACE_MS);
  return { left, remaining };
}
