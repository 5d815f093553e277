/**
 * Starts the stand-in: a private MariaDB in a temporary folder, the core's tables with the module installed, and PHP's own web server.
 * Prints one line of JSON, {"url", "key", "planningKey", "db"}, and runs until a signal or its parent's end (`--stay`: a signal only); then everything is gone again.
 *
 *   node admin-widget/php-tests/stand-in/start.mjs [--zone Europe/Madrid] [--port N] [--db-only] [--stay] [--restartable] [--speed N] [--frozen [--chunk N]] [--beside URL] [--memory 2G]
 *
 * `--speed` gives the shop a clock of its own, so many times as fast as ours; it stands in a file ({"clock"} is printed too; core/ShopTime.php).
 * `--frozen` is for histories: one process of PHP, on such a clock that stands still, with transactions of N customers.
 * `--beside` takes the MariaDB of one that runs, by its "db", and makes a database of another name there.
 * `--memory` is the database's buffer (256M), with a log of a quarter of it: a shop that outgrows it reads everything from its disk.
 * `--built` serves the page from another folder than the module's.
 * `--restartable` is for tests that kill: {"pids": {"database", "php"}} are printed too (each leads a process group), and what ends is started again,
 * with another such line.
 * `--db-only` prints {"dsn", "user", "password", "db"} for the PHP tests.
 */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at === -1 ? otherwise : process.argv[at + 1];
};
const zone = option('--zone', 'Europe/Madrid');
const folder = mkdtempSync(join(tmpdir(), 'group-offers-'));
const children = [];
const restartable = process.argv.includes('--restartable');
const isFrozen = process.argv.includes('--frozen');
const memory = option('--memory', '256M');
const speed = isFrozen ? '0' : option('--speed', null);
const PHP_SETTINGS = ['opcache.enable_cli=1', 'display_errors=0', 'log_errors=1'].flatMap((each) => ['-d', each]);
const pids = {};
let stopping = false;

function stop(code) {
  if (stopping) return;
  stopping = true;
  for (const child of children) signalGroup(child, 'SIGTERM');
  const deadline = Date.now() + 5_000;
  const wait = () => {
    if (children.some((child) => child.exitCode === null && child.signalCode === null) && Date.now() < deadline) {
      setTimeout(wait, 20);
      return;
    }
    for (const child of children) signalGroup(child, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    process.exit(code);
  };
  wait();
}

/** PHP's web server ends without its workers; each child leads a group of its own, so that they can all be reached. */
function signalGroup({ pid }, signal) {
  if (pid === undefined) return; // could not be started
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  stop(1);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0));
process.on('uncaughtException', (error) => fail(error.message));
const parent = process.ppid;
if (!process.argv.includes('--stay')) {
  // A test run that is killed cannot tell us.
  setInterval(() => {
    if (process.ppid !== parent) stop(0);
  }, 500).unref();
}

function program(...names) {
  for (const name of names) {
    const found = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin', '/usr/libexec']
      .map((path) => join(path, name))
      .find((path) => existsSync(path));
    if (found !== undefined) return found;
  }
  throw new Error(`${names.join(' or ')} is missing: install MariaDB's server (npm run setup -- test does)`);
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function start(name, command, args, env) {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let last = '';
  child.stderr.on('data', (data) => {
    last = (last + data).slice(-4_000);
    if (process.env.STAND_IN_LOG) process.stderr.write(data);
  });
  child.on('exit', (code) => {
    if (stopping) return;
    if (!restartable) return fail(`${command} ended with ${code}:\n${last}`);
    children.splice(children.indexOf(child), 1);
    start(name, command, args, env);
    process.stdout.write(`${JSON.stringify({ pids })}\n`);
  });
  children.push(child);
  pids[name] = child.pid;
  return child;
}

async function startDatabase() {
  const data = join(folder, 'data');
  const owner = userInfo().uid === 0 ? ['--user=root'] : [];
  const made = spawnSync(
    program('mariadb-install-db', 'mysql_install_db'),
    ['--no-defaults', ...owner, `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
    // Two servers at once must not meet in one temporary folder.
    { encoding: 'utf8', env: { ...process.env, TMPDIR: folder } },
  );
  if (made.status !== 0) throw new Error(`mariadb-install-db failed:\n${made.stderr}\n${made.stdout}`);
  const port = await freePort();
  const socket = join(folder, 'db.sock');
  start('database', program('mariadbd', 'mysqld'), [
    '--no-defaults',
    ...owner,
    `--datadir=${data}`,
    `--tmpdir=${folder}`,
    `--socket=${socket}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--pid-file=${join(folder, 'db.pid')}`,
    `--innodb-buffer-pool-size=${memory}`,
    ...(memory.endsWith('G') ? [`--innodb-log-file-size=${parseInt(memory, 10) * 256}M`] : []),
    // What is committed outlives the server's death, not the machine's.
    '--innodb-flush-log-at-trx-commit=2',
    '--character-set-server=utf8mb4',
    '--skip-log-bin',
  ]);
  const password = randomBytes(12).toString('hex');
  const statements = `CREATE DATABASE shop; CREATE USER shop@'127.0.0.1' IDENTIFIED BY '${password}'; GRANT ALL ON *.* TO shop@'127.0.0.1';`;
  const client = program('mariadb', 'mysql');
  for (let tries = 0; ; tries += 1) {
    const done = spawnSync(client, ['--no-defaults', `--socket=${socket}`, '-uroot', '-e', statements], {
      encoding: 'utf8',
    });
    if (done.status === 0) break;
    if (tries > 300 || stopping) throw new Error(`MariaDB did not start: ${done.stderr}`);
    await sleep(100);
  }
  return { port, password, name: 'shop' };
}

/** A database of its own on a server that another stand-in started. */
function databaseBeside(url) {
  const { port, password } = new URL(url);
  const name = `shop_${randomBytes(4).toString('hex')}`;
  const login = ['--no-defaults', '--host=127.0.0.1', `--port=${port}`, '-ushop', `-p${password}`];
  const done = spawnSync(program('mariadb', 'mysql'), [...login, '-e', `CREATE DATABASE ${name}`], {
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`no database beside: ${done.stderr}`);
  return { port, password, name };
}

try {
  const beside = option('--beside', null);
  const { port, password, name } = beside === null ? await startDatabase() : databaseBeside(beside);
  const dsn = `mysql:host=127.0.0.1;port=${port};dbname=${name};charset=utf8mb4`;
  const db = `mysql://shop:${password}@127.0.0.1:${port}/${name}?prefix=ps_`;
  const env = { STAND_IN_DSN: dsn, STAND_IN_USER: 'shop', STAND_IN_PASSWORD: password, STAND_IN_ZONE: zone };
  if (process.argv.includes('--db-only')) {
    process.stdout.write(`${JSON.stringify({ dsn, user: 'shop', password, db })}\n`);
  } else {
    const php = program('php');
    const installed = spawnSync(php, [join(here, 'install.php'), '--planning'], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    const [key, planningKey] = installed.stdout.trim().split('\n').slice(-2);
    if (installed.status !== 0)
      throw new Error(`the module could not be installed:\n${installed.stdout}${installed.stderr}`);
    const http = Number(option('--port', '0')) || (await freePort());
    const clock = speed === null ? null : join(folder, 'clock');
    if (clock !== null) {
      const now = Date.now();
      writeFileSync(clock, `${now} ${now} ${speed}`);
      env.STAND_IN_CLOCK = clock;
    }
    if (isFrozen) {
      const more = { ...env, STAND_IN_CHUNK: option('--chunk', '') };
      start('php', php, [...PHP_SETTINGS, join(here, 'frozen.php'), String(http)], more);
    } else {
      const args = [...PHP_SETTINGS, '-S', `127.0.0.1:${http}`, join(here, 'router.php')];
      const more = { STAND_IN_FOLDER: folder, STAND_IN_BUILT: option('--built', ''), PHP_CLI_SERVER_WORKERS: '4' };
      start('php', php, args, { ...env, ...more });
    }
    const url = `http://127.0.0.1:${http}/`;
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(`${url}api/group_offer_status?output_format=JSON&ws_key=${key}`).catch(() => null);
      if (answer?.status === 200) break;
      if (tries > 100) throw new Error(`the stand-in does not answer: ${answer?.status} ${await answer?.text()}`);
      await sleep(100);
    }
    process.stdout.write(
      `${JSON.stringify({ url, key, planningKey, db, ...(restartable ? { pids } : {}), ...(clock === null ? {} : { clock }) })}\n`,
    );
  }
} catch (error) {
  fail(error.message);
}
