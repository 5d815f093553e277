/** Runs the PHP tests that need a database: a private MariaDB is started, filled and thrown away (stand-in/start.mjs). Arguments go to PHPUnit. */
import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const database = spawn(process.execPath, [join(here, 'stand-in/start.mjs'), '--db-only'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const line = await new Promise((resolve) => {
  createInterface({ input: database.stdout })
    .once('line', resolve)
    .once('close', () => resolve(null));
});
let status = 1;
if (line !== null) {
  const { dsn, user, password } = JSON.parse(line);
  const env = { ...process.env, STAND_IN_DSN: dsn, STAND_IN_USER: user, STAND_IN_PASSWORD: password };
  const run = (out, ...args) => spawnSync('php', args, { cwd: here, env, stdio: ['ignore', out, 'inherit'] }).status;
  const results = process.env.TEST_RESULTS;
  const report = results ? ['--log-junit', join(results, 'phpunit-integration.xml')] : [];
  status =
    // What it prints is the key.
    run('ignore', 'stand-in/install.php') ||
    run('inherit', 'vendor/bin/phpunit', '--testsuite', 'integration', ...report, ...process.argv.slice(2));
  database.kill('SIGTERM');
  await new Promise((resolve) => database.once('exit', resolve));
}
process.exit(status ?? 1);
