import type { HoldReason, Lease, ShopStatus } from '../moves/index.ts';
import type { SyncContext } from './context.ts';

/** The shop's clock has left ours by more than this: the merchant's word is needed. */
const JUMP_MS = 60_000;

/**
 * Signs that the shop is not the one we knew: its clock jumped, or it is a restored backup. Then nobody enters or switches until the
 * merchant says so; what is due still leaves. (The third sign, many changes that no hook saw, is found by the shop's own repair.)
 */
export async function watchForHold(context: SyncContext, lease: Lease, status: ShopStatus): Promise<HoldReason | null> {
  const { memory, clock, shop } = context;
  const restored = memory.holdLedger(status.ledger);
  const jump = clock.takeJump();
  if (status.hold !== null) return status.hold;
  const reason: HoldReason | null = restored ? 'backup_restored' : Math.abs(jump) > JUMP_MS ? 'clock_jumped' : null;
  if (reason === null) return null;
  memory.customers = null;
  await shop.hold(reason, lease);
  return reason;
}
