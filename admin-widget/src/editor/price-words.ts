import type { Review } from '@group-offers/sync-service/wire';
import { useI18n } from 'vue-i18n';
import { useFormat } from '../i18n/format.ts';

type Example = Review['examples'][number];
type Specific = Example['specificPrices'][number];

/** Prices of the review in words. */
export function useWorth() {
  const { t } = useI18n();
  const format = useFormat();

  const shownAs = ({ shown, amount }: Example['today']): string =>
    shown ? format.money(amount) : t('editor.review.hidden');

  /** What the offer saves; told only where both prices can be compared. */
  function saved({ today, then }: Example): string {
    if (!today.shown || !then.shown || today.taxIncluded !== then.taxIncluded) return '–';
    const difference = then.amount - today.amount;
    if (Math.abs(difference) < 0.005) return t('editor.review.samePrice');
    const percent = today.amount > 0 ? (100 * difference) / today.amount : 0;
    const amount = format.money(Math.abs(difference));
    const share = format.percent(Math.round(Math.abs(percent) * 10) / 10);
    return t(difference < 0 ? 'editor.review.cheaper' : 'editor.review.dearer', { amount, percent: share });
  }

  /** A specific price or catalogue rule: whose it is and what it does. */
  function specificWords({ label, group, kind, value }: Specific, groups: ReadonlyMap<number, string>): string {
    const what =
      kind === 'percentage'
        ? t('editor.review.off', { value: format.percent(value) })
        : kind === 'amount'
          ? t('editor.review.off', { value: format.money(value) })
          : t('editor.review.fixed', { value: format.money(value) });
    const name = label || t('editor.review.specificPrice');
    const whose = groups.get(group);
    return t(whose === undefined ? 'editor.review.also' : 'editor.review.alsoGroup', {
      name,
      what,
      group: whose ?? '',
    });
  }

  return { shownAs, saved, specificWords };
}
