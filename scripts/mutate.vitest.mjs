import { defineConfig } from 'vitest/config';

/** What mutate.mjs runs: the unit tests of the pure folders, and of a sync, without those that scan years by the minute or ask another program. */
export default defineConfig({
  test: {
    include: [
      'sync-service/src/{offer,windows,audience,rotation,moves,plan}/**/*.test.ts',
      'sync-service/src/sync.test.ts',
    ],
    exclude: ['**/recurrence-dateutil.test.ts', '**/minute-scan.test.ts', '**/shop-zone.test.ts'],
    testTimeout: 60_000,
  },
});
