import { isDeepStrictEqual } from 'node:util';
import type { GivenNotice, Lease, Notice, UnreadableRow } from '../moves/index.ts';
import type { Offer } from '../offer/index.ts';
import { instantOf, isOpen, type Window } from '../windows/index.ts';
import type { OfferProblem } from '../plan/index.ts';
import { noticeParams } from '../problems.ts';
import type { SyncContext } from './context.ts';

const CANNOT_RUN = 'offer_cannot_run';
const STARTED_LATE = 'started_late';
/** The shop let customers go by itself, since no service did (module: `src/Moves/DeadMansEnd.php`). */
export const ENDED_BY_SHOP = 'ended_by_shop';

/** Tells the merchant all that is new, in one request. */
export async function tell({ shop }: SyncContext, lease: Lease, notices: readonly GivenNotice[]): Promise<void> {
  if (notices.length > 0) await shop.notifyAll(notices, lease);
}

/** A notice for each offer that cannot run; those whose offer can again are taken back. @param notices as the shop has them */
export function cannotRun(
  offers: readonly Offer[],
  problems: readonly OfferProblem[],
  notices: readonly Notice[],
): readonly GivenNotice[] {
  const troubled = new Map(problems.map(({ offer, problem }) => [offer, noticeParams(problem)]));
  return [...new Set([...offers.map(({ id }) => id), ...troubled.keys()])].flatMap((idOffer) =>
    whenNew({ code: CANNOT_RUN, idOffer, params: troubled.get(idOffer) ?? null }, notices),
  );
}

/** Nothing where the shop has it already, or has none to be taken back. */
function whenNew(notice: GivenNotice, notices: readonly Notice[]): readonly GivenNotice[] {
  const standing = notices.find(({ code, idOffer }) => code === notice.code && idOffer === notice.idOffer);
  return isDeepStrictEqual(standing?.params ?? null, notice.params) ? [] : [notice];
}

const UNREADABLE = 'unreadable_rows';
/** So many are named; the rest is counted. */
const NAMED_ROWS = 5;

/** One notice for all rows that could not be read: offers run without them. */
export function unreadableRows(rows: readonly UnreadableRow[], notices: readonly Notice[]): readonly GivenNotice[] {
  const named = rows.slice(0, NAMED_ROWS).map(({ row, column, found }) => `${row} (${column}: ${found})`);
  const params = rows.length === 0 ? null : { rows: named.join(', '), more: rows.length - named.length };
  return whenNew({ code: UNREADABLE, idOffer: 0, params }, notices);
}

/** Offers that should have started while the shop did not answer. */
export function startedLate({ memory }: SyncContext, windows: readonly Window[], at: number): readonly GivenNotice[] {
  const { downSince } = memory;
  memory.downSince = null;
  if (downSince === null) return [];
  return windows
    .map(({ offer, start }) => ({ offer, startMs: start.epochMilliseconds }))
    .filter(({ startMs }) => startMs >= downSince && startMs <= at)
    .map(({ offer, startMs }) => ({
      code: STARTED_LATE,
      idOffer: offer.id,
      params: { seconds: Math.round((at - startMs) / 1000) },
    }));
}

/** That the shop ended an offer by itself stays for the merchant until the offer runs again. */
export function runsAgain(windows: readonly Window[], at: number, notices: readonly Notice[]): readonly GivenNotice[] {
  const running = new Set(windows.filter((each) => isOpen(each, instantOf(at))).map(({ offer }) => offer.id));
  return notices
    .filter(({ code, idOffer }) => code === ENDED_BY_SHOP && running.has(idOffer))
    .map(({ code, idOffer }) => ({ code, idOffer, params: null }));
}
