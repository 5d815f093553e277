import isEqual from 'fast-deep-equal';
import { checkRule } from '@group-offers/sync-service/audience';
import type { OfferPlan } from '@group-offers/sync-service/offer';
import { computed, onScopeDispose, reactive, shallowRef, watch, type Ref } from 'vue';
import { usePreview, type Judged } from '../who/preview.ts';

/** While a number is being typed nothing is counted. */
const PAUSE_MS = 300;

/** Whom the plan reaches, counted anew when its audience changes; null while nobody has counted, or nobody can. */
export function useReach(plan: Ref<OfferPlan>) {
  const preview = usePreview();
  const judged = shallowRef<Judged | null>(null);
  const state = reactive({ failed: false });
  const asked = computed(() => {
    const { rule, holdout, seed } = plan.value.audience;
    return { rule, counting: { holdout, seed, idShop: plan.value.idShop } };
  });
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function count(): Promise<void> {
    const question = asked.value;
    if (checkRule(question.rule).length > 0) return;
    try {
      const answer = await preview.judged(question.rule, question.counting);
      if (question === asked.value) [judged.value, state.failed] = [answer, false];
    } catch {
      // Who it is for shows what went wrong, and how to try again.
      if (question === asked.value) [judged.value, state.failed] = [null, true];
    }
  }

  watch(
    asked,
    (now, before) => {
      if (before !== undefined && isEqual(now, before)) return;
      judged.value = null;
      clearTimeout(timer);
      timer = setTimeout(() => void count(), before === undefined ? 0 : PAUSE_MS);
    },
    { immediate: true },
  );
  // Pinning and reading again change the numbers, not the question.
  watch(
    () => preview.state.phase,
    (phase) => {
      if (phase === 'ready') void count();
    },
  );
  onScopeDispose(() => clearTimeout(timer));

  return { preview, judged, state };
}
export type Reach = ReturnType<typeof useReach>;
