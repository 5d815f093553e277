import { describe, expect, it } from 'vitest';
import { serviceState } from './look.ts';

describe('what is said of the service', () => {
  const now = Date.UTC(2026, 10, 4, 10);
  const status = (heartbeat: number | null, lastSync: number | null) =>
    ({ now, heartbeat, lastSync }) as Parameters<typeof serviceState>[0];

  it.each([
    ['never called', status(null, null), false, /never called: start it with group-offers run/],
    ['silent', status(now - 61_000, now - 61_000), false, /silent since 2026-11-04T09:58:59/],
    ['calls and syncs', status(now - 4_000, now - 300_000), true, /^the service called 4 s ago$/],
    ['calls, of a version that does not tell of syncs', status(now - 4_000, null), true, /called 4 s ago$/],
    ['calls, but does not sync', status(now - 4_000, now - 3_600_000), false, /no sync since 2026-11-04T09:00.*log/],
  ])('%s', (_, seen, isWell, text) => {
    expect(serviceState(seen)).toEqual({ isWell, text: expect.stringMatching(text) as string });
  });
});
