import type { HistoryEvent } from '../simulation/events.ts';

const plan = { kind: 'plan', startIn: 0, lasts: 120, priority: 0, exclusive: false, audience: 0 } as const;
const plainly = { live: false, cohorts: 0, repeats: 0, grace: 0, include: true, reduced: false } as const;

/** What random histories have found, as short as it gets: each by what happens in it. Played in memory and on the module's PHP. */
export const SCENARIOS: Readonly<Record<string, readonly HistoryEvent[]>> = {
  'staff take the last group from somebody in an offer whose own default group was no membership': [
    { kind: 'bareDefault', customer: 20, group: 0 },
    { ...plan, ...plainly },
    { kind: 'pass', seconds: 30 },
    { kind: 'staffRemoves', customer: 20, group: 1 },
    { kind: 'staffRemoves', customer: 20, group: 2 },
    { kind: 'pass', seconds: 300 },
  ],
  'somebody without any group goes from one offer into another, and staff choose their default group there': [
    { kind: 'bareEmpties', customer: 3 },
    { ...plan, ...plainly, lasts: 20 },
    { ...plan, ...plainly, lasts: 21 },
    { kind: 'pass', seconds: 18 },
    { kind: 'staffDefault', customer: 3, group: 1 },
  ],
  'a form of somebody whose last group staff took is saved when they have left meanwhile': [
    { ...plan, ...plainly },
    { kind: 'pass', seconds: 18 },
    { kind: 'staffRemoves', customer: 22, group: 0 },
    { kind: 'openForm', customer: 22 },
    { kind: 'restart' },
    { kind: 'pauseService', calls: 0, seconds: 0, customer: 22 },
    { kind: 'pause', offer: 0 },
    { kind: 'pass', seconds: 0 },
  ],
};
