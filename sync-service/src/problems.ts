/**
 * What can be wrong with, or is to be known of, an offer: a code and what its text needs. The words are each front end's own: the command
 * line's and the log's in `messages/`, the page's in `admin-widget/src/i18n/texts/problems.ts`. `field` is the path of the offer's field.
 */
export const PROBLEMS = {
  // windows/: times and zones. Local times are `2026-11-27T18:00`.
  not_local_time: ['field', 'value'],
  not_after: ['field', 'value', 'at'],
  no_time_zone: ['field', 'value'],
  clock_skips: ['field', 'at', 'zone', 'taken'],
  clock_repeats: ['field', 'at', 'zone'],
  zones_differ: ['field', 'zone', 'utc', 'shop', 'here'],
  // windows/: what comes again.
  endless: ['field'],
  other_start: ['field', 'at', 'taken'],
  windows_overlap: ['field'],
  window_left_out: ['field', 'at'],
  windows_excepted: ['field', 'left', 'named', 'remain'],
  months_without_day: ['field', 'date'],
  years_without_leap_day: ['field'],
  months_without_fifth: ['field'],
  years_without_day_366: ['field'],
  years_without_week_53: ['field'],
  idle_exception: ['field', 'day'],
  no_date: ['field', 'value'],
  no_instant: ['field', 'value'],
  no_day: ['field', 'value', 'at'],
  no_day_left: ['field', 'value', 'at'],
  // windows/: the recurrence rule `value`; `part` is the part of it.
  rule_frequency_missing: ['field', 'value'],
  rule_frequency: ['field', 'value', 'part'],
  rule_part: ['field', 'value', 'part'],
  rule_twice: ['field', 'value', 'part'],
  rule_whole_number: ['field', 'value', 'part', 'min', 'max'],
  rule_range: ['field', 'value', 'part', 'min', 'max'],
  rule_range_signed: ['field', 'value', 'part', 'min', 'max'],
  rule_time_of_day: ['field', 'value', 'part'],
  rule_until_utc: ['field', 'value', 'part'],
  rule_until: ['field', 'value', 'part'],
  rule_weekday: ['field', 'value', 'part'],
  rule_numbered_weekday: ['field', 'value', 'part'],
  rule_count_and_until: ['field', 'value'],
  rule_together: ['field', 'value', 'part', 'other'],
  rule_alone: ['field', 'value', 'part'],
  rule_unknown_part: ['field', 'value', 'part'],
  // rotation/
  turn_unread: ['field', 'value'],
  turn_of_months: ['field', 'value'],
  turn_short: ['field', 'value', 'seconds'],
  turn_long: ['field', 'value', 'start', 'end'],
  cohorts: ['field', 'value', 'min', 'max'],
  capacity: ['field', 'value', 'min', 'max'],
  cool_down: ['field', 'value', 'min', 'max'],
  max_turns: ['field', 'value', 'min', 'max'],
  cool_down_of_cohorts: ['field', 'value', 'cohorts', 'max'],
  no_turn: ['field', 'utc'],
  // audience/, and the shape of its rule: `expected` is a notation such as `{"days": n}`.
  malformed: ['field', 'value', 'expected'],
  unknown_fields: ['field', 'value', 'expected'],
  rule_deep: ['field', 'max'],
  empty_group: ['field'],
  empty: ['field'],
  no_id: ['field', 'value'],
  figure: ['field', 'value'],
  figure_under: ['field', 'value', 'min'],
  figure_whole: ['field', 'value'],
  figures_missing: ['field'],
  figures_exchanged: ['field', 'value', 'max'],
  percentage: ['field', 'value'],
  percentages_exchanged: ['field', 'value', 'max'],
  period_ahead: ['field', 'value'],
  period_long: ['field', 'value'],
  periods_exchanged: ['field'],
  unreadable_offer: ['field'],
  // What the module refuses of a request (docs/PROTOCOL.md).
  missing: ['field'],
  length: ['field', 'count', 'max'],
  control_characters: ['field', 'value'],
  two_decimals: ['field', 'value'],
  too_large: ['field', 'bytes', 'max'],
  too_many: ['field', 'count', 'max'],
  twice: ['field', 'value'],
  both: ['field', 'one', 'other'],
  of_offers: ['field', 'value'],
  unknown_id: ['field', 'value'],
  windows_missing: ['field'],
  approval_needed: ['field', 'id'],
  not_a_draft: ['field', 'value'],
  still_in: ['field', 'value'],
  past: ['field', 'value', 'at'],
  modules_need_exclusive: ['field'],
  no_question: ['field', 'value', 'id'],
  day_far: ['field', 'value', 'max'],
  few_emails: ['field', 'count', 'min'],
  name_taken: ['field', 'value'],
  list_fixed: ['field', 'value'],
  list_used: ['field', 'value', 'id'],
  no_window: ['field', 'start', 'end', 'id'],
  no_group: ['id'],
  not_armed: ['id', 'value'],
  outside_window: ['at', 'start', 'end'],
  service_older: ['given', 'own', 'version'],
  module_older: ['given', 'own', 'version'],
  // What its numbers mean by themselves.
  stale_version: [],
  lease_held: ['until'],
  lease_lost: [],
  key_reused: [],
  unfinished: [],
  not_running: [],
  groups_feature_off: [],
  on_hold: [],
  not_found: [],
  garbled: [],
  busy: [],
  too_many_questions: [],
  /** Of another version of the module: `reason` is its code, `detail` its English. */
  bad_request: ['reason', 'detail'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The module's refusals by the number that travels. */
export const REFUSALS = {
  1001: 'bad_request',
  1002: 'stale_version',
  1003: 'lease_held',
  1004: 'lease_lost',
  1005: 'key_reused',
  1006: 'unfinished',
  1007: 'not_running',
  1008: 'groups_feature_off',
  1009: 'on_hold',
  1010: 'not_found',
  1011: 'garbled',
  1012: 'busy',
  1013: 'other_protocol',
  1014: 'too_many_questions',
} as const satisfies Readonly<Record<number, string>>;
export type RefusalCode = (typeof REFUSALS)[keyof typeof REFUSALS];

/** @param number of an answer's `errors`; undefined: none of the module's */
export const refusalOf = (number: number | null | undefined): RefusalCode | undefined =>
  (REFUSALS as Readonly<Record<number, RefusalCode>>)[number ?? 0];

export type ProblemCode = keyof typeof PROBLEMS;
export type Params = Readonly<Record<string, string | number>>;

export type ParamsOf<C extends ProblemCode> = Readonly<Record<(typeof PROBLEMS)[C][number], string | number>>;

export interface Problem {
  readonly code: ProblemCode;
  readonly params: Params;
}

/** Characters of one value that are shown. */
const LONGEST = 500;

export function problem<C extends ProblemCode>(code: C, params: ParamsOf<C>): Problem {
  const cut = (value: string | number) =>
    String(value).length > LONGEST ? `${String(value).slice(0, LONGEST)}…` : value;
  return {
    code,
    params: Object.fromEntries(Object.entries<string | number>(params).map(([name, value]) => [name, cut(value)])),
  };
}

/** A problem as it travels: of another version, it may be one that is not known here. */
export interface ToldProblem {
  readonly code: string;
  readonly params: Params;
}

/** What a refusal says, by what it tells or by its number alone. @param detail the module's English, for what is not known here */
export function refusalProblem(refusal: RefusalCode, detail: string, told: ToldProblem | null): Problem {
  const { code, params } = told ?? { code: refusal, params: {} };
  const needed: readonly string[] | null = isProblem(code) ? PROBLEMS[code] : null;
  return needed?.every((name) => name in params)
    ? problem(code as ProblemCode, params)
    : problem('bad_request', { reason: code, detail });
}

const isProblem = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

/** The same, told of a field of another name. */
export function renamed(told: Problem, name: (field: string) => string): Problem {
  return { ...told, params: { ...told.params, field: name(fieldOf(told)) } };
}

/** Path of the offer's field that it is about; empty: of none. */
export function fieldOf({ params }: Problem): string {
  return String(params['field'] ?? '');
}

/** What the merchant is told of an offer or of the shop: one notice for each code and offer. */
export const NOTICES = {
  /** `problem` is its code, and the others are its parameters. */
  offer_cannot_run: ['problem'],
  unreadable_rows: ['rows', 'more'],
  started_late: ['seconds'],
  ended_by_shop: [],
  key_narrowed: [],
  group_edited: ['idGroup', 'what'],
  group_access_edited: ['what'],
  changed_elsewhere: [],
  calendar_missing: ['before'],
  calendar_ends: ['windows'],
  mass_change: ['changed', 'open'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type NoticeCode = keyof typeof NOTICES;
export const isNotice = (code: string): code is NoticeCode => Object.hasOwn(NOTICES, code);

/** A problem as a notice carries it. */
export const noticeParams = ({ code, params }: Problem): Params => ({ ...params, problem: code });

/** The problem that a notice carries; null: of another version, or none. */
export function problemIn({ problem: code, ...params }: Params): Problem | null {
  return typeof code === 'string' && isProblem(code) ? { code, params } : null;
}
