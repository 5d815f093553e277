import { describe, expect, it } from 'vitest';
import { Metrics } from './metrics.ts';
import { NOTHING_MOVED } from './sync/apply.ts';

describe('metrics', () => {
  it('count syncs of kinds that no service asks for under one label, whatever Redis says', async () => {
    const metrics = new Metrics();
    const report = { ...NOTHING_MOVED, repaired: 0, groups: [], hold: null, problems: [], endedByShop: [] };
    const done = { ...report, counter: '1', edges: [], latenessMs: null };
    for (const kind of ['sweep', 'start', 'jane@example.com', '__proto__', 'toString']) {
      metrics.looked('main', kind, 1, done);
    }
    const text = await metrics.registry.metrics();
    const kinds = [...text.matchAll(/^group_offers_look_seconds_count\{shop="main",kind="([^"]*)"\} (\d)/gm)];
    expect(kinds.map(([, kind, count]) => [kind, count])).toEqual([
      ['sweep', '1'],
      ['start', '1'],
      ['other', '3'],
    ]);
  });
});
