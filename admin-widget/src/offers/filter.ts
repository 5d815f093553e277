import type { OfferRow } from './useOffers.ts';
import type { OfferState } from './state.ts';

/** What the list can be narrowed to; `all` leaves out what was put away. */
export const FILTERS = ['all', 'now', 'coming', 'draft', 'stopped', 'over', 'archived'] as const;
export type Filter = (typeof FILTERS)[number];

const FILTER_OF: Readonly<Record<OfferState, Filter>> = {
  draft: 'draft',
  broken: 'stopped',
  awaiting: 'stopped',
  coming: 'coming',
  preparing: 'coming',
  between: 'coming',
  waiting: 'now',
  entering: 'now',
  running: 'now',
  leaving: 'now',
  paused: 'stopped',
  over: 'over',
  cancelled: 'over',
  archived: 'archived',
};
/** Whoever looks at the list wants to see first what runs. */
const ORDER: readonly Filter[] = ['now', 'coming', 'stopped', 'draft', 'over', 'archived'];

const FAR = Number.MAX_SAFE_INTEGER;

export const filterOf = ({ standing }: OfferRow): Filter => FILTER_OF[standing.state];

/** Without case and accents, every word somewhere in the name, or the offer's number. */
export function isNamed({ offer }: OfferRow, search: string): boolean {
  const name = `${plain(offer.name)} ${offer.id}`;
  return plain(search)
    .split(/\s+/u)
    .every((word) => name.includes(word));
}

/** What runs first, then what comes next, then the latest. */
export function sorted(rows: readonly OfferRow[]): readonly OfferRow[] {
  return [...rows].sort(
    (a, b) =>
      ORDER.indexOf(filterOf(a)) - ORDER.indexOf(filterOf(b)) ||
      (a.standing.edge?.at ?? FAR) - (b.standing.edge?.at ?? FAR) ||
      b.offer.startsAt.epochMilliseconds - a.offer.startsAt.epochMilliseconds ||
      b.offer.id - a.offer.id,
  );
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
