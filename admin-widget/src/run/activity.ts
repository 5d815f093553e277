import { stringify } from 'csv-stringify/browser/esm/sync';
import type { ActivityEntry } from '@group-offers/sync-service/wire';
import type { Desk } from '../shop/desk.ts';

/** Columns of the file, in their order. */
export const COLUMNS = [
  'at',
  'actor',
  'actorId',
  'name',
  'what',
  'offer',
  'offerName',
  'version',
  'before',
  'after',
] as const;
const AT_ONCE = 1_000;

export interface ActivityWords {
  readonly columns: readonly string[];
  readonly who: (entry: ActivityEntry) => string;
  readonly what: (entry: ActivityEntry) => string;
}

/**
 * The activity log as CSV with a byte order mark, newest first. Nothing in it is taken for a formula by a spreadsheet.
 * @param offer 0: of the whole shop
 * @throws errors of the desk
 */
export async function activityReport(
  desk: Pick<Desk, 'activity'>,
  offer: number,
  { columns, who, what }: ActivityWords,
  delimiter: ',' | ';',
): Promise<string> {
  const rows: unknown[][] = [];
  for (let before = 0; ;) {
    const { entries, next } = await desk.activity(offer, before, AT_ONCE);
    for (const entry of entries) {
      const json = (fields: object) => (Object.keys(fields).length === 0 ? '' : JSON.stringify(fields));
      const at = new Date(entry.at).toISOString();
      const about = entry.offer === 0 ? ['', '', ''] : [entry.offer, entry.offerName, entry.version];
      rows.push([
        ...[at, entry.actor, entry.actorId || '', who(entry), what(entry)],
        ...[...about, json(entry.before), json(entry.after)],
      ]);
    }
    if (next === null) break;
    before = next;
  }
  return stringify([[...columns], ...rows], {
    delimiter,
    bom: true,
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}
