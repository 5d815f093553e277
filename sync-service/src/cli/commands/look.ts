import {
  OUTCOMES,
  SYNC_LATE_MS,
  type EnrolmentOutcome,
  type Notice,
  type Shop,
  type ShopStatus,
} from '../../moves/index.ts';
import { noticeText } from '../../messages/index.ts';
import type { Offer } from '../../offer/index.ts';
import { comingWindows, instantOf, isOpen, zoneOf, type Window } from '../../windows/index.ts';
import { awaitingApproval } from '../approval.ts';
import { endText, instantText, table, untilText } from '../output.ts';
import { findOffer, type Session } from '../session.ts';

/** A service polls every ten seconds. */
const HEARTBEAT_LATE_MS = 60_000;

/** All offers but the archived ones, each with the window that is open or comes next; one that is over, from its first start to its last end. */
export async function list({ shop, output }: Session): Promise<void> {
  const status = await shop.status();
  const offers = await shop.offers();
  const rows = offers.map((offer) => {
    const window = comingWindows(offer, instantOf(status.now))?.[0];
    return {
      ...summary(offer, status),
      window: window === undefined ? null : { start: window.start.toString(), end: window.end.toString() },
      recurrence: offer.schedule.recurrence,
    };
  });
  output.result(rows, () =>
    rows.length === 0
      ? 'no offers yet: group-offers apply FILE'
      : table(
          ['id', 'name', 'state', 'priority', 'discount', 'start', 'end', 'comes again'],
          offers.map((offer) => {
            const zone = zoneOf(offer);
            const { start, end } = comingWindows(offer, instantOf(status.now))?.[0] ?? {
              start: offer.startsAt,
              end: offer.endsAt,
            };
            return [
              offer.id,
              offer.name,
              stateOf(offer, status.now),
              offer.priority,
              `${offer.discount} %`,
              instantText(start, zone),
              endText(end, zone),
              offer.schedule.recurrence?.rule ?? '',
            ];
          }),
        ),
  );
}

/** One offer: its state, who was moved and what became of them, and what needs attention. */
export async function status({ shop, output }: Session, wanted: string): Promise<void> {
  const offer = await findOffer(shop, wanted);
  const now = await shop.status();
  const outcomes = await countOutcomes(shop, offer.id);
  const [waiting] = await awaitingApproval(shop, [offer]);
  const notices = now.notices.filter(({ idOffer }) => idOffer === offer.id || idOffer === 0);
  const windows = (comingWindows(offer, instantOf(now.now), offer.endsAt) ?? []).slice(0, COMING_SHOWN);
  const data = {
    ...summary(offer, now),
    recurrence: offer.schedule.recurrence,
    rotation: offer.rotation,
    windows: windows.map(({ start, end }) => ({ start: start.toString(), end: end.toString() })),
    customers: outcomes,
    awaitingApproval: waiting ?? null,
    hold: now.hold,
    notices: notices.map(shownNotice),
  };
  output.result(data, () => {
    const lines = [
      `offer ${offer.id} "${offer.name}": ${data.state}, version ${offer.version}`,
      `from ${instantText(offer.startsAt, zoneOf(offer))} to ${untilText(offer)}`,
      ...windowLines(offer, windows),
      `customers in it now: ${outcomes.open}; left: ${outcomes.restored} restored exactly, ${outcomes.staff_kept} with staff's changes kept, ` +
        `${outcomes.changed_elsewhere} with a default group that another program chose, ${outcomes.corrected} corrected (no group, or one that does not exist), ` +
        `${outcomes.switched} went over (to another offer, or to a new membership), ${outcomes.repaired} repaired, ${outcomes.deleted} deleted`,
      serviceState(now).text,
      ...(now.hold === null ? [] : [`on hold (${now.hold}): nobody enters until you say so: group-offers confirm`]),
      ...(waiting === undefined ? [] : [`! ${waiting.message}`]),
      ...data.notices.map(({ message, at }) => `! ${at} ${message}`),
    ];
    return lines.join('\n');
  });
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

const COMING_SHOWN = 3;

/** Of an offer that comes again, its next windows; of one that rotates, how. */
function windowLines(offer: Offer, windows: readonly Window[]): string[] {
  const { schedule, rotation } = offer;
  const zone = zoneOf(offer);
  const again = schedule.recurrence;
  const coming = again === null ? [] : windows;
  const by = rotation?.by ?? { cohorts: 0 };
  return [
    ...(again === null ? [] : [`comes again by ${again.rule}; now and next:`]),
    ...coming.map(({ start, end }) => `  ${instantText(start, zone)} to ${instantText(end, zone)}`),
    ...(rotation === null
      ? []
      : [
          `in turns of ${rotation.turn}: ` +
            ('cohorts' in by ? `everybody once in ${by.cohorts} turns` : `at most ${by.capacity} customers at a time`),
        ]),
  ];
}

/** An offer that is over stays over, paused or not. */
export function stateOf(offer: Offer, now: number): string {
  const at = instantOf(now);
  const windows = comingWindows(offer, at);
  if (windows === null) return 'cannot run';
  if (offer.awaiting !== undefined && offer.intent !== 'archived') return 'awaiting approval';
  const [window] = windows;
  if (window === undefined && (offer.intent === 'armed' || offer.intent === 'paused')) return 'over';
  if (window === undefined || offer.intent !== 'armed') return offer.intent;
  return isOpen(window, at) ? 'running' : 'to come';
}

async function countOutcomes(shop: Shop, offer: number): Promise<Record<EnrolmentOutcome, number>> {
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<EnrolmentOutcome, number>;
  for await (const page of shop.history(offer)) for (const { outcome } of page) counts[outcome]++;
  return counts;
}

/** Whether a service calls this shop, and gets its syncs done. */
export function serviceState({ heartbeat, lastSync, now }: ShopStatus): {
  readonly isWell: boolean;
  readonly text: string;
} {
  if (heartbeat === null)
    return { isWell: false, text: 'the service has never called: start it with group-offers run' };
  const since = (at: number) => new Date(at).toISOString();
  if (now - heartbeat > HEARTBEAT_LATE_MS)
    return { isWell: false, text: `the service is silent since ${since(heartbeat)}: is group-offers run alive?` };
  const called = `the service called ${Math.round((now - heartbeat) / 1000)} s ago`;
  return lastSync !== null && now - lastSync > SYNC_LATE_MS
    ? { isWell: false, text: `${called}, but has finished no sync since ${since(lastSync)}: look at its log` }
    : { isWell: true, text: called };
}

const shownNotice = (notice: Notice) => ({
  ...notice,
  message: noticeText(notice),
  at: new Date(notice.at).toISOString(),
});
