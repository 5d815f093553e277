import type { OfferPlan } from '@group-offers/sync-service/offer';
import { describe, expect, it } from 'vitest';
import { newPlan } from './draft.ts';
import { effectOf } from './effects.ts';

const RUNNING = newPlan('Europe/Madrid', Date.UTC(2026, 10, 23));
const until = (end: string, change: object = {}): OfferPlan => ({
  ...RUNNING,
  schedule: { ...RUNNING.schedule, end, ...change },
});

describe('changing the times of an offer that runs', () => {
  it('tells an earlier end from a later one', () => {
    expect(effectOf('schedule', RUNNING, until('2026-11-24T00:00'))).toBe('shorter');
    expect(effectOf('schedule', RUNNING, until('2026-12-24T00:00'))).toBe('longer');
  });

  it('promises nothing where windows come again, or the end cannot be read', () => {
    const recurrence = { rule: 'FREQ=DAILY', except: [], cuts: [] };
    expect(effectOf('schedule', RUNNING, until('2026-12-24T00:00', { recurrence }))).toBe('times');
    expect(effectOf('schedule', RUNNING, until(''))).toBe('times');
  });
});
