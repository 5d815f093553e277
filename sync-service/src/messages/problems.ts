import type { Problem, ProblemCode } from '../problems.ts';
import { filled } from './filled.ts';

/** What the command line and the log say of a problem, with the fields as an offer file has them. */
export const PROBLEM_TEXTS: Readonly<Record<ProblemCode, string>> = {
  not_local_time:
    '{field}: "{value}" is not a local date and time; write it as 2026-11-27T18:00, without an offset: schedule.timezone says where',
  not_after: '{field}: {value} is not after the start, {at}; choose a later end',
  no_time_zone: '{field}: "{value}" is not a time zone; write a name such as Europe/Madrid',
  clock_skips: '{field}: {at} does not exist in {zone} (clock change); taken as {taken}',
  clock_repeats: '{field}: {at} happens twice in {zone} (clock change); the first one counts',
  zones_differ:
    "{field}: at {utc} UTC it is {shop} in {zone} for the shop and {here} for this machine: their time zone data differ. The shop's clock decides when the offer runs. Update the data that is out of date: tzdata or PHP's timezonedb on the shop's server, Node.js here",
  endless: '{field}: comes again without end; set one with until or times (in a rule, UNTIL or COUNT)',
  other_start: '{field}: the recurrence does not name {at}; the first window starts at {taken}',
  windows_overlap: '{field}: windows overlap, and run as one',
  window_left_out:
    '{field}: on the day of the clock change the window of {at} would end before it starts; it is left out',
  windows_excepted:
    '{field}: {left} of the {named} windows left out, so there will be {remain}; raise times (in a rule, COUNT) to make up for it',
  months_without_day:
    '{field}: months without day {date} are left out; the rule FREQ=MONTHLY;BYMONTHDAY=-1 names the last day of each month',
  years_without_leap_day: '{field}: years without 29 February are left out',
  months_without_fifth:
    '{field}: months without such a fifth weekday are left out; -1 in place of 5 names the last one',
  years_without_day_366: '{field}: years without a 366th day are left out',
  years_without_week_53: '{field}: years without a 53rd week are left out',
  idle_exception: '{field}: no window starts on {day}',
  no_date: '{field}: "{value}" is not a date; write it as 2026-12-25',
  no_instant: '{field}: "{value}" is not an instant; write it as 2026-11-27T18:22:10Z',
  no_day: '{field}: {value} leaves no window from {at} on; change it, its end or the start',
  no_day_left:
    '{field}: {value} leaves no window from {at} on that is not left out; change it, its end, except or the start',
  rule_frequency_missing: '{field}: "{value}": FREQ is missing; write one of YEARLY, MONTHLY, WEEKLY, DAILY',
  rule_frequency: '{field}: "{value}": {part} is not supported; write one of YEARLY, MONTHLY, WEEKLY, DAILY',
  rule_part: '{field}: "{value}": "{part}" is not a part such as FREQ=WEEKLY',
  rule_twice: '{field}: "{value}": {part} stands twice; keep one',
  rule_whole_number: '{field}: "{value}": {part} must be a whole number from {min} to {max}',
  rule_range: '{field}: "{value}": {part} must be from {min} to {max}',
  rule_range_signed: '{field}: "{value}": {part} must be from {min} to {max}, or from -{min} to -{max}',
  rule_time_of_day: '{field}: "{value}": {part} is not supported: schedule.start says the time of day; leave it out',
  rule_until_utc: '{field}: "{value}": {part} is UTC; write a local time without Z, in the schedule\'s time zone',
  rule_until: '{field}: "{value}": {part} is not a date of the calendar; write one such as 20261231 or 2026-12-31',
  rule_weekday: '{field}: "{value}": {part} is not a weekday; write MO, TU, WE, TH, FR, SA or SU',
  rule_numbered_weekday:
    '{field}: "{value}": {part}: a numbered weekday needs FREQ=MONTHLY, or YEARLY without BYWEEKNO',
  rule_count_and_until: '{field}: "{value}": COUNT and UNTIL exclude each other; keep one',
  rule_together: '{field}: "{value}": {part} cannot stand with {other}; leave one out',
  rule_alone: '{field}: "{value}": {part} needs another part to choose from, such as BYDAY',
  rule_unknown_part: '{field}: "{value}": {part} is not supported; leave it out',
  turn_unread: '{field}: "{value}" is not the length of a turn; write P7D, P1W, PT8H or PT30M',
  turn_of_months: '{field}: "{value}" has months or years, which differ in length; write weeks or days',
  turn_short: '{field}: {value} is too short; the shortest turn is {seconds} seconds',
  turn_long: '{field}: {value} is longer than the window ({start} to {end}); choose a shorter turn or a later end',
  cohorts: '{field}: {value} must be a whole number from {min} to {max}; it says in how many turns everybody has one',
  capacity:
    '{field}: {value} must be a whole number from {min} to {max}; it says how many customers have a turn at a time',
  cool_down:
    '{field}: {value} must be a whole number from {min} to {max}; it says how many turns a customer sits out, 0 for none',
  max_turns: '{field}: {value} must be a whole number from {min} to {max}; leave it out for no limit',
  cool_down_of_cohorts:
    '{field}: {value} turns cannot be sat out where everybody has a turn in each {cohorts}; choose at most {max}, or rotate by capacity',
  no_turn: '{field}: no turn runs at {utc}; change its length',
  malformed: '{field}: {value} is not accepted; write {expected}',
  unknown_fields: '{field}: {value} is not known here; there are {expected}',
  rule_deep: '{field}: is nested more than {max} levels deep; make it flatter',
  empty_group: '{field}: is empty; name at least one rule',
  empty: '{field}: is empty; name at least one',
  no_id: '{field}: {value} is not an id; ids are whole numbers from 1',
  figure: '{field}: {value} is not accepted; write a number',
  figure_under: '{field}: {value} is under {min}; write {min} or more',
  figure_whole: '{field}: {value} is not a whole number; orders are counted',
  figures_missing: '{field}: neither atLeast nor atMost is there; write one of both, or both',
  figures_exchanged: '{field}: {value} is more than atMost: {max}, so nobody can match; exchange them',
  percentage: '{field}: {value} is not accepted; write a percentage from 0 to 100',
  percentages_exchanged: '{field}: {value} is not less than to: {max}; 0 to 20 is the best fifth',
  period_ahead: '{field}: {value} is under 0; periods are counted back from the day of judging',
  period_long: '{field}: {value} is over 100 years; leave it out',
  periods_exchanged: '{field}: is not longer ago than until; exchange them',
  unreadable_offer:
    '{field}: cannot be read; another program wrote it, or a newer version: correct it, or update the service',
  missing: '{field}: is missing; give it',
  length: '{field}: has {count} characters; write 1 to {max}',
  control_characters: '{field}: {value} holds control characters; write it without them',
  two_decimals: '{field}: {value} has more than two decimals, and the shop keeps two; round it',
  too_large: '{field}: has {bytes} bytes; send at most {max}',
  too_many: '{field}: has {count} entries; give at most {max}',
  twice: '{field}: {value} is there twice; name it once',
  both: '{field}: has {one} and {other}; keep one',
  of_offers: "{field}: {value} belongs to Group offers itself; choose one of the shop's own",
  unknown_id: '{field}: the shop has none with the id {value}; look it up in the shop',
  windows_missing:
    "{field}: are missing; give the next windows of the schedule as local times. A command line or program of before this module's version does not: update it",
  approval_needed:
    '{field}: offer {id} is armed, and more than was approved of it needs a person\'s word: change it on the page "Group offers"; or pause it, change it and resume it, then it awaits approval',
  not_a_draft: '{field}: is {value}, and only drafts can be deleted; archive the offer instead',
  still_in: '{field}: customers are still in offer {value}; wait until they have left, or archive it instead',
  past: '{field}: {value} UTC is in the past (now {at} UTC); choose a later end',
  modules_need_exclusive:
    "{field}: customers who keep their own groups keep those groups' modules; set membership to exclusive, or deny no module",
  no_question: '{field}: {value} is no criterion of offer {id} that only the shop can judge; read the offer again',
  day_far: '{field}: {value} is more than {max} days from now and from the start of any window that is not over',
  few_emails:
    "{field}: has {count} e-mails, and a key imports {min} or more, the first so many in one request; give the customers' ids, or import the file on the page (Customers > Group offers)",
  name_taken: '{field}: "{value}" is the name of a list of another kind; choose another name',
  list_fixed: '{field}: list {value} can no longer be changed; make a new one',
  list_used: '{field}: list {value} is named by offer {id}; change its audience, end or archive it first',
  no_window:
    '{field}: {start} to {end} is no window or turn of offer {id} in the shop; if it comes again, open the page "Group offers" as somebody who may edit, or apply the offer again',
  no_group: 'offer {id} has no group yet; the next sync makes it',
  not_armed: 'offer {id} is {value}; arm it first',
  outside_window: 'it is {at} in the shop, outside the window from {start} to {end}',
  service_older:
    'the service speaks protocol {given} and the module {version} protocol {own}; update the service (the machine that runs group-offers) to the release of the module',
  module_older:
    "the service speaks protocol {given} and the module {version} protocol {own}; update the module (upload the zip of the service's release in the Module Manager)",
  stale_version: 'somebody changed the offer meanwhile; read it again',
  lease_held: 'another service works for this shop until {until}; stop it, or wait',
  lease_lost: 'another service has taken over this shop',
  key_reused: 'the shop knows another batch by this key; take a new one for each computed batch',
  unfinished: 'a batch was left unfinished under an older lease or version; send a new one',
  not_running: 'the offer does not run at the moment',
  groups_feature_off: 'group prices are switched off: switch on Advanced Parameters > Performance > Customer groups',
  on_hold: 'nobody enters until you confirm: look at the shop, then run group-offers confirm',
  not_found: 'the shop does not have it',
  garbled: 'what was sent did not arrive whole, or is not UTF-8; send it again',
  busy: 'the shop is busy; try again in a few seconds',
  too_many_questions: 'the shop was asked too many different questions within an hour; ask again later',
  bad_request: 'the shop refuses this ({reason}): {detail}',
};

export const problemText = ({ code, params }: Problem): string => filled(PROBLEM_TEXTS[code], params);
