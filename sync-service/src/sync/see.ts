import { Temporal } from 'temporal-polyfill';
import { joinFacts, selectAudience, type Facts } from '../audience/index.ts';
import { RefusedError } from '../errors.ts';
import { planMoves, type Claim, type EnrolmentsPage, type MovePlan, type Shop } from '../moves/index.ts';
import { byPrecedence, isOpen, type Window } from '../windows/index.ts';
import type { Problem, SyncContext } from './context.ts';

/** Facts older than this are read again even when the shop's counter stands still. */
const FACTS_MAX_AGE_MS = 300_000;

type Reader = Pick<SyncContext, 'shop' | 'clock' | 'memory'>;

/**
 * Reads who should be in which window at `at`, who is, and what that means in moves.
 * @param windows of all armed offers, open or coming soon (those make the facts be read before they are needed)
 * @param counter the shop's change counter as last read; `fresh` reads the facts whatever it says
 */
export async function see(
  context: Reader,
  windows: readonly Window[],
  at: number,
  how: { readonly counter: string; readonly fresh: boolean },
): Promise<{ readonly plan: MovePlan; readonly problems: readonly Problem[] }> {
  const facts = windows.length > 0 ? await readFacts(context, how) : joinFacts([]);
  const problems: Problem[] = [];
  const claims: Claim[] = [];
  const instant = Temporal.Instant.fromEpochMilliseconds(Math.floor(at));
  for (const window of windows.filter((each) => isOpen(each, instant)).sort(byPrecedence)) {
    const { audience, idShop, id } = window.offer;
    try {
      const list = audience.kind === 'list' ? await context.shop.listIds(audience.list) : null;
      const selected = selectAudience(audience, facts, list, idShop);
      const unsuited = context.memory.unsuited.get(id);
      if (unsuited !== undefined) {
        for (let row = 0; row < selected.length; row++) if (unsuited.has(facts.id[row]!)) selected[row] = 0;
      }
      claims.push({ window, selected });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      problems.push({ offer: id, message: error.message });
    }
  }
  return { plan: planMoves(facts, claims, await readEnrolments(context.shop), at), problems };
}

async function readFacts(context: Reader, how: { counter: string; fresh: boolean }): Promise<Facts> {
  const { memory, clock, shop } = context;
  const kept = memory.facts;
  const now = clock.now();
  if (!how.fresh && kept?.counter === how.counter && now - kept.takenAt < FACTS_MAX_AGE_MS) return kept.table;
  const pages: Facts[] = [];
  for await (const page of shop.facts()) pages.push(page);
  const table = joinFacts(pages);
  memory.facts = { table, counter: how.counter, takenAt: now };
  return table;
}

async function readEnrolments(shop: Shop): Promise<EnrolmentsPage> {
  const pages: EnrolmentsPage[] = [];
  for await (const page of shop.enrolments()) pages.push(page);
  if (pages.length === 1) return pages[0]!;
  const size = pages.reduce((sum, page) => sum + page.customer.length, 0);
  const all = {
    customer: new Int32Array(size),
    offer: new Int32Array(size),
    writtenDefault: new Int32Array(size),
    window: new Float64Array(size),
    until: new Float64Array(size),
  };
  let offset = 0;
  for (const page of pages) {
    for (const column of Object.keys(all) as (keyof EnrolmentsPage)[]) all[column].set(page[column], offset);
    offset += page.customer.length;
  }
  return all;
}
