/**
 * How large the tree is: lines of TypeScript, Vue, CSS and PHP in git, as they stand, generated files left out.
 *
 *   node scripts/count.mjs
 *
 * `product` is what a shop or a service runs; `simulators` are the shop in memory that tests use, and the demo with its made-up customers; `tests` is everything that proves the product, the
 * stand-in for the core and the benches' helpers among it. Benches themselves are in none of them.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
/** The first that fits counts. */
const KINDS = [
  ['simulators', /^sync-service\/(?:test\/shop-in-memory|demo)\/(?!.*\.test\.ts$)/u],
  ['tests', /\.test\.ts$|^sync-service\/test\/|^admin-widget\/php-tests\/|^admin-widget\/src\/testing\.ts$/u],
  ['product', /^sync-service\/src\/|^admin-widget\/src\/|^admin-widget\/module\//u],
];

const files = execFileSync('git', ['ls-files', '*.ts', '*.vue', '*.css', '*.php'], { cwd: ROOT, encoding: 'utf8' });
const lines = { product: 0, simulators: 0, tests: 0 };
for (const file of files.trim().split('\n')) {
  const kind = KINDS.find(([, pattern]) => pattern.test(file))?.[0];
  if (kind !== undefined) lines[kind] += readFileSync(join(ROOT, file), 'utf8').split('\n').length - 1;
}
process.stdout.write(`${JSON.stringify(lines)}\n`);
