import type { Lease, Notice } from '../moves/index.ts';
import type { Offer } from '../offer/index.ts';
import { instantOf, isOpen, type Window } from '../windows/index.ts';
import type { Problem, SyncContext } from './context.ts';

const CANNOT_RUN = 'offer_cannot_run';
const STARTED_LATE = 'started_late';
/** The shop let customers go by itself, since no service did (module: `src/Moves/DeadMansEnd.php`). */
export const ENDED_BY_SHOP = 'ended_by_shop';

/** Puts a notice for each offer that cannot run, and takes back those whose offer can again; and one for rows that cannot be read. */
export async function tellProblems(
  { shop }: SyncContext,
  lease: Lease,
  offers: readonly Offer[],
  problems: readonly Problem[],
  notices: readonly Notice[],
): Promise<void> {
  const troubled = new Map(problems.map(({ offer, message }) => [offer, message]));
  for (const id of new Set([...offers.map(({ id: known }) => known), ...troubled.keys()])) {
    const stands = notices.find(({ code, idOffer }) => code === CANNOT_RUN && idOffer === id)?.message ?? '';
    const message = troubled.get(id) ?? '';
    if (message !== stands) await shop.notify({ code: CANNOT_RUN, idOffer: id, message }, lease);
  }
  await tellUnreadable({ shop }, lease, notices);
}

const UNREADABLE = 'unreadable_rows';
/** So many are named; the rest is counted. */
const NAMED_ROWS = 5;

/** One notice for all rows that could not be read: offers run without them. */
async function tellUnreadable(
  { shop }: Pick<SyncContext, 'shop'>,
  lease: Lease,
  notices: readonly Notice[],
): Promise<void> {
  const rows = await shop.unreadableRows();
  const named = rows.slice(0, NAMED_ROWS).map(({ row, column, found }) => `${row} (${column}: ${found})`);
  const more = rows.length > named.length ? ` and ${rows.length - named.length} more` : '';
  const message =
    rows.length === 0
      ? ''
      : `Left out, since the shop's data about them cannot be read: ${named.join(', ')}${more}. Correct them in the shop.`;
  const stands = notices.find(({ code }) => code === UNREADABLE)?.message ?? '';
  if (message !== stands) await shop.notify({ code: UNREADABLE, idOffer: 0, message }, lease);
}

/** Tells the merchant of offers that should have started while the shop did not answer. */
export async function tellLateStarts(
  { shop, memory }: SyncContext,
  lease: Lease,
  windows: readonly Window[],
  at: number,
): Promise<void> {
  const { downSince } = memory;
  memory.downSince = null;
  if (downSince === null) return;
  for (const { offer, start } of windows) {
    const startMs = start.epochMilliseconds;
    if (startMs < downSince || startMs > at) continue;
    const seconds = Math.round((at - startMs) / 1000);
    const message = `Started ${seconds} s late: the shop did not answer the sync service at the start.`;
    await shop.notify({ code: STARTED_LATE, idOffer: offer.id, message }, lease);
  }
}

/** That the shop ended an offer by itself stays for the merchant until the offer runs again. */
export async function forgetOldEnds(
  { shop }: SyncContext,
  lease: Lease,
  windows: readonly Window[],
  at: number,
  notices: readonly Notice[],
): Promise<void> {
  const running = new Set(windows.filter((each) => isOpen(each, instantOf(at))).map(({ offer }) => offer.id));
  for (const { code, idOffer } of notices) {
    if (code === ENDED_BY_SHOP && running.has(idOffer)) await shop.notify({ code, idOffer, message: '' }, lease);
  }
}
