import { defineConfig } from 'vitest/config';

const folder = process.env['MUTATED'];

/** What mutate.mjs runs: a folder's unit tests, without those that scan years by the minute or ask another program. */
export default defineConfig({
  test: {
    include: [
      `sync-service/src/${folder}/**/*.test.ts`,
      ...(folder === 'plan' || folder === 'moves' ? ['sync-service/src/sync.test.ts'] : []),
    ],
    exclude: ['**/recurrence-dateutil.test.ts', '**/minute-scan.test.ts', '**/shop-zone.test.ts'],
    testTimeout: 60_000,
  },
});
