import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const widget = fileURLToPath(new URL('../../../admin-widget/', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pack-module-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function pack(out: string, ...options: string[]): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, ['scripts/pack-module.mjs', '--out', join(folder, out), ...options], {
    cwd: widget,
    encoding: 'utf8',
  });
}

/** Names in the zip's central directory. */
function namesIn(zip: Buffer): string[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [name, extra, comment] = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    names.push(zip.toString('utf8', at + 46, at + 46 + name));
    at += 46 + name + extra + comment;
  }
  return names;
}

describe('the zip that a merchant uploads', () => {
  it('holds the module, an index.php in each folder, and nothing of development', () => {
    expect(pack('module.zip')).toMatchObject({ status: 0 });
    const names = namesIn(readFileSync(join(folder, 'module.zip')));

    expect(names).toContain('groupoffers/groupoffers.php');
    const folders = new Set(
      names.flatMap((name) =>
        name
          .split('/')
          .slice(0, -1)
          .map((_, depth, parts) => parts.slice(0, depth + 1).join('/')),
      ),
    );
    expect(folders.size).toBeGreaterThan(5);
    for (const each of folders) expect(names, each).toContain(`${each}/index.php`);
    expect(names.every((name) => name.startsWith('groupoffers/'))).toBe(true);
    expect(
      names.filter((name) =>
        /(^|\/)(tests?|vendor|node_modules|\.[^/]+)(\/|$)|\.(md|json|ts|neon|dist|lock|sh)$/u.test(name),
      ),
    ).toEqual([]);
  });

  it('is the same, byte for byte, in another time zone', () => {
    const before = process.env['TZ'];
    process.env['TZ'] = 'Asia/Tokyo';
    try {
      expect(pack('again.zip')).toMatchObject({ status: 0 });
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
    expect(readFileSync(join(folder, 'again.zip')).equals(readFileSync(join(folder, 'module.zip')))).toBe(true);
  });

  it('is not made while a file is in no line of the list, or a folder lacks its index.php', () => {
    const copy = join(folder, 'copy');
    cpSync(join(widget, 'module', 'groupoffers'), copy, { recursive: true });
    writeFileSync(join(copy, 'notes.txt'), 'stray');
    rmSync(join(copy, 'src', 'index.php'));

    const result = pack('refused.zip', '--module', copy);
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('notes.txt: in no line');
    expect(result.stderr).toContain('src: has no index.php');
  });
});
