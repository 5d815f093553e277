import { Temporal } from 'temporal-polyfill';
import type { EnrolmentOutcome, Notice, Shop, ShopStatus } from '../../moves/index.ts';
import type { Offer } from '../../offer/index.ts';
import { planShop } from '../../sync.ts';
import { isOpen, windowsOf } from '../../windows/index.ts';
import { instantText, table } from '../output.ts';
import { findOffer, lookOnly, type Session } from '../session.ts';

/** All offers but the archived ones. */
export async function list({ shop, output }: Session): Promise<void> {
  const status = await shop.status();
  const offers = await shop.offers();
  const rows = offers.map((offer) => summary(offer, status));
  output.result(rows, () =>
    rows.length === 0
      ? 'no offers yet: group-offers apply FILE'
      : table(
          ['id', 'name', 'state', 'priority', 'discount', 'start', 'end'],
          offers.map((offer) => [
            offer.id,
            offer.name,
            stateOf(offer, status.now),
            offer.priority,
            `${offer.discount} %`,
            instantText(offer.startsAt, offer.schedule.timezone),
            instantText(offer.endsAt, offer.schedule.timezone),
          ]),
        ),
  );
}

/** One offer: its state, who was moved and what became of them, and what needs attention. */
export async function status({ shop, output }: Session, wanted: string): Promise<void> {
  const offer = await findOffer(shop, wanted);
  const now = await shop.status();
  const outcomes = await countOutcomes(shop, offer.id);
  const notices = now.notices.filter(({ idOffer }) => idOffer === offer.id || idOffer === 0);
  const data = { ...summary(offer, now), customers: outcomes, hold: now.hold, notices: notices.map(shownNotice) };
  output.result(data, () => {
    const lines = [
      `offer ${offer.id} "${offer.name}": ${data.state}, version ${offer.version}`,
      `from ${instantText(offer.startsAt, offer.schedule.timezone)} to ${instantText(offer.endsAt, offer.schedule.timezone)}`,
      `customers in it now: ${outcomes.open}; left: ${outcomes.restored} restored exactly, ${outcomes.staff_kept} with staff's changes kept, ` +
        `${outcomes.switched} went over (to another offer, or to a new membership), ${outcomes.repaired} repaired, ${outcomes.deleted} deleted`,
      heartbeat(now),
      ...(now.hold === null ? [] : [`on hold (${now.hold}): nobody enters until you say so: group-offers confirm`]),
      ...notices.map(({ message, at }) => `! ${new Date(at).toISOString()} ${message}`),
    ];
    return lines.join('\n');
  });
}

/** What would move if the service looked now (or, for an offer to come, at its start). Changes nothing. */
export async function plan({ shop, output }: Session, wanted: string): Promise<void> {
  const offer = await findOffer(shop, wanted);
  const { now } = await shop.status();
  const start = offer.startsAt.epochMilliseconds;
  const at = Math.max(now, start);
  const seen = await output.progress('reading customers', () => planShop(lookOnly(shop), at, { asArmed: offer.id }));
  const own = seen.plan.enters.filter(({ window }) => window.offer.id === offer.id);
  const groups = own.flatMap(({ byDefault }) =>
    [...byDefault].map(([group, ids]) => ({ group, customers: ids.length })),
  );
  const { counts, byOffer } = seen.plan;
  const mine = byOffer.get(offer.id) ?? { meant: 0, enter: 0, switch: 0, stay: 0, higherOffer: 0, blockedByStaff: 0 };
  const { problems } = seen;
  const data = {
    offer: offer.id,
    at: new Date(at).toISOString(),
    ...mine,
    fromGroups: groups,
    allOffers: counts,
    problems,
  };
  output.result(data, () =>
    [
      `${start > now ? 'at its start' : 'now'}, ${instantText(Temporal.Instant.fromEpochMilliseconds(Math.floor(at)), offer.schedule.timezone)}, offer ${offer.id} "${offer.name}":`,
      table(
        ['would', 'customers'],
        [
          ['be meant by the audience', mine.meant],
          ['enter', mine.enter],
          ['switch from another offer', mine.switch],
          ['stay', mine.stay],
          ['be left out: a higher offer has them', mine.higherOffer],
          ['be left out: staff took them out', mine.blockedByStaff],
        ],
      ),
      table(
        ['of all offers together, would', 'customers'],
        [
          ['leave', counts.leave],
          ['enter', counts.enter],
          ['switch', counts.switch],
          ['stay', counts.stay],
        ],
      ),
      ...problems.map(({ offer: id, message }) => `! offer ${id}: ${message}`),
    ].join('\n'),
  );
}

function summary(offer: Offer, status: ShopStatus) {
  return {
    id: offer.id,
    name: offer.name,
    state: stateOf(offer, status.now),
    intent: offer.intent,
    version: offer.version,
    priority: offer.priority,
    discount: offer.discount,
    startsAt: offer.startsAt.toString(),
    endsAt: offer.endsAt.toString(),
    cutAt: offer.cutAt?.toString() ?? null,
  };
}

/** An offer that is over stays over, paused or not. */
export function stateOf(offer: Offer, now: number): string {
  const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(now));
  const [window] = windowsOf({ ...offer, intent: 'armed' }, at);
  if (window === undefined && (offer.intent === 'armed' || offer.intent === 'paused')) return 'over';
  if (window === undefined || offer.intent !== 'armed') return offer.intent;
  return isOpen(window, at) ? 'running' : 'to come';
}

async function countOutcomes(shop: Shop, offer: number): Promise<Record<EnrolmentOutcome, number>> {
  const counts = { open: 0, restored: 0, staff_kept: 0, switched: 0, repaired: 0, deleted: 0 };
  for await (const page of shop.history(offer)) for (const { outcome } of page) counts[outcome]++;
  return counts;
}

function heartbeat({ heartbeat: last, now }: ShopStatus): string {
  if (last === null) return 'the service has never called: start it with group-offers run';
  const seconds = Math.round((now - last) / 1000);
  return seconds <= 60
    ? `the service called ${seconds} s ago`
    : `the service is silent since ${new Date(last).toISOString()}: is group-offers run alive?`;
}

const shownNotice = ({ code, idOffer, message, at }: Notice) => ({
  code,
  idOffer,
  message,
  at: new Date(at).toISOString(),
});
