import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { median, round, say } from './say.ts';

const SCRIPT = fileURLToPath(new URL('hook.php', import.meta.url));
/** Each page is a process of its own, as a class is loaded once in each. */
const PAGES = 30;
const run = promisify(execFile);
const page = z.object({
  load: z.number(),
  first: z.number(),
  each: z.number(),
  statements: z.int(),
  files: z.int(),
});

/** What each page of the shop pays for the dead man's end while there is nothing to do, against loading the module at all. */
export async function benchHook(): Promise<void> {
  const root = process.env['SHOP_ROOT'];
  if (root === undefined || root === '')
    throw new Error('SHOP_ROOT: not set; the folder of a real shop on this machine');
  // Compiled once, as behind a web server.
  const cache = await mkdtemp(join(tmpdir(), 'group-offers-opcache-'));
  const opcache = ['opcache.enable_cli=1', `opcache.file_cache=${cache}`, 'opcache.file_cache_only=1'];
  const args = [...opcache.flatMap((each) => ['-d', each]), SCRIPT, root];
  const once = async () => page.parse(JSON.parse((await run('php', args)).stdout.trim().split('\n').at(-1)!));
  try {
    await once();
    const pages: z.infer<typeof page>[] = [];
    while (pages.length < PAGES) pages.push(await once());
    const middle = (key: keyof z.infer<typeof page>) => round(median(pages.map((each) => each[key])), 3);
    const figures = {
      pages: PAGES,
      loadMicros: middle('load'),
      firstMicros: middle('first'),
      eachMicros: middle('each'),
    };
    const most = (key: 'statements' | 'files') => Math.max(...pages.map((each) => each[key]));
    say(
      JSON.stringify({
        ...figures,
        share: round(figures.firstMicros / figures.loadMicros, 4),
        statements: most('statements'),
        files: most('files'),
      }),
    );
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}
