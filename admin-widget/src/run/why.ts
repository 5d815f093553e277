import { heldOut, NO, UNKNOWN, type Verdict } from '@group-offers/sync-service/audience';
import type { Offer } from '@group-offers/sync-service/offer';
import type { CustomerDetail } from '@group-offers/sync-service/wire';
import { isRunning, type Standing } from '../offers/state.ts';

/** Why a customer is in an offer or not: keys below `run.why`, the weightiest first. */
export interface Reason {
  readonly key:
    | 'inside'
    | 'atCheckout'
    | 'pinned'
    | 'blocked'
    | 'otherShop'
    | 'noMatch'
    | 'unknown'
    | 'matches'
    | 'heldOut'
    | 'otherOffer'
    | 'worseOff'
    | 'notOn'
    | 'takenAtStart'
    | 'notTheirTurn'
    | 'soon';
  /** An instant that belongs to it, ms. */
  readonly at?: number;
  /** An offer that belongs to it. */
  readonly offer?: string;
}

export interface Facts {
  readonly offer: Offer;
  readonly standing: Standing;
  readonly detail: CustomerDetail;
  /** What the rule says of the customer; null when it cannot be told. */
  readonly verdict: Verdict | null;
  /** Whether the offer would make something dearer for customers of this one's own group; null when that was not asked. */
  readonly worseOff: boolean | null;
}

/** @returns at least one */
export function reasonsOf({ offer, standing, detail, verdict, worseOff }: Facts): readonly Reason[] {
  const { customer, enrolment, blockedUntil } = detail;
  if (enrolment?.offer === offer.id) {
    const late: Reason[] = enrolment.deferredUntil === null ? [] : [{ key: 'atCheckout', at: enrolment.deferredUntil }];
    return [{ key: 'inside', at: enrolment.since }, ...late];
  }
  const against: Reason[] = [];
  if (customer.pinned) against.push({ key: 'pinned' });
  if (blockedUntil !== null) against.push({ key: 'blocked', at: blockedUntil });
  if (offer.idShop !== 0 && offer.idShop !== customer.shop) against.push({ key: 'otherShop' });
  if (verdict === NO) against.push({ key: 'noMatch' });
  else if (verdict === UNKNOWN) against.push({ key: 'unknown' });
  else if (verdict !== null && heldOut(customer.id, offer.audience.holdout, offer.audience.seed))
    against.push({ key: 'heldOut' });
  if (worseOff === true && offer.audience.worseOff === 'leaveOut') against.push({ key: 'worseOff' });
  if (enrolment !== null) against.push({ key: 'otherOffer', offer: enrolment.offerName });
  if (!isRunning(standing.state) || standing.state === 'waiting') {
    const matches: Reason[] = against.length === 0 && verdict !== null ? [{ key: 'matches' }] : [];
    return [...against, ...matches, { key: 'notOn' }];
  }
  if (against.length > 0) return against;
  if (offer.rotation !== null) return [{ key: 'notTheirTurn' }];
  if (offer.audience.taken === 'frozen' && standing.state === 'running') return [{ key: 'takenAtStart' }];
  return [{ key: 'soon' }];
}
