import { heldOut, NO, UNKNOWN, YES } from '@group-offers/sync-service/audience';
import type { Offer } from '@group-offers/sync-service/offer';
import type { CustomerDetail, CustomerRow } from '@group-offers/sync-service/wire';
import { describe, expect, test } from 'vitest';
import { customerOf, figuresOf, offerOf } from '../offers/samples.ts';
import { standingOf } from '../offers/state.ts';
import { expectedOf } from './expected.ts';
import { reasonsOf, type Facts, type Reason } from './why.ts';

const RUNNING = Date.parse('2026-11-28T09:00:00Z');
const BEFORE = Date.parse('2026-11-20T09:00:00Z');
const group = { id: 3, name: 'Customer' };

function keys(
  changes: Partial<Omit<Facts, 'offer' | 'detail'>> & {
    detail?: Partial<CustomerDetail>;
    who?: Partial<CustomerRow>;
  } = {},
  offer: Partial<Offer> = {},
  now = RUNNING,
): Reason['key'][] {
  const { detail, who, ...rest } = changes;
  const planned = offerOf(offer);
  return reasonsOf({
    offer: planned,
    standing: standingOf(planned, figuresOf({ open: 40 }), now),
    detail: {
      customer: customerOf(who),
      groups: [group],
      enrolment: null,
      blockedUntil: null,
      history: [],
      ...detail,
    },
    verdict: YES,
    worseOff: false,
    ...rest,
  }).map(({ key }) => key);
}

const inside = (offer: number) => ({
  enrolment: {
    offer,
    offerName: 'VIP days',
    since: RUNNING - 1_000,
    until: RUNNING + 1_000,
    deferredUntil: null,
    base: { default: group, groups: [group] },
  },
});
const audience = offerOf().audience;

describe('why a customer is in an offer, or not', () => {
  test('is in it', () => expect(keys({ detail: inside(12) })).toEqual(['inside']));
  test('is in another one', () => expect(keys({ detail: inside(5) })).toEqual(['otherOffer']));
  test('is kept out by staff', () => expect(keys({ who: { pinned: true } })).toEqual(['pinned']));
  test('was taken out by staff', () => expect(keys({ detail: { blockedUntil: RUNNING + 1 } })).toEqual(['blocked']));
  test('is of another shop', () => expect(keys({}, { idShop: 2 })).toEqual(['otherShop']));
  test('does not fit', () => expect(keys({ verdict: NO })).toEqual(['noMatch']));
  test('is not known well enough', () => expect(keys({ verdict: UNKNOWN })).toEqual(['unknown']));
  test('would be worse off', () => expect(keys({ worseOff: true })).toEqual(['worseOff']));
  test('would be worse off, and the merchant takes everybody', () => {
    expect(keys({ worseOff: true }, { audience: { ...audience, worseOff: 'include' } })).toEqual(['takenAtStart']);
  });
  test('fits since the start only', () => expect(keys()).toEqual(['takenAtStart']));
  test('fits, and comes in soon', () => {
    expect(keys({}, { audience: { ...audience, taken: 'live' } })).toEqual(['soon']);
  });
  test('waits for their turn', () => {
    const rotation = { turn: 'P1D', by: { cohorts: 2 }, coolDown: 0, maxTurns: null };
    expect(keys({}, { rotation })).toEqual(['notTheirTurn']);
  });
  test('fits an offer that has not begun', () => expect(keys({}, {}, BEFORE)).toEqual(['matches', 'notOn']));
  test('does not fit an offer that has not begun', () => {
    expect(keys({ verdict: NO }, {}, BEFORE)).toEqual(['noMatch', 'notOn']);
  });

  test('is held out by the draw of the service', () => {
    const half = { ...audience, holdout: 50, seed: 7 };
    const [out, into] = [true, false].map((held) =>
      [1, 2, 3, 4, 5, 6, 7, 8, 9].find((id) => heldOut(id, 50, 7) === held)!,
    );
    expect(keys({ who: { id: out! } }, { audience: half })).toEqual(['heldOut']);
    expect(keys({ who: { id: into! } }, { audience: half })).toEqual(['takenAtStart']);
  });
});

describe('how many are expected', () => {
  const standing = standingOf(offerOf(), figuresOf(), RUNNING);
  const window = offerOf().startsAt.epochMilliseconds;
  const set = { window, turn: null, list: 1, size: 120, basis: 'b' };

  test('are those who were taken for this window, by the latest plan', () => {
    expect(expectedOf([set, { ...set, size: 90 }], standing, false)).toBe(120);
    expect(expectedOf([{ ...set, window: window - 1 }], standing, false)).toBeNull();
  });

  test('of an offer that takes turns, those of the turn', () => {
    const rotation = { turn: 'P1D', by: { cohorts: 2 }, coolDown: 0, maxTurns: null };
    const turns = standingOf(offerOf({ rotation }), figuresOf({ open: 1 }), RUNNING);
    const turn = { start: window, end: window + 86_400_000, number: 1 };
    expect(expectedOf([set, { ...set, turn, size: 60 }], turns, true)).toBe(60);
  });
});
