import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pack-service-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (command: string, ...args: string[]) =>
  spawnSync(command, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, SHOP_URL: '' } });

describe('the npm package of the service', () => {
  it('runs from an empty folder, compiled, with nothing of development', () => {
    expect(run(process.execPath, join(root, 'scripts/pack-service.mjs'), '--out', folder)).toMatchObject({ status: 0 });
    const [file] = readdirSync(folder);
    expect(run('tar', 'xzf', file!)).toMatchObject({ status: 0 });
    const files = readdirSync(join(folder, 'package'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => /\.ts$|\.map$|test|simulation|demo|bench/u.test(name))).toEqual([]);

    const own = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8')) as Record<string, unknown>;
    expect(own).toMatchObject({ name: 'group-offers', bin: { 'group-offers': 'bin/group-offers.js' } });
    expect(file).toBe(`group-offers-${String(own['version'])}.tgz`);
    // In place of what npm would install.
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    expect(run(process.execPath, 'package/bin/group-offers.js', '--version').stdout).toBe(
      `${String(own['version'])}\n`,
    );
    const { status, stderr } = run(process.execPath, 'package/bin/group-offers.js', 'doctor');
    expect(stderr).toMatch(/^SHOP_URL: not set/u);
    expect(status).not.toBe(0);
  });

  it('has the version of all parts, of which the changelog tells', () => {
    expect(run(process.execPath, join(root, 'scripts/check-versions.mjs'))).toMatchObject({ status: 0, stderr: '' });
    expect(run(process.execPath, join(root, 'scripts/check-versions.mjs'), '9.9.9').stderr).toContain('not 9.9.9');
  });
});
