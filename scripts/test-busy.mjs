/**
 * The whole suite on a machine that is busy with something else, and with a shop far away: no test may depend on how fast things are.
 *
 *   node scripts/test-busy.mjs
 *
 * Three loops take what the processors have, and each request of the process tests takes REQUEST_DELAY_MS more (100 unless set). Ends as .ci/run does,
 * with its counts on the last line.
 */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LOOPS = 3;
/** Ends when this script has, however that ended. */
const LOOP = 'for (const parent = process.ppid; process.ppid === parent; );';

const loops = Array.from({ length: LOOPS }, () => spawn(process.execPath, ['-e', LOOP], { stdio: 'ignore' }));
const { status } = spawnSync('bash', [fileURLToPath(new URL('../.ci/run', import.meta.url))], {
  stdio: 'inherit',
  env: { ...process.env, REQUEST_DELAY_MS: process.env.REQUEST_DELAY_MS ?? '100' },
});
for (const loop of loops) loop.kill();
process.exitCode = status ?? 1;
