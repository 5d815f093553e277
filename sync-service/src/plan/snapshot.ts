import type { AudienceData, AudienceReader } from '../audience/index.ts';
import type { EnrolmentsPage, FrozenSet, WorseOff } from '../moves/index.ts';
import type { Offer } from '../offer/index.ts';
import type { RotationState } from '../rotation/index.ts';
import type { Window } from '../windows/index.ts';

/** What is read of a shop first; {@link needsOf} says what else a plan for it needs. */
export interface ShopOffers {
  /** IANA zone of the shop. */
  readonly timezone: string;
  /** Of offers whose group is ready, open or to be prepared for. */
  readonly windows: readonly Window[];
  /** By offer: base default groups whose customers would pay more in it. */
  readonly worseOff: ReadonlyMap<number, readonly WorseOff[]>;
  /** By offer: what is frozen of it in the shop. */
  readonly frozen: ReadonlyMap<number, readonly FrozenSet[]>;
  /** By offer: what a frozen audience, and a turn's cohort, would be taken by now. With another hash it is taken again. */
  readonly ruleHashes: ReadonlyMap<number, RuleHashes>;
}

export interface RuleHashes {
  readonly audience: string;
  readonly turn: string;
}

/** Everything that a plan follows from. */
export interface ShopSnapshot extends ShopOffers {
  readonly customers: CustomerData;
  readonly enrolments: EnrolmentsPage;
  /** By list: customers of frozen sets, ascending. */
  readonly frozenIds: ReadonlyMap<number, Uint32Array>;
  /** By offer: who had how many turns, where a turn may have to be planned. */
  readonly rotation: ReadonlyMap<number, RotationState>;
  /** By offer: customers whom it would shut out of something, and the groups they had when the shop said so ({@link groupsOf}). */
  readonly accessLoss: ReadonlyMap<number, ReadonlyMap<number, string>>;
}

export interface CustomerData extends AudienceData {
  readonly refused: AudienceReader['refused'];
}

export interface Judged {
  readonly offer: Offer;
  /** The instant as of whose local day the rule is judged, ms. */
  readonly at: number;
}
