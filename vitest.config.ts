import { join } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { FiguresReporter } from './sync-service/test/support/figures.ts';

/** .ci/run counts from files in this folder; `npm test` runs vitest more than once, so each run has a file of its own. */
const results = process.env['TEST_RESULTS'];

/** Limits that only a fault reaches, on however busy a machine: a test waits for what is to happen, and none is about how long that takes. */
const patience = (minutes: number) => ({
  testTimeout: minutes * 60_000,
  hookTimeout: Math.max(2, minutes) * 60_000,
  // Before the test's own, so that what was waited for is told.
  expect: { poll: { timeout: minutes * 45_000 } },
});

/**
 * What needs no service, the page's components, what needs Redis and MariaDB, what breaks things on purpose, random histories, and what needs a
 * real shop (named by SHOP_URL), without and with Chromium.
 */
export default defineConfig({
  test: {
    reporters: ['default', new FiguresReporter(), ...(results ? [json(results)] : [])],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src', 'test/unit', 'test/shop-in-memory'].map((folder) => `sync-service/${folder}/**/*.test.ts`),
          ...patience(2),
        },
      },
      {
        plugins: [vue()],
        test: { name: 'page', include: ['admin-widget/src/**/*.test.ts'], environment: 'happy-dom', ...patience(2) },
      },
      {
        test: {
          name: 'contract',
          include: ['contract', 'service', 'browser', 'page'].map((kind) => `sync-service/test/${kind}/**/*.test.ts`),
          ...patience(10),
        },
      },
      {
        test: {
          name: 'proof',
          include: ['process', 'hostile', 'life'].map((kind) => `sync-service/test/${kind}/**/*.test.ts`),
          ...patience(30),
        },
      },
      {
        test: {
          name: 'simulate',
          include: ['sync-service/test/simulate/**/*.test.ts'],
          ...patience(30),
        },
      },
      {
        test: {
          name: 'shop',
          include: ['sync-service/test/shop/**/*.test.ts'],
          ...patience(10),
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'shop-browser',
          include: ['sync-service/test/shop-browser/**/*.test.ts'],
          ...patience(30),
          fileParallelism: false,
          // One offer's life: without a step, those behind it mean nothing.
          bail: 1,
        },
      },
      {
        test: {
          name: 'shop-faults',
          include: ['sync-service/test/shop-faults/**/*.test.ts'],
          ...patience(60),
        },
      },
    ],
  },
});

function json(folder: string): ['json', { outputFile: string }] {
  return ['json', { outputFile: join(folder, `vitest-${process.pid}.json`) }];
}
