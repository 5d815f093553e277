import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const FOLDER = fileURLToPath(new URL('../../../admin-widget/php-tests/stand-in/', import.meta.url));
const run = promisify(execFile);

/** Where PHP finds a core to look at. */
export interface Core {
  /** Folder of a real shop on this machine; without it the stand-in, by `env`. */
  readonly root?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Facts of a shop's core (facts.php): the stand-in has to do what real shops do. @param only those whose names match */
export function coreFacts(core: () => Core, only = /./): void {
  const keys = 'echo json_encode(array_keys(require $argv[1]));';
  const names = JSON.parse(execFileSync('php', ['-r', keys, `${FOLDER}facts.php`], { encoding: 'utf8' })) as string[];
  it.each(names.filter((name) => only.test(name)))('%s', async (name) => {
    const { root, env } = core();
    const args = ['-d', 'display_errors=stderr', `${FOLDER}fact.php`, name, ...(root === undefined ? [] : [root])];
    const { stdout } = await run('php', args, { env: { ...process.env, ...env } });
    const { seen, expected } = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, unknown>;
    expect(seen).toEqual(expected);
  });
}
