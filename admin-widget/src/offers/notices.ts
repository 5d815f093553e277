import { SYNC_LATE_MS, type Notice, type ShopStatus } from '@group-offers/sync-service/moves';

/** Those that a hold tells already, with its button. */
const HOLDS: ReadonlySet<string> = new Set(['mass_change']);
/** The service calls every 10 seconds: two lost calls are worth a word, many are silence. A long request may take as long as `late` lasts. */
export const LATE_MS = 30_000;
export const SILENT_MS = 120_000;

/** How long ago the service called; `never`: it has not called yet; `stuck`: it calls, and does none of its work. */
export function heartbeatOf(
  { heartbeat, lastSync, minUntil }: ShopStatus,
  now: number,
): 'alive' | 'late' | 'silent' | 'never' | 'stuck' {
  if (heartbeat === null) return 'never';
  if (now - heartbeat > SILENT_MS) return 'silent';
  if (now - Math.min(lastSync ?? now, minUntil ?? now) > SYNC_LATE_MS) return 'stuck';
  return now - heartbeat > LATE_MS ? 'late' : 'alive';
}

/** Whether nobody is let in any more, as far as can be told. */
export const isSilent = (status: ShopStatus, now: number): boolean =>
  ['silent', 'never', 'stuck'].includes(heartbeatOf(status, now));

/** The notices to be shown, of one offer (and of the shop) or, with 0, all. */
export function noticesOf({ notices, hold }: ShopStatus, offer: number): readonly Notice[] {
  return notices.filter(
    ({ code, idOffer }) => (offer === 0 || idOffer === 0 || idOffer === offer) && !(hold !== null && HOLDS.has(code)),
  );
}

/** What the page has words for, below `offers.switches`. */
export const KNOWN_SWITCHES = [
  'module_off_in_shop',
  'foreign_modules_off',
  'hook_missing',
  'hook_exceptions',
  'webservice_off',
  'key_off',
  'key_lacks_rights',
  'foreign_errors',
  'cron_needed',
  'group_like_ours',
] as const;

export const isKnownSwitch = (code: string): boolean => (KNOWN_SWITCHES as readonly string[]).includes(code);
/** Offers go on as they should, or nearly. */
export const isMinor = (code: string): boolean =>
  ['hook_exceptions', 'foreign_errors', 'cron_needed', 'group_like_ours'].includes(code);
