import type { Offer } from '@group-offers/sync-service/offer';
import type { Desk } from '../shop/desk.ts';

/**
 * Gives the shop the next windows of those offers for which it wants some, once each. What is refused stays as it is: somebody else is changing
 * the offer, or nobody can read when it comes again. A notice tells in time.
 * @param tried versions that were tried before; filled
 */
export async function topUp(desk: Desk, offers: readonly Offer[], now: number, tried: Set<string>): Promise<void> {
  for (const offer of offers) {
    const version = `${offer.id} ${offer.version}`;
    const goesOn = ['draft', 'armed', 'paused'].includes(offer.intent) && offer.endsAt.epochMilliseconds > now;
    if (offer.wantsWindows !== true || !goesOn || tried.has(version)) continue;
    tried.add(version);
    try {
      await desk.topUp(offer);
    } catch {
      // Told above.
    }
  }
}
