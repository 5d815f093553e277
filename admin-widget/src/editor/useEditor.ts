import { ProblemError, RefusedError, StaleVersionError } from '@group-offers/sync-service/errors';
import type { Intent, Offer, OfferPlan } from '@group-offers/sync-service/offer';
import { isOpen, windowsOf } from '@group-offers/sync-service/windows';
import type { Problem } from '@group-offers/sync-service/problems';
import type { Choices, Overview } from '@group-offers/sync-service/wire';
import { Temporal } from 'temporal-polyfill';
import { computed, reactive, shallowRef } from 'vue';
import { usePage } from '../page.ts';
import { useErrors } from '../ui/errors.ts';
import { changedFields, duplicateOf, newPlan, planOf, withFields, type Field } from './draft.ts';
import { problemsOf } from './problems.ts';

/** What is opened: `id` 0 for a new offer, like offer `from` when that is not 0. */
export interface Opened {
  readonly id: number;
  readonly from: number;
}

/** Another employee saved the offer after it was opened here. */
export interface Conflict {
  /** As it was when it was opened here. */
  readonly base: OfferPlan;
  readonly mine: OfferPlan;
  readonly theirs: Offer;
  /** What the button said that was pressed here; null: as it is. */
  readonly intent: Intent | null;
}

export type Saved = 'saved' | 'invalid' | 'conflict' | 'failed';

/** The offer that is being edited: loaded, changed, checked and saved. */
export function useEditor(copyName: (name: string) => string) {
  const { boot, desk, may } = usePage();
  const errors = useErrors();
  const state = reactive({ phase: 'loading' as 'loading' | 'ready' | 'failed', busy: false, tried: false });
  /** What the shop has against the plan; other failures are the page's to tell. */
  const refusal = shallowRef<Problem | null>(null);
  const choices = shallowRef<Choices | null>(null);
  const overview = shallowRef<Overview | null>(null);
  const offers = shallowRef<readonly Offer[]>([]);
  /** As the shop has it; null for a new one. */
  const offer = shallowRef<Offer | null>(null);
  /** Always replaced, never changed in place: a worker takes no reactive objects. */
  const plan = shallowRef<OfferPlan>(newPlan(boot.timezone, Date.now()));
  const untouched = shallowRef<OfferPlan>(plan.value);
  const conflict = shallowRef<Conflict | null>(null);
  let ahead = 0;
  let loads = 0;

  /** By the shop's clock, ms. */
  const now = () => Date.now() + ahead;
  const others = computed(() => offers.value.filter(({ id }) => id !== offer.value?.id));
  const changed = computed(() => changedFields(untouched.value, plan.value));
  const problems = computed(() =>
    choices.value === null
      ? []
      : problemsOf(plan.value, {
          choices: choices.value,
          others: others.value,
          now: now(),
          onlyReference: may('groups') ? undefined : (offer.value?.idReferenceGroup ?? 0),
        }),
  );
  const running = computed(() => offer.value !== null && isRunning(offer.value, now()));
  /** Over for good: nothing of it can be changed. */
  const closed = computed(() => ['cancelled', 'archived'].includes(offer.value?.intent ?? 'draft'));
  const inside = computed(() => overview.value?.offers.find((figures) => figures.offer === offer.value?.id)?.open ?? 0);

  async function load({ id, from }: Opened): Promise<void> {
    const own = ++loads;
    Object.assign(state, { phase: 'loading', tried: false });
    conflict.value = null;
    try {
      const [choicesNow, overviewNow, found] = await Promise.all([desk.choices(), desk.overview(), desk.offers()]);
      const named = id || from;
      const known = named === 0 ? null : (found.offers.find((each) => each.id === named) ?? (await desk.offer(named)));
      // Another offer was opened meanwhile: a late answer must not put this one in its place.
      if (own !== loads) return;
      ahead = overviewNow.status.now - Date.now();
      [choices.value, overview.value, offers.value] = [choicesNow, overviewNow, found.offers];
      offer.value = id === 0 ? null : known;
      plan.value =
        known === null
          ? newPlan(boot.timezone, now(), may('allShops') ? 0 : choicesNow.details.shops[0]?.id)
          : id === 0
            ? duplicateOf(known, copyName(known.name), now())
            : planOf(known);
      untouched.value = plan.value;
      state.phase = 'ready';
    } catch (problem) {
      if (own !== loads) return;
      errors.show(problem);
      state.phase = 'failed';
    }
  }

  /** @param intent null: as it is */
  async function save(intent: Intent | null): Promise<Saved> {
    state.tried = true;
    const target = intent ?? offer.value?.intent ?? 'draft';
    if (problems.value.some(({ onlyToRun }) => target !== 'draft' || !onlyToRun)) return 'invalid';
    return attempt(async () => {
      const wanted = { ...plan.value, name: plan.value.name.trim(), intent: target };
      accept(offer.value === null ? await desk.create(wanted) : await change(offer.value, wanted));
    }, intent);
  }

  /** After a conflict: theirs with these fields of mine. */
  async function merge(fields: readonly Field[]): Promise<Saved> {
    const { theirs, mine, intent } = conflict.value!;
    const merged = withFields(planOf(theirs), mine, fields);
    conflict.value = null;
    [offer.value, plan.value, untouched.value] = [theirs, merged, planOf(theirs)];
    return save(intent);
  }

  function change(from: Offer, wanted: OfferPlan): Promise<Offer> {
    const fields = changedFields(planOf(from), wanted);
    const changes = Object.fromEntries(fields.map((field) => [field, wanted[field]]));
    return desk.change(from, { ...changes, ...(wanted.intent === from.intent ? {} : { intent: wanted.intent }) });
  }

  async function attempt(work: () => Promise<void>, intent: Intent | null): Promise<Saved> {
    state.busy = true;
    refusal.value = null;
    errors.clear();
    try {
      await work();
      return 'saved';
    } catch (problem) {
      if (problem instanceof StaleVersionError && offer.value !== null) return await meet(offer.value, intent);
      if (problem instanceof RefusedError || problem instanceof ProblemError) refusal.value = problem.problem;
      else errors.show(problem);
      return 'failed';
    } finally {
      state.busy = false;
    }
  }

  async function meet(base: Offer, intent: Intent | null): Promise<Saved> {
    try {
      const theirs = await desk.offer(base.id);
      conflict.value = { base: planOf(base), mine: plan.value, theirs, intent };
      return 'conflict';
    } catch (problem) {
      errors.show(problem);
      return 'failed';
    }
  }

  function accept(saved: Offer): void {
    offer.value = saved;
    offers.value = [...offers.value.filter(({ id }) => id !== saved.id), saved];
    plan.value = planOf(saved);
    untouched.value = plan.value;
    state.tried = false;
  }

  return {
    state,
    refusal,
    choices,
    overview,
    offer,
    others,
    plan,
    untouched,
    changed,
    problems,
    running,
    closed,
    inside,
    conflict,
    now,
    load,
    save,
    merge,
    /** Gives up what was changed here. */
    reset: () => (plan.value = untouched.value),
    dropConflict: () => (conflict.value = null),
  };
}

function isRunning(offer: Offer, now: number): boolean {
  const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(now));
  try {
    return windowsOf(offer, at).some((window) => isOpen(window, at));
  } catch (error) {
    // A rule that nobody can read is told by the validation.
    if (error instanceof ProblemError) return false;
    throw error;
  }
}
