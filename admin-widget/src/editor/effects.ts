import { ProblemError } from '@group-offers/sync-service/errors';
import type { OfferPlan } from '@group-offers/sync-service/offer';
import { scheduleSpan } from '@group-offers/sync-service/windows';
import type { Field } from './draft.ts';

/** What a change of a running offer does to those who are in it, a text of `editor.effects` for each (docs/OFFERS.md, "Changing an offer that runs"). */
export type Effect =
  'nothing' | 'prices' | 'again' | 'customers' | 'priority' | 'shorter' | 'longer' | 'times' | 'turns' | 'edge';

export function effectOf(field: Field, before: OfferPlan, after: OfferPlan): Effect {
  switch (field) {
    case 'name':
      return 'nothing';
    case 'discount':
    case 'reductions':
    case 'priceDisplayMethod':
    case 'showPrices':
    case 'idReferenceGroup':
      return 'prices';
    case 'modulesDenied':
    case 'membership':
      return 'again';
    case 'audience':
    case 'idShop':
      return 'customers';
    case 'priority':
      return 'priority';
    case 'rotation':
      return 'turns';
    case 'checkoutGrace':
      return 'edge';
    case 'schedule':
      return scheduleEffect(before, after);
  }
}

function scheduleEffect(before: OfferPlan, after: OfferPlan): Effect {
  if (before.schedule.recurrence !== null || after.schedule.recurrence !== null) return 'times';
  const [was, is] = [endOf(before), endOf(after)];
  if (was === null || is === null || was === is) return 'times';
  return is < was ? 'shorter' : 'longer';
}

function endOf({ schedule }: OfferPlan): number | null {
  try {
    return scheduleSpan(schedule).endsAt.epochMilliseconds;
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}
