import { join } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { FiguresReporter } from './sync-service/test/support/figures.ts';

/** .ci/run counts from files in this folder; `npm test` runs vitest more than once, so each run has a file of its own. */
const results = process.env['TEST_RESULTS'];

/**
 * What needs no service, the page's components, what needs Redis and MariaDB, what breaks things on purpose, random histories, and what needs a
 * real shop (named by SHOP_URL), without and with Chromium.
 */
export default defineConfig({
  test: {
    reporters: ['default', new FiguresReporter(), ...(results ? [json(results)] : [])],
    projects: [
      { test: { name: 'unit', include: ['sync-service/src/**/*.test.ts', 'sync-service/test/unit/**/*.test.ts'] } },
      {
        plugins: [vue()],
        test: { name: 'page', include: ['admin-widget/src/**/*.test.ts'], environment: 'happy-dom' },
      },
      {
        test: {
          name: 'contract',
          include: ['contract', 'service', 'browser', 'page'].map((kind) => `sync-service/test/${kind}/**/*.test.ts`),
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'proof',
          include: ['process', 'hostile', 'life'].map((kind) => `sync-service/test/${kind}/**/*.test.ts`),
          testTimeout: 1_800_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'simulate',
          include: ['sync-service/test/simulate/**/*.test.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'shop',
          include: ['sync-service/test/shop/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'shop-browser',
          include: ['sync-service/test/shop-browser/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          // One offer's life: without a step, those behind it mean nothing.
          bail: 1,
        },
      },
      {
        test: {
          name: 'shop-faults',
          include: ['sync-service/test/shop-faults/**/*.test.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});

function json(folder: string): ['json', { outputFile: string }] {
  return ['json', { outputFile: join(folder, `vitest-${process.pid}.json`) }];
}
