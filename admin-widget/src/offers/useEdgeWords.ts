import { useI18n } from 'vue-i18n';
import { useFormat } from '../i18n/format.ts';
import type { NextEdge, Standing } from './state.ts';

/** "Starts on Friday at 18:00, in 3 hours". */
export function useEdgeWords() {
  const { t } = useI18n();
  const format = useFormat();

  const edgeWords = ({ kind, at }: NextEdge, now: number): string =>
    t(`offers.edge.${kind}`, { at: format.dateTime(at), in: format.relative(at, now) });

  /** What comes next, or when it was; empty when there is nothing to say. */
  function when({ state, edge, window }: Standing, endedAt: number | null, now: number): string {
    if (edge !== null) return edgeWords(edge, now);
    if (state === 'draft' && window !== null) {
      return t('offers.edge.planned', { at: format.dateTime(window.start.epochMilliseconds) });
    }
    if (state === 'paused' && window !== null) {
      return t('offers.edge.until', { at: format.dateTime(window.end.epochMilliseconds) });
    }
    if (['over', 'cancelled', 'archived', 'leaving'].includes(state) && endedAt !== null) {
      return t(state === 'leaving' ? 'offers.edge.ending' : 'offers.edge.ended', { at: format.dateTime(endedAt) });
    }
    return '';
  }

  return { edgeWords, when };
}

/** When an offer ended for good, ms; null while it has not. */
export function endedAt(
  offer: { readonly cutAt: { epochMilliseconds: number } | null; readonly endsAt: { epochMilliseconds: number } },
  now: number,
): number | null {
  const end = Math.min(offer.cutAt?.epochMilliseconds ?? Infinity, offer.endsAt.epochMilliseconds);
  return end <= now ? end : null;
}
