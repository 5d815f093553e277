import { isNotice, problemIn, type NoticeCode, type Params } from '../problems.ts';
import { filled } from './filled.ts';
import { problemText } from './problems.ts';

/** What the command line and the log say of a notice. */
export const NOTICE_TEXTS: Readonly<Record<NoticeCode, string>> = {
  offer_cannot_run: 'This offer cannot run.',
  unreadable_rows:
    "Left out, since the shop's data about them cannot be read: {rows} (and {more} more). Correct them in the shop.",
  started_late: 'Started {seconds} s late: the shop did not answer the sync service at the start.',
  ended_by_shop:
    'The sync service was silent when this offer was over: the shop ended it by itself and put its customers back. See that the service runs.',
  key_narrowed:
    'The key of before this version now carries out offers and nothing else. To plan, import or exclude from the command line, make the key for it under Connection and set it as SHOP_PLANNING_KEY.',
  group_edited:
    'The group of this offer ({idGroup}) had been changed by hand and was put right: {what}. Change the offer instead.',
  group_access_edited:
    'What the groups of offers have access to had been changed by hand and was put right: {what}. Change the offers instead.',
  changed_elsewhere:
    'While this offer ran, something other than the customer form (an import, another module, a program using the Webservice or SQL) gave some of its customers another default group. They kept that group, left the offer, and no offer takes them before this one ends. The report of the offer counts them and names each one.',
  calendar_missing:
    'It comes again, and the shop does not keep its windows yet. Open the page "Group offers" as somebody who may edit, or apply the offer again, before {before} UTC: from then on nobody enters without.',
  calendar_ends:
    'At most {windows} windows of its calendar are left. Open the page "Group offers" as somebody who may edit, or apply the offer again: nobody enters after the last one.',
  mass_change:
    '{changed} of the {open} customers in this offer were changed by something other than the back office. Nobody enters and nothing is put right until you confirm. Then those who have the default group of before the offer, or none that exists, go back into the offer; those who have been given another group keep it and leave the offer.',
};

export function noticeText({ code, params }: { readonly code: string; readonly params: Params }): string {
  if (!isNotice(code)) return `${code} ${JSON.stringify(params)}`;
  const problem = code === 'offer_cannot_run' ? problemIn(params) : null;
  return problem === null ? filled(NOTICE_TEXTS[code], params) : problemText(problem);
}
