/**
 * Packs build/group-offers-VERSION.tgz, the service and its command line as an npm package: compiled, without tests, simulator or TypeScript.
 *
 *   node scripts/pack-service.mjs [--out FOLDER]
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({ options: { out: { type: 'string', default: join(ROOT, 'build') } } });
const out = resolve(values.out);

const stage = mkdtempSync(join(tmpdir(), 'group-offers-pack-'));
try {
  run(process.execPath, [
    join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'),
    ...['-p', join(ROOT, 'sync-service', 'tsconfig.build.json')],
    // Types are `npm run check`'s.
    ...['--outDir', join(stage, 'dist'), '--sourceMap', 'false', '--noCheck'],
  ]);
  const own = JSON.parse(readFileSync(join(ROOT, 'sync-service', 'package.json'), 'utf8'));
  const { version, license, type, engines, bin, dependencies } = own;
  const description =
    'Limited-time customer-group offers for PrestaShop: the service beside the module groupoffers, and its command line.';
  writeFileSync(
    join(stage, 'package.json'),
    `${JSON.stringify({ name: 'group-offers', version, description, license, type, engines, bin, exports: {}, dependencies }, null, 2)}\n`,
  );
  cpSync(join(ROOT, 'sync-service', 'bin'), join(stage, 'bin'), { recursive: true });
  for (const file of ['README.md', 'LICENSE']) cpSync(join(ROOT, file), join(stage, file));
  mkdirSync(out, { recursive: true });
  run('npm', ['pack', '--silent', '--pack-destination', out], stage);
} finally {
  rmSync(stage, { recursive: true, force: true });
}

function run(command, args, cwd = ROOT) {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
}
