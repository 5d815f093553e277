import type { AudienceRule } from '@group-offers/sync-service/offer';
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import type { Band, Counting, Judged, Preview } from './preview.ts';
import { isWhole } from './rules.ts';

export interface Reach {
  readonly judged: Readonly<Ref<Judged | null>>;
  readonly spend: Readonly<Ref<readonly Band[]>>;
  readonly recency: Readonly<Ref<readonly Band[]>>;
  /** A newer number is on its way. */
  readonly busy: Readonly<Ref<boolean>>;
  readonly incomplete: Readonly<Ref<boolean>>;
  readonly error: Readonly<Ref<unknown>>;
  /** Counts again although nothing changed: after a failure, or when a list has new content. */
  again(): void;
}

/** So long nothing more is typed before it is counted: the number stands within a tenth of a second after a change. */
const PAUSE_MS = 40;

/** Keeps the numbers up with what the merchant changes; one count at a time, and the last change counts. */
export function useReach(preview: Preview, rule: () => AudienceRule, counting: () => Counting): Reach {
  const judged = shallowRef<Judged | null>(null);
  const spend = shallowRef<readonly Band[]>([]);
  const recency = shallowRef<readonly Band[]>([]);
  const busy = ref(false);
  const incomplete = ref(false);
  const error = shallowRef<unknown>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Grows with every change; the change that is due to be counted; the one that was counted last. */
  let [change, due, counted] = [0, 0, 0];
  let running = false;

  async function count(): Promise<void> {
    if (running) return;
    running = true;
    while (counted !== due) {
      const mine = due;
      await countOne(() => mine === change);
      counted = mine;
    }
    running = false;
  }

  async function countOne(isWanted: () => boolean): Promise<void> {
    try {
      const found = await preview.judged(rule(), counting());
      if (!isWanted()) return;
      judged.value = found;
      error.value = null;
      busy.value = false;
      const kinds = ['spend', 'recency'] as const;
      const [bySpend, byRecency] = await Promise.all(kinds.map((kind) => preview.histogram(kind, found.ids)));
      if (isWanted()) [spend.value, recency.value] = [bySpend!, byRecency!];
    } catch (thrown) {
      if (!isWanted()) return;
      error.value = thrown;
      busy.value = false;
    }
  }

  function start(pause: number): void {
    clearTimeout(timer);
    const mine = ++change;
    incomplete.value = !isWhole(rule());
    busy.value = !incomplete.value;
    if (incomplete.value) {
      judged.value = null;
      return;
    }
    timer = setTimeout(() => {
      due = mine;
      void count();
    }, pause);
  }

  watch(
    () => JSON.stringify([rule(), counting()]),
    () => start(PAUSE_MS),
  );
  start(0);
  onScopeDispose(() => clearTimeout(timer));
  return { judged, spend, recency, busy, incomplete, error, again: () => start(0) };
}
