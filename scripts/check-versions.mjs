/**
 * All parts of a release have one version, and the changelog tells of it.
 *
 *   node scripts/check-versions.mjs [VERSION]
 */
import { readFileSync } from 'node:fs';

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const found = {
  'package.json': JSON.parse(read('package.json')).version,
  'sync-service/package.json': JSON.parse(read('sync-service/package.json')).version,
  'admin-widget/package.json': JSON.parse(read('admin-widget/package.json')).version,
  'admin-widget/module/groupoffers/groupoffers.php': /const VERSION = '([^']+)'/.exec(
    read('admin-widget/module/groupoffers/groupoffers.php'),
  )?.[1],
  'sync-service/src/cli/program.ts': /const VERSION = '([^']+)'/.exec(read('sync-service/src/cli/program.ts'))?.[1],
  'CHANGELOG.md': /^## (\S+)/mu.exec(read('CHANGELOG.md'))?.[1],
};
const version = process.argv[2] ?? found['package.json'];
const wrong = Object.entries(found).filter(([, each]) => each !== version);
for (const [path, each] of wrong) process.stderr.write(`${path}: ${each}, not ${version}\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;
