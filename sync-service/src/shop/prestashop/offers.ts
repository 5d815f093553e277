import { InvalidInputError } from '../../errors.ts';
import type { OfferChanges } from '../../moves/shop.ts';
import { NOT_IN_A_NAME, type Offer, type OfferPlan } from '../../offer/index.ts';
import { planRow, sqlTime } from '../../wire/index.ts';
import { resourceXml } from './xml.ts';

/** The ordinary resource `group_offers`: written as XML, read as JSON (the core's XML breaks on a text that holds `]]>`). */

/** @throws InvalidInputError when the schedule cannot be resolved or the name holds control characters */
export function newOfferXml(plan: OfferPlan): string {
  refuseName(plan.name);
  return resourceXml('group_offer', { ...planRow(plan), cut_at: '' });
}

/** All fields, since a PUT empties what is left out; those not in `changes` as `stored` has them. */
export function changedOfferXml(stored: Offer, version: number, changes: OfferChanges): string {
  const { cutAt, ...planned } = changes;
  const given = Object.fromEntries(Object.entries(planned).filter(([, value]) => value !== undefined));
  const cut = cutAt ?? stored.cutAt?.epochMilliseconds ?? null;
  const keepInstants = changes.schedule === undefined;
  if (changes.name !== undefined && changes.name !== stored.name) refuseName(changes.name);
  return resourceXml('group_offer', {
    id: stored.id,
    version,
    ...planRow({ ...stored, ...given }, keepInstants ? stored : undefined),
    cut_at: cut === null ? '' : sqlTime(cut),
  });
}

function refuseName(name: string): void {
  if (!NOT_IN_A_NAME.test(name)) return;
  throw new InvalidInputError(`name: ${JSON.stringify(name)} holds control characters; write it without them`);
}
