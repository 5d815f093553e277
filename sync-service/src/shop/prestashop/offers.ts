import { InvalidInputError } from '../../errors.ts';
import type { OfferChanges } from '../../moves/shop.ts';
import { NOT_IN_A_NAME, type Offer, type OfferPlan } from '../../offer/index.ts';
import { planRow, sqlTime, windowsRow } from '../../wire/index.ts';
import { resourceXml } from './xml.ts';

/** The ordinary resource `group_offers`: written as XML, read as JSON (the core's XML breaks on a text that holds `]]>`). */

/**
 * @param now the shop's clock, ms
 * @throws InvalidInputError when the schedule cannot be resolved or the name holds control characters
 */
export function newOfferXml(plan: OfferPlan, now: number): string {
  refuseName(plan.name);
  return resourceXml('group_offer', { ...planRow(plan), ...windowsRow(plan, now), cut_at: '' });
}

/**
 * All fields, since a PUT empties what is left out; those not in `changes` as `stored` has them.
 * @param now the shop's clock, ms
 */
export function changedOfferXml(stored: Offer, version: number, changes: OfferChanges, now: number): string {
  const { cutAt, ...planned } = changes;
  const given = Object.fromEntries(Object.entries(planned).filter(([, value]) => value !== undefined));
  const cut = cutAt ?? stored.cutAt?.epochMilliseconds ?? null;
  const keepInstants = changes.schedule === undefined;
  if (changes.name !== undefined && changes.name !== stored.name) refuseName(changes.name);
  const offer = { ...stored, ...given };
  return resourceXml('group_offer', {
    id: stored.id,
    version,
    ...planRow(offer, keepInstants ? stored : undefined),
    // Ending needs none, and must work where nobody can read the rule.
    ...(keepInstants && changes.intent !== 'armed' ? {} : windowsRow(offer, now)),
    cut_at: cut === null ? '' : sqlTime(cut),
  });
}

function refuseName(name: string): void {
  if (!NOT_IN_A_NAME.test(name)) return;
  throw new InvalidInputError(`name: ${JSON.stringify(name)} holds control characters; write it without them`);
}
