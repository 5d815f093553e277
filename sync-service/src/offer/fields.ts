/**
 * The one pattern of each field of an offer, whoever writes it: the command line, the page, or a program of somebody else's. The module has the
 * same patterns in PHP (src/Offer; `sync-service/test/unit/odd-values.test.ts` holds them together), and limits by `npm run shapes`.
 */

/** In the schedule's zone: no offset and no Z. */
export const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;
export const LOCAL_DATE = /^\d{4}-\d{2}-\d{2}$/;
/** RFC 5545: days and weeks are the calendar's. */
export const TURN = /^P(?=[\dT])(?:\d{1,5}W|(?:\d{1,5}D)?(?:T(?=\d)(?:\d{1,5}H)?(?:\d{1,5}M)?(?:\d{1,6}S)?)?)$/;

/** What breaks a line, moves a cursor, turns the direction of writing, or cannot be written in XML. */
export const NOT_IN_A_NAME = /[\ud800-\udfff\p{Cc}\u2028-\u202e\u2066-\u2069\ufffe\uffff]/u;

export const MOST = {
  /** Characters. */
  name: 128,
  reductions: 1_000,
  priority: 1_000_000,
  /** Seconds. */
  checkoutGrace: 86_400,
  cohorts: 10_000,
  capacity: 100_000_000,
  coolDown: 100,
  maxTurns: 1_000_000,
} as const;

/** Percent as the shop keeps it; six decimals are what it looks at. */
export function hasTwoDecimals(percent: number): boolean {
  return !/\.\d\d0*[1-9]/.test(percent.toFixed(6));
}

/** Names that PHP takes for a fixed offset, without summer time; a zone of the same name elsewhere is another one. */
const ABBREVIATIONS = ['CET', 'EET', 'EST', 'GMT', 'GMT+0', 'GMT-0', 'HST', 'MET', 'MST', 'UCT', 'WET'];
export const mayBeZone = (name: string): boolean =>
  /^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name) && !ABBREVIATIONS.includes(name);
