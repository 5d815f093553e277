import { useI18n } from 'vue-i18n';
import { usePage } from '../page.ts';
import { pluralising } from './problem-text.ts';
import type { TimelineRow } from './timeline-rows.ts';
import { localAt, useWall } from './wall.ts';

/** Of the offers that go first. */
const NAMED = 2;

/** What is said of an offer in the timeline, beside what is drawn. */
export interface RowText {
  /** `Running · until Sun, Nov 29, 11:59 PM` */
  state(row: TimelineRow): string;
  /** `“VIP days” goes first`; only where there is one. */
  first(row: TimelineRow): string;
  moment(at: number): string;
}

export function useRowText(): RowText {
  const { t } = useI18n();
  const plural = pluralising(t);
  const wall = useWall();
  const { boot } = usePage();
  const moment = (at: number) => wall.value.dateTime(localAt(at, boot.timezone));
  return {
    moment,
    state({ state, said = state, edge, offer }) {
      const facts = [t(`offers.state.${said}`)];
      if (edge !== null)
        facts.push(t(`when.timeline.${edge.kind}At`, { at: wall.value.shortMoment(localAt(edge.at, boot.timezone)) }));
      if (offer.schedule.recurrence !== null) facts.push(t('when.timeline.comes'));
      if (offer.rotation !== null) facts.push(t('when.timeline.turns'));
      return facts.join(' · ');
    },
    first({ winners }) {
      const named = winners.slice(0, NAMED).map(({ name }) => isolated(t('common.quoted', { text: name })));
      if (winners.length > NAMED) named.push(t('when.timeline.others'));
      return plural('when.timeline.goesFirst', { names: wall.value.list(named), count: named.length });
    },
  };
}

/** A name in another script does not turn the words around it. */
function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}
