/**
 * Packs build/groupoffers.zip, the file that a merchant uploads, from the allow-list module-contents.txt. The same files give the
 * same zip, byte for byte.
 *
 *   node scripts/pack-module.mjs [--module FOLDER] [--out FILE]
 */
import { createWriteStream, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ZipFile } from 'yazl';

const WIDGET = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    module: { type: 'string', default: join(WIDGET, 'module', 'groupoffers') },
    out: { type: 'string', default: join(WIDGET, '..', 'build', 'groupoffers.zip') },
  },
});
// Wall-clock fields, so that the zone of the packing machine does not show in the zip.
const MTIME = new Date(2026, 0, 1, 0, 0, 0);
const MODE = 0o100644;

const { allowed, ignored } = readList(join(WIDGET, 'module-contents.txt'));
const files = filesUnder(values.module);
const problems = [
  ...files.filter((file) => !covered(file)).map((file) => `${file}: in no line of module-contents.txt`),
  ...foldersOf(files.filter(packed))
    .filter((folder) => !existsSync(join(values.module, folder, 'index.php')))
    .map((folder) => `${folder || '.'}: has no index.php (without it some servers list the folder)`),
  ...(files.includes('groupoffers.php') ? [] : ['groupoffers.php: missing']),
];
if (problems.length > 0) {
  process.stderr.write(`Not packed:\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
  process.exit(1);
}

const zip = new ZipFile();
const chosen = files.filter(packed);
for (const file of chosen)
  zip.addBuffer(readFileSync(join(values.module, file)), `groupoffers/${file}`, {
    mtime: MTIME,
    mode: MODE,
    forceDosTimestamp: true,
  });
zip.end();
mkdirSync(dirname(resolve(values.out)), { recursive: true });
await pipeline(zip.outputStream, createWriteStream(values.out));
process.stdout.write(`${chosen.map((file) => `groupoffers/${file}\n`).join('')}`);
process.stdout.write(`${chosen.length} files -> ${relative(process.cwd(), resolve(values.out))}\n`);

function packed(file) {
  return allowed.some((pattern) => pattern.test(file)) && !ignored.some((pattern) => pattern.test(file));
}

function covered(file) {
  return [...allowed, ...ignored].some((pattern) => pattern.test(file));
}

function readList(path) {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  return {
    allowed: lines.filter((line) => !line.startsWith('!')).map(pattern),
    ignored: lines.filter((line) => line.startsWith('!')).map((line) => pattern(line.slice(1))),
  };
}

function pattern(glob) {
  const source = glob
    .split(/(\*\*\/|\*)/u)
    .map((part) => (part === '**/' ? '(?:.*/)?' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/gu, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, 'u');
}

/** Every file, sorted, with `/` between folders on every system. */
function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** Every folder that the zip will hold, parents included; '' is the module itself. */
function foldersOf(paths) {
  const folders = new Set(['']);
  for (const path of paths)
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  return [...folders].sort();
}
