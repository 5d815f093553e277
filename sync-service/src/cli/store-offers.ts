import { isDeepStrictEqual } from 'node:util';
import { addSuppressed, withCleanup } from '../concurrency.ts';
import { InvalidInputError } from '../errors.ts';
import type { Shop } from '../moves/index.ts';
import type { Offer, OfferPlan } from '../offer/index.ts';
import { withLists } from './resolve-audience.ts';
import type { Resolved } from './resolve.ts';
import { fewOf } from './output.ts';
import type { Session } from './session.ts';
import { acceptWorseOff, seeWorseOff, type AudienceCounter, type Countable, type WorseOffSeen } from './worse-off.ts';

export interface Prepared {
  readonly resolved: Resolved;
  /** The offer that the file names by its id. */
  readonly existing: Offer | null;
  readonly countable: Countable;
}

/** An offer on its way into the shop. */
interface Staged extends Prepared {
  readonly plan: OfferPlan;
  /** As the shop has it by now; null when nothing of it was written yet. */
  stored: Offer | null;
}

/**
 * Puts offers into the shop: as drafts first, which the shop judges for who would be worse off; then they are armed. When the shop refuses
 * one, those before it are put back. An offer that may be running is not touched before the merchant has accepted.
 * @throws InvalidInputError when too many would be worse off and nobody accepted that; new offers stay as drafts then
 */
export async function storeOffers(
  session: Session,
  prepared: readonly Prepared[],
  counter: AudienceCounter,
  accepted: boolean,
): Promise<readonly Offer[]> {
  const { shop } = session;
  // Lists first: unknown customers are the refusal that only the shop can give.
  const staged: Staged[] = [];
  for (const each of prepared) staged.push({ ...each, plan: await storedPlan(shop, each), stored: null });
  const seen = await undoing(shop, staged, async () => {
    const judged: WorseOffSeen[] = [];
    for (const each of staged) judged.push(...(await stage(shop, each, counter)));
    return judged;
  });
  await acceptWorseOff(session, seen, accepted, (offer) =>
    staged.some(({ stored }) => stored?.id === offer.id)
      ? `offer ${offer.id} is kept as a draft. Look at it with: group-offers plan ${offer.id}; arm it with: group-offers resume ${offer.id} --accept-worse-off; or change the audience`
      : `nothing was changed. Apply again with --accept-worse-off, or change the audience`,
  );
  return undoing(shop, staged, async () => {
    const armed: Offer[] = [];
    for (const each of staged) armed.push(await arm(shop, each));
    return armed;
  });
}

async function undoing<T>(shop: Shop, staged: readonly Staged[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    for (const { stored, existing } of [...staged].reverse()) {
      if (stored === null) continue;
      const before = existing === null ? { intent: 'archived' as const } : planOf(existing);
      // One that cannot be put back keeps no other from it.
      await shop
        .changeOffer(stored.id, stored.version, before)
        .catch((another: unknown) => addSuppressed(error, another));
    }
    throw error;
  }
}

/** Writes what can be written as a draft, and has the shop judge it. */
async function stage(shop: Shop, each: Staged, counter: AudienceCounter): Promise<readonly WorseOffSeen[]> {
  const { plan, existing, countable } = each;
  const draft: OfferPlan = { ...plan, intent: 'draft' };
  if (existing === null) each.stored = await shop.createOffer(draft);
  else if (existing.intent === 'draft') each.stored = await shop.changeOffer(existing.id, existing.version, draft);
  if (plan.intent !== 'armed') return [];
  if (each.stored !== null) return [await seeWorseOff(shop, each.stored, counter, countable)];
  if (isDeepStrictEqual(judgedBy(plan), judgedBy(existing!))) return [];
  // Everybody would leave an offer that became a draft: a copy is judged in its place.
  const copy = await shop.createOffer(draft);
  return withCleanup(
    async () => [await seeWorseOff(shop, copy, counter, countable)],
    () => shop.changeOffer(copy.id, copy.version, { intent: 'archived' }),
  );
}

/** What the shop's judgement, and whom it concerns, depends on. */
const judgedBy = (plan: OfferPlan) => [
  plan.discount,
  plan.reductions,
  plan.priceDisplayMethod,
  plan.showPrices,
  plan.membership,
  plan.idReferenceGroup,
  plan.idShop,
  plan.audience.rule,
  plan.audience.worseOff,
];

async function arm(shop: Shop, each: Staged): Promise<Offer> {
  const { plan, existing, stored } = each;
  if (stored === null) {
    each.stored = await shop.changeOffer(existing!.id, existing!.version, plan);
  } else if (plan.intent === 'armed') {
    each.stored = await shop.changeOffer(stored.id, stored.version, { intent: 'armed' });
  }
  return each.stored!;
}

/** The plan with its written-down customers as lists in the shop, and with the windows that the merchant ended before. */
async function storedPlan(shop: Shop, { resolved: { plan, written }, existing }: Prepared): Promise<OfferPlan> {
  const lists: number[] = [];
  for (const customers of written) {
    const { list, unknown } = await shop.createList(customers);
    if (unknown.length > 0) {
      throw new InvalidInputError(
        `audience.customers: the shop has no customer ${fewOf(unknown)}; take them out of the list`,
      );
    }
    lists.push(list);
  }
  const { recurrence } = plan.schedule;
  const cuts = existing?.schedule.recurrence?.cuts ?? [];
  return {
    ...plan,
    audience: { ...plan.audience, rule: withLists(plan.audience.rule, lists) },
    schedule: { ...plan.schedule, recurrence: recurrence === null ? null : { ...recurrence, cuts } },
  };
}

const GIVEN_BY_THE_SHOP = new Set(['id', 'version', 'startsAt', 'endsAt', 'cutAt', 'origin', 'awaiting']);

function planOf(offer: Offer): OfferPlan {
  return Object.fromEntries(
    Object.entries(offer).filter(([field]) => !GIVEN_BY_THE_SHOP.has(field)),
  ) as unknown as OfferPlan;
}
