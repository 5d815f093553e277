import { heldOut, judge, needsOf, requireAnswers, UNKNOWN, YES, type Facts } from '../audience/index.ts';
import { OUTCOME_FLAG, type Assignment } from '../moves/index.ts';
import type { Offer } from '../offer/index.ts';
import type { Window } from '../windows/index.ts';
import { judgedOn } from './needs.ts';
import { frozenAudience } from './sets.ts';
import type { ShopSnapshot } from './snapshot.ts';
import { idsOf } from './turns.ts';

/** A window's audience, and whether it was frozen before. */
export interface WindowAudience {
  /** `YES`, `NO` or `UNKNOWN` for each row of the facts. */
  readonly verdicts: Uint8Array;
  readonly isFrozen: boolean;
}

/** @param at ms, for a live audience @throws ProblemError for a rule that cannot be judged, RefusedError when the shop could not answer it */
export function audienceOf(shop: ShopSnapshot, window: Window, at: number): WindowAudience {
  const { customers } = shop;
  const { facts } = customers;
  const set = frozenAudience(shop, window);
  if (set !== undefined) return { verdicts: rowsOf(facts.id, idsOf(shop, set)), isFrozen: true };
  const { audience, idShop } = window.offer;
  const asOf = judgedOn(shop, window, at);
  requireAnswers(needsOf(audience.rule, asOf), customers);
  const verdicts = judge(audience.rule, customers, asOf);
  if (idShop !== 0) for (let row = 0; row < verdicts.length; row++) if (facts.idShop[row] !== idShop) verdicts[row] = 0;
  return { verdicts, isFrozen: false };
}

/** All reasons ({@link OUTCOME_FLAG}) for which the offer itself does not take a row's customer; 0: it does. */
export function classify(shop: ShopSnapshot, offer: Offer, verdicts: Uint8Array): Assignment['reasons'] {
  const { facts } = shop.customers;
  const { holdout, seed, worseOff } = offer.audience;
  const dearer = new Set(worseOff === 'include' ? [] : (shop.worseOff.get(offer.id) ?? []).map(({ group }) => group));
  const accessLoss = shop.accessLoss.get(offer.id) ?? new Map<number, string>();
  const { notMeant, unknown, pinned, holdout: heldBack, worseOff: worse, wouldLoseAccess } = OUTCOME_FLAG;
  const reasons = new Uint16Array(verdicts.length);
  for (let row = 0; row < reasons.length; row++) {
    if (verdicts[row] !== YES) {
      reasons[row] = verdicts[row] === UNKNOWN ? unknown : notMeant;
      continue;
    }
    const customer = facts.id[row]!;
    let flags = 0;
    if (facts.pinned.has(customer)) flags |= pinned;
    if (heldOut(customer, holdout, seed)) flags |= heldBack;
    if (dearer.has(facts.defaultGroup[row]!)) flags |= worse;
    if (accessLoss.has(customer) && accessLoss.get(customer) === groupsOf(facts, row)) flags |= wouldLoseAccess;
    reasons[row] = flags;
  }
  return reasons;
}

/** The groups of a row's customer as text, to be compared. */
export const groupsOf = ({ groups, groupSets }: Facts, row: number): string => groupSets[groups[row]!]!.join(',');

/** YES for the rows whose id is among `wanted`; both ascend. */
function rowsOf(ids: Uint32Array, wanted: Uint32Array): Uint8Array {
  const rows = new Uint8Array(ids.length);
  for (let row = 0, next = 0; row < ids.length && next < wanted.length; row++) {
    while (next < wanted.length && wanted[next]! < ids[row]!) next++;
    if (wanted[next] === ids[row]) rows[row] = YES;
  }
  return rows;
}
