import { InvalidInputError } from '../../errors.ts';
import type { Offer, Schedule } from '../../offer/index.ts';
import { instantOf, windowsOf, withoutOpenWindow, zoneOf } from '../../windows/index.ts';
import { awaitingApproval } from '../approval.ts';
import { instantText } from '../output.ts';
import { findOffer, leaveWithProgress, type Session } from '../session.ts';
import { acceptWorseOff, AudienceCounter, seeWorseOff } from '../worse-off.ts';
import { stateOf } from './look.ts';

/** Ends an offer now: nothing of it re-opens, and all who are in it leave. `window`: only the window that is open. */
export async function end(
  { shop, output }: Session,
  wanted: string,
  options: { readonly window?: boolean } = {},
): Promise<void> {
  const offer = await findOffer(shop, wanted);
  const { now } = await shop.status();
  if (offer.intent === 'draft')
    throw new InvalidInputError(`offer ${offer.id} is a draft and does not run; there is nothing to end`);
  if (options.window === true) {
    const changed = await shop.changeOffer(offer.id, offer.version, {
      schedule: scheduleWithoutOpenWindow(offer, now),
    });
    await tell({ shop, output }, changed, 'is out of this window');
    return;
  }
  if (stateOf({ ...offer, intent: 'armed' }, now) === 'over') {
    await tell({ shop, output }, offer, 'was over already');
    return;
  }
  // An instant in the past is taken as now, by the shop's clock.
  const changed = await shop.changeOffer(offer.id, offer.version, { cutAt: now });
  await tell({ shop, output }, changed, 'is ended');
}

/** @throws InvalidInputError when there is no window to end by itself */
function scheduleWithoutOpenWindow(offer: Offer, now: number): Schedule {
  const { id, schedule } = offer;
  if (schedule.recurrence === null)
    throw new InvalidInputError(`--window: offer ${id} has one window only; end it with: group-offers end ${id}`);
  const at = instantOf(now);
  const cut = withoutOpenWindow(offer, at);
  if (cut !== null) return cut;
  const [window] = windowsOf({ ...offer, intent: 'armed' }, at);
  const next = window === undefined ? '' : `; the next one starts ${instantText(window.start, zoneOf(offer))}`;
  throw new InvalidInputError(`--window: no window of offer ${id} is open now${next}`);
}

/** All leave now; `resume` lets them in again while the window is open. */
export async function pause({ shop, output }: Session, wanted: string): Promise<void> {
  const offer = await findOffer(shop, wanted);
  if (offer.intent !== 'armed')
    throw new InvalidInputError(`offer ${offer.id} is ${offer.intent}; only an armed one can be paused`);
  if (stateOf(offer, (await shop.status()).now) === 'over')
    throw new InvalidInputError(`offer ${offer.id} is over; there is nothing to pause`);
  await tell({ shop, output }, await shop.changeOffer(offer.id, offer.version, { intent: 'paused' }), 'is paused');
}

/** Customers who should be in the offer enter with the service's next look, within 15 s. Arms a draft too. */
export async function resume(
  session: Session,
  wanted: string,
  options: { readonly acceptWorseOff?: boolean } = {},
): Promise<void> {
  const { shop, output } = session;
  const offer = await findOffer(shop, wanted);
  if (offer.intent !== 'paused' && offer.intent !== 'draft') {
    throw new InvalidInputError(`offer ${offer.id} is ${offer.intent}; only a paused one or a draft can be resumed`);
  }
  const { now, timezone } = await shop.status();
  if (stateOf({ ...offer, intent: 'armed' }, now) === 'over') {
    throw new InvalidInputError(`offer ${offer.id} is over, so nobody would enter; apply a new one`);
  }
  if (offer.intent === 'draft') {
    const at = Math.max(now, offer.startsAt.epochMilliseconds);
    const countable = { rule: offer.audience.rule, written: [], idShop: offer.idShop, at };
    const seen = await seeWorseOff(shop, offer, new AudienceCounter(session, timezone), countable);
    await acceptWorseOff(
      session,
      [seen],
      options.acceptWorseOff === true,
      ({ id }) =>
        `it stays a draft. Look at it with: group-offers plan ${id}; arm it with --accept-worse-off, or change the audience`,
    );
  }
  const changed = await shop.changeOffer(offer.id, offer.version, { intent: 'armed' });
  const [waiting] = await awaitingApproval(shop, [changed]);
  const data = {
    offer: changed.id,
    intent: changed.intent,
    version: changed.version,
    awaitingApproval: waiting ?? null,
  };
  if (waiting !== undefined) return output.result(data, () => waiting.message);
  output.result(data, () => `offer ${changed.id} "${changed.name}" is armed; the running service looks within 15 s`);
}

/** Puts an offer away that does not run: it is listed no more, its group goes, its ledger stays. */
export async function archive({ shop, output }: Session, wanted: string): Promise<void> {
  const offer = await findOffer(shop, wanted);
  const state = stateOf(offer, (await shop.status()).now);
  if (state === 'running' || state === 'to come') {
    throw new InvalidInputError(`offer ${offer.id} is ${state}; first: group-offers end ${offer.id}`);
  }
  const changed = await shop.changeOffer(offer.id, offer.version, { intent: 'archived' });
  await tell({ shop, output }, changed, 'is archived', offer.intent === 'draft');
}

/** Everybody back, all offers. Works with the service dead. */
export async function restore({ shop, output }: Session): Promise<void> {
  const paused = await shop.pauseAll();
  const left = await leaveWithProgress(shop, output, 'returning customers');
  const { openEnrolments } = await shop.status();
  output.result({ paused, ...left, stillInside: openEnrolments }, () => {
    const rest =
      openEnrolments === 0
        ? ''
        : `; ${openEnrolments} are at the checkout and follow after their order or the grace time`;
    const elsewhere =
      left.changedElsewhere === 0 ? '' : `, ${left.changedElsewhere} with the group another program chose`;
    const corrected = left.corrected === 0 ? '' : `, ${left.corrected} corrected`;
    return (
      `${paused} offers paused, ${left.left} customers returned ` +
      `(${left.staffKept} with staff's changes kept${elsewhere}${corrected})${rest}`
    );
  });
}

/** The merchant's word: customers may enter and switch again. */
export async function confirm({ shop, output }: Session): Promise<void> {
  const hold = await shop.confirm();
  output.result({ confirmed: hold }, () =>
    hold === null ? 'nothing was on hold' : `confirmed (${hold}); the running service looks within 15 s`,
  );
}

/** @param neverRan nobody can be in it, so there is no word about customers */
async function tell(
  { shop, output }: Pick<Session, 'shop' | 'output'>,
  offer: Offer,
  what: string,
  neverRan = false,
): Promise<void> {
  const left = await leaveWithProgress(shop, output, 'returning customers');
  const data = { offer: offer.id, intent: offer.intent, version: offer.version, ...left };
  output.result(data, () => {
    const waiting =
      left.deferred === 0
        ? ''
        : `; ${left.deferred} are at the checkout and follow after their order or the grace time`;
    const who = `offer ${offer.id} "${offer.name}" ${what}`;
    if (neverRan && left.left === 0 && left.deferred === 0) return who;
    return `${who}: ${left.left} customers have back what they had${waiting}`;
  });
}
