/**
 * Makes a fresh clone on a fresh machine ready for `npm run demo` or `npm test`; they call this first. Plain Node, no
 * dependencies: it runs before `npm ci`. Does nothing, in well under a second, when everything is there.
 *
 *   node scripts/setup.mjs demo|test
 */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const PHP_TESTS = join(ROOT, 'admin-widget', 'php-tests');
const NODE_MINIMUM = [20, 19];
const PHP_MINIMUM = [8, 1];

/** What `demo` and `test` need from the system: how to see that it is there, and what it is called where. */
const NEEDS = {
  'redis-server': {
    present: () => onPath('redis-server'),
    apt: ['redis-server'],
    brew: ['redis'],
    dnf: ['redis'],
  },
  mariadb: {
    present: () => onPath('mariadbd') && onPath('mariadb-install-db') && onPath('my_print_defaults'),
    // The binaries without the service that Debian's mariadb-server would start.
    apt: ['mariadb-server-core', 'mariadb-client-core'],
    brew: ['mariadb'],
    dnf: ['mariadb-server'],
  },
  php: {
    present: () => onPath('php'),
    apt: ['php-cli'],
    brew: ['php'],
    dnf: ['php-cli'],
  },
  'php extensions': {
    present: () => missingExtensions().length === 0,
    apt: ['php-mysql', 'php-xml', 'php-curl', 'php-mbstring', 'php-intl'],
    brew: ['php'],
    dnf: ['php-mysqlnd', 'php-xml', 'php-mbstring', 'php-intl'],
  },
  composer: {
    present: () => onPath('composer'),
    apt: ['composer', 'unzip'],
    brew: ['composer'],
    dnf: ['composer', 'unzip'],
  },
  // What recurrence rules are compared with.
  'python3 with dateutil': {
    present: () => ['python3', '/usr/bin/python3'].some((python) => runs(python, ['-c', 'import dateutil.rrule'])),
    apt: ['python3-dateutil'],
    brew: ['python'],
    dnf: ['python3-dateutil'],
  },
  chromium: {
    present: () => onPath('chromium') || onPath('chromium-browser') || onPath('google-chrome'),
    apt: ['chromium'],
    brew: ['chromium'],
    dnf: ['chromium'],
  },
};
const NEEDED_BY = { demo: ['redis-server', 'mariadb', 'php', 'php extensions'], test: Object.keys(NEEDS) };
const PHP_EXTENSIONS = ['mysqli', 'pdo_mysql', 'dom', 'simplexml', 'xmlwriter', 'curl', 'mbstring', 'intl'];

await main(process.argv[2]);

async function main(purpose) {
  if (!Object.hasOwn(NEEDED_BY, purpose ?? '')) stop('Say what for: node scripts/setup.mjs demo|test');
  checkNode();
  await installSystemPackages(NEEDED_BY[purpose]);
  checkPhp();
  if (!npmPackagesCurrent()) {
    step('Installing npm packages (npm ci; a minute or so) …');
    run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], ROOT);
  }
  if (purpose === 'test' && existsSync(join(PHP_TESTS, 'composer.json')) && !composerPackagesCurrent()) {
    step('Installing PHP test tools (composer install) …');
    run('composer', ['install', '--quiet', '--no-interaction', '--no-progress'], PHP_TESTS, {
      // Containers run as root; composer would ask whether that is meant.
      COMPOSER_ALLOW_SUPERUSER: '1',
    });
  }
}

function checkNode() {
  if (atLeast(process.versions.node, NODE_MINIMUM)) return;
  stop(
    `Node.js ${process.versions.node} is too old: ${NODE_MINIMUM.join('.')} or newer is needed.\n` +
      'Install it from https://nodejs.org, or with your version manager, for example: nvm install 22',
  );
}

function checkPhp() {
  const version = output('php', ['-r', 'echo PHP_VERSION;']);
  if (!atLeast(version, PHP_MINIMUM))
    stop(`PHP ${version || '?'} is too old for the module: ${PHP_MINIMUM.join('.')} or newer is needed.`);
}

/** Compares contents, not dates: a checkout touches files, and `npm ci` deletes what other shells are using. */
function npmPackagesCurrent() {
  const installed = readJson(join(ROOT, 'node_modules', '.package-lock.json'))?.packages;
  const wanted = readJson(join(ROOT, 'package-lock.json'))?.packages;
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      !path.includes('node_modules/') ||
      entry.link === true ||
      (installed[path] === undefined
        ? entry.optional === true || entry.peer === true // made for another platform, or nobody's need
        : installed[path].version === entry.version),
  );
}

function composerPackagesCurrent() {
  if (!existsSync(join(PHP_TESTS, 'vendor', 'autoload.php'))) return false;
  const lock = readJson(join(PHP_TESTS, 'composer.lock'));
  if (lock === null) return true;
  const installed = readJson(join(PHP_TESTS, 'vendor', 'composer', 'installed.json'))?.packages ?? [];
  const versions = new Map(installed.map((entry) => [entry.name, entry.version]));
  return [...lock.packages, ...lock['packages-dev']].every((entry) => versions.get(entry.name) === entry.version);
}

async function installSystemPackages(names) {
  const missing = names.filter((name) => !NEEDS[name].present());
  if (missing.length === 0) return;
  const manager = ['apt-get', 'brew', 'dnf'].find(onPath);
  const key = manager === 'apt-get' ? 'apt' : manager;
  const packages = key === undefined ? [] : [...new Set(missing.flatMap((name) => NEEDS[name][key]))];
  const list = packages.join(' ');

  if (manager === 'apt-get' && mayInstall()) {
    step(`Installing system packages: ${list} …`);
    await aptInstall(packages);
  } else if (manager === 'apt-get') {
    stop(`Missing: ${missing.join(', ')}. Please run this, then try again:\n\n  ${aptCommand(list)}`);
  } else if (manager !== undefined) {
    const command = manager === 'brew' ? `brew install ${list}` : `sudo dnf install ${list}`;
    stop(`Missing: ${missing.join(', ')}. Please run this, then try again:\n\n  ${command}`);
  } else {
    stop(`Missing: ${missing.join(', ')}. Please install them with your system's package manager, then try again.`);
  }

  const still = names.filter((name) => !NEEDS[name].present());
  if (still.length > 0) stop(`Still missing after the installation: ${still.join(', ')}. Please look at ${list}.`);
}

/** Installs without starting any service: no package may take a port of this machine because somebody ran the tests. */
async function aptInstall(packages) {
  const script = `
    policy=/usr/sbin/policy-rc.d made=
    if [ ! -e "$policy" ]; then printf '#!/bin/sh\\nexit 101\\n' > "$policy" && chmod 755 "$policy" && made=1; fi
    trap '[ -z "$made" ] || rm -f "$policy"' EXIT
    export DEBIAN_FRONTEND=noninteractive LC_ALL=C
    # Another program that installs at this moment (unattended upgrades on a new machine) is waited for.
    apt-get update -qq
    apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=600 "$@"`;
  const shell = ['sh', '-c', script, 'sh', ...packages];
  const command = isRoot() ? shell : ['sudo', '-n', ...shell];
  const child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve) => child.once('error', () => resolve(1)).once('close', resolve));
  const said = [];
  child.stderr.on('data', (data) => said.push(String(data)));
  const done = { Get: 0, Unpacking: 0, 'Setting up': 0 };
  let all = '?';
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(`${line}\n`);
    all = /(\d+) newly installed/u.exec(line)?.[1] ?? all;
    const [what] = /^(?:Get(?=:)|Unpacking|Setting up)/u.exec(line) ?? [];
    if (what === undefined || all === '?') continue;
    done[what] += 1;
    if (process.stderr.isTTY || done[what] % 10 === 0) {
      const text = `${{ Get: 'downloaded', Unpacking: 'unpacked', 'Setting up': 'set up' }[what]} ${done[what]} of ${all} packages`;
      process.stderr.write(process.stderr.isTTY ? `\r\u001b[2Ksetup:   ${text}` : `setup:   ${text}\n`);
    }
  }
  if (process.stderr.isTTY) process.stderr.write('\n');
  if ((await ended) === 0) return;
  process.stderr.write(said.join(''));
  stop(`apt-get failed. Please run this, then try again:\n\n  ${aptCommand(packages.join(' '))}`);
}

function aptCommand(list) {
  const sudo = isRoot() ? '' : 'sudo ';
  return `${sudo}apt-get update && ${sudo}apt-get install --no-install-recommends ${list}`;
}

function mayInstall() {
  return isRoot() || (onPath('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0);
}

function isRoot() {
  return process.getuid?.() === 0;
}

function missingExtensions() {
  if (!onPath('php')) return PHP_EXTENSIONS;
  const loaded = output('php', ['-m']).toLowerCase().split(/\s+/u);
  return PHP_EXTENSIONS.filter((name) => !loaded.includes(name));
}

/** Servers live in sbin, which is often not on a user's PATH. */
function onPath(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin'];
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}

function atLeast(version, [major, minor]) {
  const [a = 0, b = 0] = version.split('.').map(Number);
  return a > major || (a === major && b >= minor);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function runs(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function output(command, args) {
  return spawnSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).stdout ?? '';
}

function run(command, args, cwd, env = {}) {
  const result = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (result.error) stop(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0) stop(`${command} ${args.join(' ')} failed (exit code ${result.status}).`);
}

// stderr: the demo's last line on stdout is for machines.
function step(message) {
  process.stderr.write(`setup: ${message}\n`);
}

function stop(message) {
  process.stderr.write(`\nsetup: ${message}\n\n`);
  process.exit(1);
}
