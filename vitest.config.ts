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

/** A folder of sync-service/test/ without what needs a real shop. */
function project(name: string, minutes: number) {
  const folder = `sync-service/test/${name}`;
  const files = { include: [`${folder}/**/*.test.ts`], exclude: [`${folder}/shop/**`] };
  return { test: { name, ...files, globalSetup: './sync-service/test/support/one-database.ts', ...patience(minutes) } };
}

/** What a folder of sync-service/test/ tries on a real shop. */
function ofARealShop(name: string, folder: string, minutes: number, more: { readonly bail?: number } = {}) {
  const include = [`sync-service/test/${folder}/shop/**/*.test.ts`];
  return { test: { name, include, ...patience(minutes), fileParallelism: false, ...more } };
}

/**
 * What needs no service, the page's components, what every shop must do, the page in Chromium, what breaks things on purpose, random histories;
 * and of the contract, the browser and the faults what needs a real shop (named by SHOP_URL).
 */
export default defineConfig({
  test: {
    reporters: ['default', new FiguresReporter(), ...(results ? [json(results)] : [])],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src', 'test/unit'].map((folder) => `sync-service/${folder}/**/*.test.ts`),
          ...patience(2),
        },
      },
      {
        plugins: [vue()],
        test: { name: 'page', include: ['admin-widget/src/**/*.test.ts'], environment: 'happy-dom', ...patience(2) },
      },
      project('contract', 10),
      project('browser', 10),
      project('faults', 30),
      project('simulation', 30),
      ofARealShop('shop', 'contract', 10),
      // One offer's life: without a step, those behind it mean nothing.
      ofARealShop('shop-browser', 'browser', 30, { bail: 1 }),
      ofARealShop('shop-faults', 'faults', 60),
    ],
  },
});

function json(folder: string): ['json', { outputFile: string }] {
  return ['json', { outputFile: join(folder, `vitest-${process.pid}.json`) }];
}
