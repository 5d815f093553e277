import { checkRule } from '../audience/index.ts';
import { ProblemError } from '../errors.ts';
import type { Offer } from '../offer/index.ts';
import { renamed } from '../problems.ts';
import { readTurn } from '../rotation/index.ts';
import { instantOf, requireZone, windowsOf, type Window } from '../windows/index.ts';
import type { OfferProblem } from '../plan/index.ts';

/** Windows that are open or to come; an offer that cannot be read has none, and is a problem of its own. */
export function readWindows(
  offers: readonly Offer[],
  at: number,
): { readonly windows: readonly Window[]; readonly problems: readonly OfferProblem[] } {
  const instant = instantOf(at);
  const windows: Window[] = [];
  const problems: OfferProblem[] = [];
  for (const offer of offers) {
    try {
      const found = windowsOf(offer, instant);
      if (found.length > 0) checkOffer(offer);
      windows.push(...found);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      problems.push({ offer: offer.id, problem: error.problem });
    }
  }
  return { windows, problems };
}

/** What the shop leaves to us. @throws ProblemError */
function checkOffer({ audience, rotation, schedule }: Offer): void {
  const [problem] = checkRule(audience.rule);
  if (problem !== undefined) throw new ProblemError(renamed(problem, (field) => `audience.${field}`));
  if (rotation === null) return;
  readTurn(rotation.turn);
  requireZone(schedule.timezone);
}
