import type { OfferFile } from '../offer/index.ts';

type Written = NonNullable<NonNullable<OfferFile['schedule']['recurrence']>['written']>;

const OF_THE_RULE = /^schedule\.recurrence\.rule: "[^"]*":? (.*)$/s;

/** What `windows/` says of the rule that was made of `every:`, `times:` and `until:`, with the fields that the merchant wrote. */
export function asWritten(message: string, { every, until }: Written): string {
  const problem = OF_THE_RULE.exec(message)?.[1];
  if (problem === undefined) {
    return message
      .replace('; UNTIL or COUNT in the rule sets one', '; until: or times: sets one')
      .replace('; raise the number of windows', '; raise times')
      .replace('BYMONTHDAY=-1 in the rule names', 'rule: FREQ=MONTHLY;BYMONTHDAY=-1 names')
      .replace(': the rule does not name', `: every: ${every} does not name`);
  }
  const [, start, left = ''] = /^names no day from (\S+) on( that is not left out)?/.exec(problem) ?? [];
  if (start !== undefined && until !== undefined) {
    return `schedule.recurrence.until: ${until}: no window${left} starts from ${start} to then; choose a later day`;
  }
  if (start !== undefined) {
    return `schedule.recurrence.every: ${every} names no day from ${start} on${left}; change it, except or the start`;
  }
  if (problem.startsWith('UNTIL=')) {
    return `schedule.recurrence.until: ${until} does not exist; write a date of the calendar such as 2027-12-31`;
  }
  return `schedule.recurrence.every: ${every}: ${problem.replace(/^INTERVAL=\d+ /, 'the number ')}`;
}
