import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** The import rules of eslint.config.js must fire: each line of the table is an import that the design forbids, or allows. */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const eslint = new ESLint({ cwd: root });

/** Ids of the rules that a file with this code would break. */
async function broken(file: string, code: string, src = 'sync-service/src'): Promise<string[]> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: `${root}${src}/${file}` });
  const messages = result?.messages ?? [];
  expect(messages.filter((message) => message.fatal)).toEqual([]);
  return messages.map((message) => message.ruleId ?? '').filter((id) => /^(flow\/|no-restricted)/u.test(id));
}

const use = (specifier: string): string => `export { x } from '${specifier}';`;

describe('forbidden', () => {
  it.each<[file: string, code: string]>([
    ['offer/a.ts', use('../moves/shop.ts')],
    ['offer/deeper/a.ts', use('../../windows/window.ts')],
    ['windows/a.ts', use('node:fs')],
    ['windows/a.ts', use('fs')],
    ['windows/a.ts', use('../log.ts')],
    ['audience/a.ts', use('../moves/shop.ts')],
    ['moves/a.ts', use('../shop/prestashop/client.ts')],
    ['moves/a.ts', use('../sync.ts')],
    ['moves/a.ts', `export const x = (): Promise<unknown> => import('../queue/alarm.ts');`],
    ['moves/a.ts', `export type X = import('../shop/prestashop/client.ts').X;`],
    ['shop/a.ts', use('axios')],
    ['sync.ts', use('../test/shop-in-memory/shop.ts')],
    ['shop/prestashop/a.ts', use('../../queue/alarm.ts')],
    ['shop/prestashop/a.ts', use('bullmq')],
    ['shop/prestashop/a.ts', use('pino')],
    ['shop/prestashop/a.ts', use('../../config.ts')],
    ['queue/a.ts', use('../shop/prestashop/client.ts')],
    ['queue/a.ts', use('axios/lib/core')],
    ['sync.ts', use('./shop/prestashop/client.ts')],
    ['sync.ts', use('./queue/alarm.ts')],
    ['sync.ts', use('bullmq')],
    ['main.ts', use('./cli/main.ts')],
    ['main.ts', use('ioredis')],
    ['cli/a.ts', use('axios')],
    ['cli/a.ts', use('dotenv')],
    ['cli/a.ts', use('../../demo/main.ts')],
    ['new-folder/a.ts', use('../offer/offer.ts')],
    ['moves/a.ts', 'export const x = Date.now();'],
    ['plan/a.ts', "import type { ShopReader } from '../moves/index.ts'; export type X = ShopReader;"],
    ['plan/a.ts', use('../sync/read.ts')],
    ['windows/a.ts', 'export const x = Temporal.Now.instant();'],
    ['audience/a.ts', 'export const x = Math.random();'],
  ])('%s: %s', async (file, code) => {
    expect(await broken(file, code)).toHaveLength(1);
  });
});

describe('allowed', () => {
  it.each<[file: string, code: string]>([
    ['moves/a.ts', use('../offer/offer.ts')],
    ['moves/a.ts', use('../errors.ts')],
    ['offer/a.ts', use('./offer.ts')],
    ['offer/a.ts', use('temporal-polyfill')],
    ['shop/prestashop/a.ts', use('axios')],
    ['shop/prestashop/a.ts', use('../../moves/shop.ts')],
    ['shop/prestashop/a.ts', use('../../log.ts')],
    ['shop/prestashop/a.ts', use('./offer.ts')],
    ['shop/prestashop/a.ts', use('node:http')],
    ['queue/a.ts', use('bullmq')],
    ['sync.ts', use('./moves/shop.ts')],
    ['main.ts', use('./shop/prestashop/client.ts')],
    ['cli/a.ts', use('../main.ts')],
    ['config.ts', use('dotenv')],
    ['offer/a.test.ts', use('node:fs')],
  ])('%s: %s', async (file, code) => {
    expect(await broken(file, code)).toEqual([]);
  });
});

describe('of the page', () => {
  const inPage = (file: string, specifier: string) => {
    const code = `import { x } from '${specifier}';\n\nexport const y = x;`;
    return file.endsWith('.vue')
      ? broken(file, `<script setup lang="ts">\n${code.replace('export ', '')}\n</script>`, 'admin-widget/src')
      : broken(file, code, 'admin-widget/src');
  };

  it.each([
    ['shop/a.ts', '../ui/errors.ts'],
    ['ui/A.vue', '../who/preview.ts'],
    ['i18n/a.ts', '../shop/desk.ts'],
    ['who/A.vue', '../when/Timeline.vue'],
    ['when/a.ts', '../editor/draft.ts'],
    ['offers/a.ts', '../run/report.ts'],
    ['editor/A.vue', 'csv-stringify/browser/esm/sync'],
    ['new-folder/A.vue', '../ui/AppIcon.vue'],
  ])('forbidden: %s imports %s', async (file, specifier) => {
    expect((await inPage(file, specifier)).filter((id) => id.startsWith('flow/'))).not.toEqual([]);
  });

  it.each([
    ['ui/A.vue', './AppIcon.vue'],
    ['who/A.vue', '../ui/AppIcon.vue'],
    ['run/a.ts', 'csv-stringify/browser/esm/sync'],
    ['run/a.ts', '../offers/state.ts'],
    ['editor/A.vue', '@group-offers/sync-service/offer'],
  ])('allowed: %s imports %s', async (file, specifier) => {
    expect(await inPage(file, specifier)).toEqual([]);
  });
});
