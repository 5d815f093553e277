import type { Offer } from '@group-offers/sync-service/offer';
import type { FoundOffers, OfferFigures, Overview } from '@group-offers/sync-service/wire';
import { computed, onBeforeUnmount, onMounted, ref, shallowRef } from 'vue';
import { usePage } from '../page.ts';
import { useErrors } from '../ui/errors.ts';
import { isSilent } from './notices.ts';
import { standingOf, type Standing } from './state.ts';
import { topUp } from './top-up.ts';
import { usePolling } from './usePolling.ts';

export interface OfferRow {
  readonly offer: Offer;
  readonly figures: OfferFigures | undefined;
  readonly standing: Standing;
}

export const POLL_MS = 10_000;
const TICK_MS = 5_000;

/** All offers with where they stand, looked at again every few seconds. */
export function useOffers(everyMs = POLL_MS) {
  const { desk, may } = usePage();
  const errors = useErrors();
  const overview = shallowRef<Overview | null>(null);
  const found = shallowRef<FoundOffers>({ offers: [], unreadable: [] });
  const error = shallowRef<unknown>(null);
  /** The shop's clock, ms. */
  const now = ref(Date.now());
  let before = new Map<number, OfferFigures>();
  let ahead = 0;
  const toppedUp = new Set<string>();
  let timer: ReturnType<typeof setInterval> | undefined;

  const rows = computed<readonly OfferRow[]>(() => {
    const figures = byOffer(overview.value);
    return found.value.offers.map((offer) => ({
      offer,
      figures: figures.get(offer.id),
      standing: standingOf(offer, figures.get(offer.id), now.value, {
        before: before.get(offer.id),
        silent: overview.value !== null && isSilent(overview.value.status, now.value),
      }),
    }));
  });

  async function look(): Promise<void> {
    const seen = await desk.overview();
    // The offers are read again only when the shop says that something changed.
    if (seen.status.counter !== overview.value?.status.counter) found.value = await desk.offers();
    before = byOffer(overview.value);
    ahead = seen.status.now - Date.now();
    // What the page said of the look before is true no more.
    if (error.value !== null) errors.clear();
    [overview.value, error.value] = [seen, null];
    tick();
    if (may('edit')) await topUp(desk, found.value.offers, now.value, toppedUp);
  }

  const tick = () => (now.value = Date.now() + ahead);
  const refresh = usePolling(look, everyMs, (problem) => {
    error.value = problem;
    errors.show(problem);
  });
  onMounted(() => (timer = setInterval(tick, TICK_MS)));
  onBeforeUnmount(() => clearInterval(timer));

  return { overview, rows, unreadable: computed(() => found.value.unreadable), error, now, refresh };
}

function byOffer(overview: Overview | null): Map<number, OfferFigures> {
  return new Map(overview?.offers.map((figures) => [figures.offer, figures]));
}
