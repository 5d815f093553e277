import type { Notice } from '../moves/index.ts';
import type { Offer } from '../offer/index.ts';
import type { Window } from '../windows/index.ts';
import type { Problem, SyncContext } from './context.ts';

const CANNOT_RUN = 'offer_cannot_run';
const STARTED_LATE = 'started_late';

/** Puts a notice for each offer that cannot run, and takes back those whose offer can again. */
export async function tellProblems(
  { shop }: SyncContext,
  offers: readonly Offer[],
  problems: readonly Problem[],
  notices: readonly Notice[],
): Promise<void> {
  const troubled = new Map(problems.map(({ offer, message }) => [offer, message]));
  for (const id of new Set([...offers.map(({ id: known }) => known), ...troubled.keys()])) {
    const stands = notices.find(({ code, idOffer }) => code === CANNOT_RUN && idOffer === id)?.message ?? '';
    const message = troubled.get(id) ?? '';
    if (message !== stands) await shop.notify({ code: CANNOT_RUN, idOffer: id, message });
  }
}

/** Tells the merchant of offers that should have started while the shop did not answer. */
export async function tellLateStarts(
  { shop, memory }: SyncContext,
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
    await shop.notify({ code: STARTED_LATE, idOffer: offer.id, message });
  }
}
