import { RefusedError } from '@group-offers/sync-service/errors';
import type { AudienceRule, OfferPlan } from '@group-offers/sync-service/offer';
import type { Problem as Refusal } from '@group-offers/sync-service/problems';
import type { Choices, Review } from '@group-offers/sync-service/wire';
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import { usePage } from '../page.ts';
import { SessionOverError } from '../shop/transport.ts';
import { useErrors } from '../ui/errors.ts';
import { picked, type Field } from './draft.ts';
import type { Problem } from './problems.ts';
import type { Reach } from './useReach.ts';

/** The shop computes prices for it, so it is not asked at each keystroke. */
const PAUSE_MS = 900;
/** While it works out what was asked before. */
const BUSY_MS = 2_000;
/** More of an audience worse off than this must be accepted (invariant 11). */
export const ASKED_OVER = 0.1;

/** What prices, vouchers and the judgement follow from. */
export const DECIDING = [
  'discount',
  'reductions',
  'priceDisplayMethod',
  'showPrices',
  'modulesDenied',
  'membership',
  'idReferenceGroup',
  'idShop',
  'schedule',
] as const satisfies readonly Field[];

export interface WorseShare {
  /** Of those meant, how many would be worse off. */
  readonly customers: number;
  readonly meant: number;
}

/** What the shop says of a plan: prices, vouchers, who would be worse off. Asked anew when what they follow from changes. */
export function useReview(
  plan: Ref<OfferPlan>,
  from: { offer: Ref<number>; choices: Ref<Choices | null>; problems: Ref<readonly Problem[]>; reach: Reach },
) {
  const { desk } = usePage();
  const errors = useErrors();
  const phase = ref<'idle' | 'blocked' | 'loading' | 'ready' | 'failed'>('idle');
  const review = shallowRef<Review | null>(null);
  const worse = shallowRef<WorseShare | null>(null);
  /** What the shop has against the plan. */
  const refusal = shallowRef<Refusal | null>(null);
  /** Whose prices of today are compared; 0: as the offer's reference group. */
  const group = ref(0);
  /** Products that the merchant chose; none: the shop's choice. */
  const products = ref<readonly number[]>([]);
  /** Whether anybody looks: before that the shop is not asked. */
  const wanted = ref(false);

  const comparedGroup = computed(
    () => group.value || plan.value.idReferenceGroup || (from.choices.value?.details.customerGroup ?? 0),
  );
  const blocked = computed(() =>
    from.problems.value.some(
      ({ section, field, onlyToRun }) => ['what', 'when'].includes(section) && !onlyToRun && field !== 'go-offer-name',
    ),
  );
  const asked = computed(() => JSON.stringify([picked(plan.value, DECIDING), comparedGroup.value, products.value]));
  let current: { readonly asked: string; readonly done: Promise<void>; readonly stop: AbortController } | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Settles when the answer to the plan as it is now is there, or the shop failed. */
  async function ensure(): Promise<void> {
    clearTimeout(timer);
    wanted.value = true;
    if (blocked.value) {
      phase.value = 'blocked';
      return;
    }
    if (current?.asked !== asked.value || phase.value === 'failed') {
      current?.stop.abort();
      const stop = new AbortController();
      current = { asked: asked.value, stop, done: ask(stop.signal) };
    }
    await current.done;
  }

  async function ask(signal: AbortSignal): Promise<void> {
    phase.value = 'loading';
    try {
      // What is not named yet has prices all the same.
      const draft: OfferPlan = { ...plan.value, name: plan.value.name.trim() || '…', intent: 'draft' };
      const answer = await desk.review(draft, from.offer.value, comparedGroup.value, products.value, signal);
      if (signal.aborted) return;
      review.value = answer;
      await countWorse();
      if (!signal.aborted) phase.value = 'ready';
    } catch (problem) {
      if (signal.aborted) return;
      if (problem instanceof RefusedError && problem.code === 'busy') {
        await new Promise((resolve) => setTimeout(resolve, BUSY_MS));
        return signal.aborted ? undefined : ask(signal);
      }
      if (problem instanceof SessionOverError) errors.show(problem);
      refusal.value = problem instanceof RefusedError ? problem.problem : null;
      phase.value = 'failed';
    }
  }

  /** How much of this offer's audience the groups are that would be worse off. */
  async function countWorse(): Promise<void> {
    const groups = review.value?.worseOff.map((each) => each.group) ?? [];
    const { rule, seed } = plan.value.audience;
    const counting = { holdout: 0, seed, idShop: plan.value.idShop };
    if (groups.length === 0) {
      worse.value = { customers: 0, meant: from.reach.judged.value?.yes ?? 0 };
      return;
    }
    const among: AudienceRule = { kind: 'allOf', of: [rule, { kind: 'defaultGroups', groups }] };
    try {
      const [meant, hit] = await Promise.all([
        from.reach.preview.judged(rule, counting),
        from.reach.preview.judged(among, counting),
      ]);
      worse.value = { customers: hit.yes, meant: meant.yes };
    } catch {
      // Without the customers' figures the groups' sizes are all that is known.
      worse.value = null;
    }
  }

  function later(): void {
    if (!wanted.value) return;
    clearTimeout(timer);
    if (phase.value !== 'failed') phase.value = 'loading';
    timer = setTimeout(() => void ensure(), PAUSE_MS);
  }

  watch([asked, blocked], later);
  watch(
    () => from.reach.judged.value,
    () => void (phase.value === 'ready' && countWorse()),
  );
  onScopeDispose(() => {
    clearTimeout(timer);
    current?.stop.abort();
  });

  return {
    phase,
    review,
    worse,
    refusal,
    comparedGroup,
    products,
    ensure,
    compareWith: (id: number): void => void (group.value = id),
    show: (ids: readonly number[]): void => void (products.value = ids),
  };
}
export type ReviewState = ReturnType<typeof useReview>;

/** Whether arming must be confirmed. */
export function mustAccept(worse: WorseShare | null, { audience }: OfferPlan): boolean {
  return audience.worseOff === 'leaveOut' && worse !== null && worse.customers > ASKED_OVER * worse.meant;
}
