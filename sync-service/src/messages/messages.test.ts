import { describe, expect, it } from 'vitest';
import { problem, noticeParams, NOTICES, PROBLEMS } from '../problems.ts';
import { NOTICE_TEXTS, noticeText, PROBLEM_TEXTS, problemText } from './index.ts';

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);

describe('the command line’s texts', () => {
  it.each([
    ['problem', PROBLEMS, PROBLEM_TEXTS],
    ['notice', NOTICES, NOTICE_TEXTS],
  ] as const)('of each %s need no more than it carries', (_, params, texts) => {
    for (const [code, text] of Object.entries<string>(texts)) {
      const carried: readonly string[] = params[code as keyof typeof params];
      for (const name of placeholders(text)) expect(carried, code).toContain(name);
    }
  });

  it('name field, value and way out', () => {
    expect(problemText(problem('no_time_zone', { field: 'schedule.timezone', value: 'Europe/Madird' }))).toBe(
      'schedule.timezone: "Europe/Madird" is not a time zone; write a name such as Europe/Madrid',
    );
  });

  it('say of an offer that cannot run what is wrong, and of a notice of another version its code', () => {
    const params = noticeParams(problem('empty', { field: 'audience.rule.groups' }));
    expect(noticeText({ code: 'offer_cannot_run', params })).toBe('audience.rule.groups: is empty; name at least one');
    expect(noticeText({ code: 'offer_cannot_run', params: { problem: 'of_tomorrow' } })).toBe('This offer cannot run.');
    expect(noticeText({ code: 'of_tomorrow', params: { n: 3 } })).toBe('of_tomorrow {"n":3}');
  });
});
