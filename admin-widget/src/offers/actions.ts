import type { Offer } from '@group-offers/sync-service/offer';
import type { Right } from '../boot.ts';
import type { ActionName } from './perform.ts';
import { isRunning, type OfferState, type Standing } from './state.ts';

/** What each takes; PrestaShop's columns of Group offers. */
const NEEDS: Readonly<Record<ActionName | 'edit' | 'duplicate', readonly Right[]>> = {
  approve: ['edit'],
  edit: ['edit'],
  duplicate: ['add'],
  pause: ['edit'],
  resume: ['edit'],
  archive: ['edit', 'delete'],
  end: ['edit'],
  endWindow: ['edit'],
  delete: ['delete'],
  pauseAll: ['edit', 'allShops'],
};

/** What the employee can do with an offer as it stands, what cannot be undone last. `edit` and `duplicate` lead to the editor. */
export function actionsOf(
  { intent }: Offer,
  { state, window }: Standing,
  may: (...rights: readonly Right[]) => boolean,
): readonly (ActionName | 'edit' | 'duplicate')[] {
  // Whoever is still leaving then is at the checkout.
  const over = state === 'over' || (state === 'leaving' && window === null);
  const ended = over || intent === 'cancelled' || intent === 'archived';
  const awaiting = state === 'awaiting';
  const armed = intent === 'armed' && !ended;
  const all: readonly (ActionName | 'edit' | 'duplicate')[] = [
    ...(awaiting ? (['approve'] as const) : []),
    ...(ended ? [] : (['edit'] as const)),
    'duplicate',
    ...(armed ? (['pause'] as const) : []),
    ...(intent === 'paused' && !ended && !awaiting && state !== 'broken' ? (['resume'] as const) : []),
    ...((ended || intent === 'paused') && intent !== 'archived' ? (['archive'] as const) : []),
    ...(armed || (intent === 'paused' && !ended) ? (['end'] as const) : []),
    ...(intent === 'draft' ? (['delete'] as const) : []),
  ];
  return all.filter((action) => may(...NEEDS[action]));
}

/** Whether ending leaves a choice: this window alone, or the whole offer. */
export function canEndWindow(offer: Offer, state: OfferState): boolean {
  return offer.schedule.recurrence !== null && offer.intent === 'armed' && isRunning(state);
}
