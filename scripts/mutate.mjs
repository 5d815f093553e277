/**
 * How many small mistakes in the pure folders the unit tests notice: `npm run mutate -- windows` (or several folders; `--concurrency 1` beside other
 * work). By hand; minutes to an hour a folder. StrykerJS comes into node_modules/.cache on first use, so that nobody else waits for it.
 *
 * A folder's own tests are asked, and those of a whole sync for what decides about moves; what others would notice besides is not counted.
 * Words are left as they are (messages, and names that the types know); what runs once, when a file is loaded, too. The report is in build/mutation/.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const PURE = ['offer', 'windows', 'audience', 'rotation', 'moves', 'plan'];
/** The newest that runs on Node.js 20. */
const STRYKER = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@9.6.1`);
const TOOLS = join(ROOT, 'node_modules/.cache/mutate');

const { values, positionals: folders } = parseArgs({
  allowPositionals: true,
  options: { concurrency: { type: 'string', default: '2' } },
});
const unknown = folders.find((folder) => !PURE.includes(folder));
if (folders.length === 0 || unknown !== undefined) {
  process.stderr.write(
    `expected one or more of ${PURE.join(', ')}${unknown === undefined ? '' : `, not ${unknown}`}\n`,
  );
  process.exit(1);
}
process.chdir(ROOT);
if (!existsSync(join(TOOLS, 'node_modules/@stryker-mutator/core'))) {
  mkdirSync(TOOLS, { recursive: true });
  writeFileSync(join(TOOLS, 'package.json'), '{"private":true}');
  // vitest is the project's own.
  const args = ['install', '--no-audit', '--no-fund', '--legacy-peer-deps', ...STRYKER];
  execFileSync('npm', args, { cwd: TOOLS, stdio: 'inherit' });
}
const tool = (path) => pathToFileURL(join(TOOLS, 'node_modules/@stryker-mutator', path)).href;
const { Stryker } = await import(tool('core/dist/src/index.js'));
let isWorse = false;
for (const folder of folders) {
  process.env['MUTATED'] = folder;
  const results = await new Stryker({
    mutate: [`sync-service/src/${folder}/**/*.ts`, '!**/*.test.ts'],
    mutator: { excludedMutations: ['StringLiteral'] },
    ignoreStatic: true,
    ignorePatterns: ['admin-widget/**', 'docs/images', '.ci'],
    testRunner: 'vitest',
    vitest: { configFile: 'scripts/mutate.vitest.mjs', related: false },
    plugins: [join(TOOLS, 'node_modules/@stryker-mutator/vitest-runner/dist/src/index.js')],
    coverageAnalysis: 'perTest',
    concurrency: Number(values.concurrency),
    timeoutMS: 10_000,
    tempDirName: 'build/mutation/sandbox',
    reporters: ['clear-text', 'progress-append-only', 'json', 'html'],
    clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: `build/mutation/${folder}.json` },
    htmlReporter: { fileName: `build/mutation/${folder}.html` },
    allowConsoleColors: false,
  }).runMutationTest();
  const count = (...states) => results.filter(({ status }) => states.includes(status)).length;
  const [found, all] = [count('Killed', 'Timeout'), count('Killed', 'Timeout', 'Survived', 'NoCoverage')];
  const score = Math.round((10_000 * found) / all) / 100;
  isWorse ||= score < 85;
  process.stdout.write(`${JSON.stringify({ folder, mutants: all, found, score })}\n`);
}
process.exitCode = isWorse ? 1 : 0;
