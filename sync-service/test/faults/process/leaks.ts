import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Command lines of processes that name this folder and still run after a moment for ending. */
export async function leaked(folder: string, limitMs = 5_000): Promise<string[]> {
  for (const end = Date.now() + limitMs; ; await sleep(50)) {
    const found = commandLines().filter((line) => line.includes(folder));
    if (found.length === 0 || Date.now() > end) return found;
  }
}

function commandLines(): string[] {
  if (process.platform !== 'linux')
    return execFileSync('ps', ['-Aww', '-o', 'args='], { encoding: 'utf8' }).split('\n');
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
    } catch {
      return []; // It has ended.
    }
  });
}
