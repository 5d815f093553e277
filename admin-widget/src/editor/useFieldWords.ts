import isEqual from 'fast-deep-equal';
import { PRESETS, presetRule } from '@group-offers/sync-service/audience';
import type { AudienceRule, OfferPlan } from '@group-offers/sync-service/offer';
import type { Choices } from '@group-offers/sync-service/wire';
import { useI18n } from 'vue-i18n';
import { useFormat } from '../i18n/format.ts';
import { languageOf } from '../i18n/index.ts';
import { usePage } from '../page.ts';
import { scheduleWords } from '../when/repeat-words.ts';
import { pluralising } from '../when/problem-text.ts';
import { useWall } from '../when/wall.ts';
import type { Field } from './draft.ts';
import { pathOf, treeOf } from './categories.ts';

/** More than that of a list are counted, not named. */
const NAMED = 4;

/** What a field of a plan says, on one line, for people. */
export function useFieldWords(choices: () => Choices) {
  const { t } = useI18n();
  const { boot } = usePage();
  const format = useFormat();
  const wall = useWall();
  const language = languageOf(boot.locale);

  const list = (names: readonly string[]): string =>
    names.length <= NAMED
      ? names.join(', ') || t('editor.words.none')
      : t('editor.words.andMore', { names: names.slice(0, NAMED).join(', '), n: names.length - NAMED });
  const nameIn = (rows: readonly { readonly id: number; readonly name: string }[], id: number): string =>
    rows.find((row) => row.id === id)?.name ?? String(id);

  function ruleWords(rule: AudienceRule): string {
    if (rule.kind === 'all') return t('editor.words.everybody');
    const preset = PRESETS.find(({ id, asks = [] }) => asks.length === 0 && isEqual(presetRule(id), rule));
    return preset?.name[language] ?? t('editor.words.ownRule');
  }

  function audienceWords({ audience: { rule, taken, holdout, worseOff } }: OfferPlan): string {
    return [
      ruleWords(rule),
      t(`editor.words.${taken}`),
      ...(holdout > 0 ? [t('editor.words.holdout', { percent: format.percent(holdout) })] : []),
      ...(worseOff === 'include' ? [t('editor.review.include')] : []),
    ].join(' · ');
  }

  function reductionWords({ reductions }: OfferPlan): string {
    const { byId } = treeOf(choices().categories);
    return list(
      reductions.map(({ idCategory, discount, subcategories }) => {
        const node = byId.get(idCategory);
        const name = node === undefined ? String(idCategory) : pathOf(node);
        return `${name} ${format.percent(discount)}${subcategories ? ` ${t('editor.what.andBelow')}` : ''}`;
      }),
    );
  }

  function rotationWords({ rotation }: OfferPlan): string {
    if (rotation === null) return t('editor.words.allAtOnce');
    const { by, turn } = rotation;
    return 'cohorts' in by
      ? t('editor.words.cohorts', { n: by.cohorts, turn })
      : t('editor.words.capacity', { n: format.number(by.capacity), turn });
  }

  const WORDS: Readonly<Record<Field, (plan: OfferPlan) => string>> = {
    name: ({ name }) => name,
    discount: ({ discount }) => format.percent(discount),
    reductions: reductionWords,
    priceDisplayMethod: ({ priceDisplayMethod: tax }) =>
      t(`editor.what.${tax === null ? 'taxSame' : tax === 0 ? 'taxIncluded' : 'taxExcluded'}`),
    showPrices: ({ showPrices: show }) =>
      t(`editor.what.${show === null ? 'pricesSame' : show ? 'pricesShown' : 'pricesHidden'}`),
    modulesDenied: ({ modulesDenied }) => {
      const { modules } = choices().details;
      return list(modulesDenied.map((id) => modules.find((each) => each.id === id)?.displayName ?? String(id)));
    },
    membership: ({ membership }) => t(`editor.what.${membership}`),
    idReferenceGroup: ({ idReferenceGroup: id }) =>
      nameIn(choices().groups, id === 0 ? choices().details.customerGroup : id),
    idShop: ({ idShop }) => (idShop === 0 ? t('editor.what.everyShop') : nameIn(choices().details.shops, idShop)),
    priority: ({ priority }) => format.number(priority),
    checkoutGrace: ({ checkoutGrace }) => format.duration(checkoutGrace * 1_000),
    audience: audienceWords,
    schedule: ({ schedule }) => scheduleWords(schedule, pluralising(t), wall.value),
    rotation: rotationWords,
  };

  return {
    /** Of one field. */
    words: (field: Field, plan: OfferPlan): string => WORDS[field](plan),
    title: (field: Field): string => t(`editor.fields.${field}`),
    ruleWords,
  };
}
