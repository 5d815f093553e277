import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the page into the module, while the shop starts. */
export async function buildPage(): Promise<void> {
  const child = spawn('npm', ['run', '--silent', 'build:page'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`npm run build:page ended with ${code}`);
}
