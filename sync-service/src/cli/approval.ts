import type { Shop } from '../moves/index.ts';
import type { Awaiting, Offer } from '../offer/index.ts';

/** An offer that a person has to approve, as `--json` shows it. */
export interface AwaitingApproval extends Awaiting {
  readonly offer: number;
  /** What has to be approved, and where. */
  readonly message: string;
}

/** Those of the offers that wait for a person's word on the page. */
export async function awaitingApproval(shop: Shop, offers: readonly Offer[]): Promise<readonly AwaitingApproval[]> {
  const waiting = offers.filter((offer) => offer.awaiting !== undefined && offer.intent !== 'archived');
  if (waiting.length === 0) return [];
  const { page = '' } = await shop.details();
  const where = page === '' ? 'in the back office under Customers > Group offers' : `at ${page}#/offers/`;
  return waiting.map((offer) => ({
    offer: offer.id,
    ...offer.awaiting,
    message:
      `offer ${offer.id} "${offer.name}" awaits approval: ${reasons(offer.awaiting!)}. ` +
      `Somebody who may edit has to approve it ${where}${page === '' ? '' : offer.id}`,
  }));
}

function reasons({ discount, limit, group, groupName }: Awaiting): string {
  return [
    ...(discount === undefined ? [] : [`its discount of ${discount} % is above ${limit} %, the shop's limit`]),
    ...(group === undefined ? [] : [`it gives the access of another group (${groupName ?? ''}, ${group})`]),
  ].join(', and ');
}
