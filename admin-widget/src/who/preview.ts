import { explainText, type Explanation, type Known, type Locale } from '@group-offers/sync-service/audience';
import type { AudienceRule } from '@group-offers/sync-service/offer';
import { inject, reactive, readonly, type InjectionKey } from 'vue';
import { usePage, type Page } from '../page.ts';
import { CustomersCensus, type Census } from './census.ts';
import { shared, type Band, type Counting, type HistogramKind, type Judged } from './figures.ts';
import { WorkerCensus } from './worker-census.ts';

export type { Band, Counting, HistogramKind, Judged } from './figures.ts';

export interface PreviewState {
  readonly phase: 'idle' | 'loading' | 'ready' | 'failed';
  /** Customers read so far. */
  readonly loaded: number;
  /** All customers of the shop; 0 while it is not known. */
  readonly total: number;
  /** Only a sample was read: say "about" to every number. */
  readonly estimate: boolean;
  /** The day in the shop as of which is counted, `2026-11-27`. */
  readonly asOf: string;
  readonly error: unknown;
}

/** Whom rules mean, counted in the browser by the service's own code. The customers are read at the first question. */
export interface Preview {
  readonly state: PreviewState;
  /** Begins to read, or reads again after a failure; asking for numbers does it too. */
  load(): Promise<void>;
  /** Reads everything anew, as after pinning. */
  reload(): Promise<void>;
  /** @throws what reading threw; RefusedError when the rule names a list that is gone */
  judged(rule: AudienceRule, counting: Counting): Promise<Judged>;
  histogram(kind: HistogramKind, ids: Uint32Array): Promise<readonly Band[]>;
  /** How many customers two judged audiences share (`ids`). */
  overlap(a: Uint32Array, b: Uint32Array): Promise<number>;
  /** Why a customer is meant or not, a line for each rule; null when the shop has no such customer, or the sample. @param known `knownNames(choices, lists)` */
  explain(rule: AudienceRule, customer: number, language: Locale, known?: Known): Promise<string | null>;
  /** The same as a tree. */
  explanation(rule: AudienceRule, customer: number): Promise<Explanation | null>;
  /** After a list was imported or forgotten. */
  listsChanged(): Promise<void>;
}

/** In the place of the shared one; for tests. */
export const PREVIEW: InjectionKey<Preview> = Symbol('preview');

/** One for each connection to the shop, and so one for the page: reading the customers twice would cost time and memory. */
const previews = new WeakMap<Page['desk'], Preview>();

export function usePreview(): Preview {
  const given = inject(PREVIEW, null);
  if (given !== null) return given;
  const page = usePage();
  const known = previews.get(page.desk);
  if (known !== undefined) return known;
  const preview = createPreview(() =>
    // Without workers (tests) the same code counts in the page.
    typeof Worker === 'undefined' ? new CustomersCensus(page.desk) : new WorkerCensus(page.boot.endpoint),
  );
  previews.set(page.desk, preview);
  return preview;
}

/** @param open begins with nothing read; called again to read anew */
export function createPreview(open: () => Census): Preview {
  const state = reactive({
    phase: 'idle' as PreviewState['phase'],
    loaded: 0,
    total: 0,
    estimate: false,
    asOf: '',
    error: null as unknown,
  });
  let scale = 1;
  let census: Census | null = null;
  let loading: Promise<void> | null = null;

  async function read(): Promise<void> {
    census?.close();
    const mine = (census = open());
    Object.assign(state, { phase: 'loading', loaded: 0, error: null });
    try {
      const { total, estimate, asOf, ...loaded } = await mine.load((progress) => Object.assign(state, progress));
      if (census !== mine) return loading ?? undefined;
      scale = loaded.scale;
      Object.assign(state, { phase: 'ready', loaded: total, total, estimate, asOf });
    } catch (error) {
      if (census !== mine) return loading ?? undefined;
      mine.close();
      Object.assign(state, { phase: 'failed', error });
      throw error;
    }
  }

  function load(): Promise<void> {
    if (loading === null || state.phase === 'failed') return reload();
    return loading;
  }

  function reload(): Promise<void> {
    loading = read();
    return loading;
  }

  async function ready(): Promise<Census> {
    // A failure is told to whoever asks, and tried again by load().
    await (loading ?? reload());
    return census!;
  }

  return {
    state: readonly(state),
    load,
    reload,
    judged: async (rule, counting) => (await ready()).judged(rule, counting),
    histogram: async (kind, ids) => (await ready()).histogram(kind, ids),
    overlap: async (a, b) => {
      await ready();
      return Math.round(shared(a, b) * scale);
    },
    explain: async (rule, customer, language, known) => {
      const explanation = await (await ready()).explain(rule, customer);
      return explanation === null ? null : explainText(explanation, language, known);
    },
    explanation: async (rule, customer) => (await ready()).explain(rule, customer),
    listsChanged: async () => {
      if (loading !== null && state.phase !== 'failed') await (await ready()).listsChanged();
    },
  };
}
