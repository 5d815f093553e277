import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parse as parseDotenv } from 'dotenv';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { GroupOffersError, InvalidInputError } from './errors.ts';
import type { LogLevel } from './log.ts';
import { BATCH_SIZE } from './moves/index.ts';
import { SYNCS_AT_ONCE } from './places.ts';
import { shopAddress } from './shop/prestashop/address.ts';

export interface ShopConfig {
  /** How logs, metrics and `--shop` call it. */
  readonly name: string;
  /** Root address, ending in a slash. */
  readonly url: string;
  /** The module's Webservice key for the service. Secret. */
  readonly key: string;
  /** That for the command line; null: this machine plans nothing. Secret. */
  readonly planningKey: string | null;
  readonly allowHttp: boolean;
  /** Send the key as `?ws_key=` (for hosts that strip the Authorization header; it ends up in their access logs). */
  readonly keyInAddress: boolean;
  readonly requestsPerMinute: number;
  readonly requestsAtOnce: number;
}

export interface Config {
  readonly shops: readonly ShopConfig[];
  /** null: a private redis-server is started. */
  readonly redisUrl: string | null;
  /** `host:port` of Sentinels; then the host of `redisUrl` is the name that they have for the master. */
  readonly redisSentinels?: readonly string[];
  /** Where the service keeps what it must know after a crash; null: nowhere. */
  readonly stateDirectory: string | null;
  readonly logLevel: LogLevel;
  /** Where /healthz and /metrics answer. */
  readonly http: { readonly host: string; readonly port: number };
  /** Customers in one request. */
  readonly batchSize: number;
  /** Syncs that plan or send at once. */
  readonly syncsAtOnce?: number;
  /** Files with a secret that every user of this machine can read. */
  readonly exposedFiles?: readonly string[];
  /** What is wrong with entries of the file's `shops` that are left out, so that one of them stops no other; a message each. */
  readonly skippedShops?: readonly string[];
}

/** What no log may hold. */
export function secretsOf({ shops, redisUrl }: Config): string[] {
  const password = redisUrl === null || !URL.canParse(redisUrl) ? '' : new URL(redisUrl).password;
  return [...shops.flatMap(({ key, planningKey }) => [key, planningKey ?? '']), password].filter(
    (secret) => secret !== '',
  );
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const integer = (min: number, max: number) =>
  z.preprocess((raw) => (typeof raw === 'string' && /^\d+$/.test(raw) ? Number(raw) : raw), z.int().min(min).max(max));
const YES = ['1', 'true', 'yes', 'on'];
const NO = ['0', 'false', 'no', 'off'];
const flag = z
  .preprocess((raw) => String(raw).toLowerCase(), z.enum([...YES, ...NO] as [string, ...string[]]))
  .transform((word) => YES.includes(word));
const text = z.string().min(1);

/** Every setting: environment variable -> what is accepted, the default, and the way out that a refusal names. */
const SETTINGS = {
  LOG_LEVEL: { schema: z.enum(LEVELS), default: 'info', way: `one of ${LEVELS.join(', ')}` },
  HTTP_HOST: { schema: text, default: '127.0.0.1', way: 'an address of this machine, such as 127.0.0.1 or 0.0.0.0' },
  HTTP_PORT: { schema: integer(0, 65_535), default: 9464, way: 'a whole number from 0 (any free port) to 65535' },
  REQUESTS_PER_MINUTE: { schema: integer(10, 100_000), default: 90, way: 'a whole number from 10 to 100000' },
  REQUESTS_AT_ONCE: { schema: integer(1, 16), default: 2, way: 'a whole number from 1 to 16' },
  BATCH_SIZE: { schema: integer(1, 100_000), default: BATCH_SIZE, way: 'customers in one request, from 1 to 100000' },
  SYNCS_AT_ONCE: { schema: integer(2, 10_000), default: SYNCS_AT_ONCE, way: 'a whole number from 2 to 10000' },
  SHOP_ALLOW_HTTP: { schema: flag, default: 'false', way: '1 or 0' },
  WS_KEY_IN_ADDRESS: { schema: flag, default: 'false', way: '1 or 0' },
} as const;
type Setting = keyof typeof SETTINGS;

const SHOP_FIELDS = z.strictObject({
  name: text.optional(),
  url: text,
  key: text.optional(),
  keyFile: text.optional(),
  planningKey: text.optional(),
  planningKeyFile: text.optional(),
  allowHttp: flag.optional(),
  keyInAddress: flag.optional(),
  requestsPerMinute: SETTINGS.REQUESTS_PER_MINUTE.schema.optional(),
  requestsAtOnce: SETTINGS.REQUESTS_AT_ONCE.schema.optional(),
});
type ShopFields = z.infer<typeof SHOP_FIELDS>;

/** `HTTP_PORT` is called `httpPort` in the file. */
const inFile = (name: string) => name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
const FILE_KEYS = new Set(
  [...Object.keys(SETTINGS), 'REDIS_URL', 'REDIS_URL_FILE', 'REDIS_SENTINELS', 'STATE_DIRECTORY', 'SHOPS'].map(inFile),
);

/**
 * The settings from the environment, then `.env` in `cwd`, then the file that `GROUP_OFFERS_CONFIG` names (YAML or JSON); the first
 * that has a setting wins, an empty one counts as not set. Secrets may be given as `…_FILE`.
 * @throws InvalidInputError with a line for every setting that is refused, and when no shop is left; secrets are not repeated
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>, cwd: string): Config {
  const problems: string[] = [];
  const skippedShops: string[] = [];
  const attempt = <T>(read: () => T, into = problems): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof GroupOffersError)) throw error;
      into.push(error.message);
      return undefined;
    }
  };

  const dotenv = readDotenv(cwd);
  const variables = { ...dotenv, ...withoutEmpty(env) };
  const secretFiles = ['SHOP_KEY', 'REDIS_URL'].some((name) => name in dotenv) ? [resolve(cwd, '.env')] : [];
  const readSecret = (field: string, from: string) => {
    secretFiles.push(from);
    return secretIn(field, from);
  };
  const path = variables['GROUP_OFFERS_CONFIG'];
  const file = path === undefined ? {} : (attempt(() => readConfigFile(resolve(cwd, path))) ?? {});
  if (path !== undefined && holdsSecret(file)) secretFiles.push(resolve(cwd, path));
  const base = path === undefined ? cwd : dirname(resolve(cwd, path));

  const read = <S extends Setting>(name: S): z.infer<(typeof SETTINGS)[S]['schema']> => {
    const { schema, way, default: fallback } = SETTINGS[name];
    const received = variables[name] ?? file[inFile(name)];
    const result = schema.safeParse(received ?? fallback);
    if (!result.success) problems.push(`${name}: ${shown(received)} is not accepted; it must be ${way}`);
    return (result.success ? result.data : schema.parse(fallback)) as z.infer<(typeof SETTINGS)[S]['schema']>;
  };
  const secret = (name: string): string | undefined => {
    if (variables[name] !== undefined) return variables[name];
    const from = variables[`${name}_FILE`];
    if (from !== undefined) return readSecret(`${name}_FILE`, resolve(cwd, from));
    const key = inFile(name);
    if (typeof file[key] === 'string') return file[key];
    const fromFile = file[`${key}File`];
    return typeof fromFile === 'string' ? readSecret(`${key}File`, resolve(base, fromFile)) : undefined;
  };

  const defaults = {
    allowHttp: read('SHOP_ALLOW_HTTP'),
    keyInAddress: read('WS_KEY_IN_ADDRESS'),
    requestsPerMinute: read('REQUESTS_PER_MINUTE'),
    requestsAtOnce: read('REQUESTS_AT_ONCE'),
  };
  const shops: ShopConfig[] = [];
  for (const { where, fields } of attempt(() => shopList(variables, file, secret)) ?? []) {
    const shop = attempt(
      () => oneShop(where, fields, (field, from) => readSecret(field, resolve(base, from)), defaults),
      skippedShops,
    );
    if (shop === undefined) continue;
    if (shops.some(({ name }) => name === shop.name)) {
      skippedShops.push(`${where}.name: "${shop.name}" is the name of two shops; give each its own`);
    } else if (shops.some(({ url }) => url === shop.url)) {
      skippedShops.push(`${where}.url: ${shop.url} is listed twice; a shop has one entry`);
    } else shops.push(shop);
  }
  if (shops.length === 0) problems.push(...skippedShops);
  const config: Config = {
    shops,
    redisUrl: attempt(() => redisUrl(secret('REDIS_URL'))) ?? null,
    redisSentinels: attempt(() => sentinels(variables['REDIS_SENTINELS'] ?? file[inFile('REDIS_SENTINELS')])) ?? [],
    stateDirectory: resolve(
      variables['STATE_DIRECTORY'] === undefined ? base : cwd,
      stateDirectory(variables, file[inFile('STATE_DIRECTORY')]),
    ),
    logLevel: read('LOG_LEVEL'),
    http: { host: read('HTTP_HOST'), port: read('HTTP_PORT') },
    batchSize: read('BATCH_SIZE'),
    syncsAtOnce: read('SYNCS_AT_ONCE'),
    exposedFiles: [...new Set(secretFiles)].filter(isReadableByAll),
    skippedShops,
  };
  if (problems.length > 0) throw new InvalidInputError(problems.join('\n'));
  return config;
}

/** The setting, which systemd's `StateDirectory=` makes too (several of them with colons between), or where the user's programs keep their state. */
function stateDirectory(variables: Record<string, string>, inConfig: unknown): string {
  const given = variables['STATE_DIRECTORY'] ?? inConfig;
  if (typeof given === 'string' && given !== '') return given.split(':')[0]!;
  return join(variables['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'group-offers');
}

function readDotenv(cwd: string): Record<string, string> {
  try {
    return withoutEmpty(parseDotenv(readFileSync(resolve(cwd, '.env'))));
  } catch (error) {
    if (isMissing(error)) return {};
    throw new InvalidInputError(`.env in ${cwd} cannot be read (${(error as Error).message})`);
  }
}

function withoutEmpty(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const filled = Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? '').trim() !== '');
  return Object.fromEntries(filled.map(([name, value]) => [name, value.trim()]));
}

function readConfigFile(path: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = parseYaml(readFileSync(path, 'utf8'));
  } catch (error) {
    // YAML's own message quotes the line, which may hold a key.
    const why = isMissing(error) ? 'does not exist' : 'cannot be read as YAML or JSON';
    throw new InvalidInputError(`GROUP_OFFERS_CONFIG: ${path} ${why}; name an existing YAML or JSON file`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new InvalidInputError(`GROUP_OFFERS_CONFIG: ${path} must hold settings such as "shops:"`);
  }
  const unknown = Object.keys(content).filter((key) => !FILE_KEYS.has(key));
  if (unknown.length > 0) {
    throw new InvalidInputError(
      `GROUP_OFFERS_CONFIG: ${path} has the unknown setting "${unknown.join('", "')}"; known are ${[...FILE_KEYS].join(', ')}`,
    );
  }
  return content as Record<string, unknown>;
}

interface ShopSource {
  readonly where: string;
  readonly fields: unknown;
}

function shopList(
  variables: Record<string, string>,
  file: Record<string, unknown>,
  secret: (name: string) => string | undefined,
): ShopSource[] {
  const listed = file['shops'];
  if (listed !== undefined && !Array.isArray(listed)) {
    throw new InvalidInputError('shops: must be a list of { name, url, key or keyFile }');
  }
  const url = variables['SHOP_URL'];
  if (url !== undefined && listed !== undefined) {
    throw new InvalidInputError(
      'SHOP_URL and the file\'s "shops" are both set; keep one of them (SHOP_URL for one shop, the file for several)',
    );
  }
  if (listed !== undefined) return listed.map((fields: unknown, index) => ({ where: `shops[${index}]`, fields }));
  if (url === undefined) {
    throw new InvalidInputError(
      'SHOP_URL: not set; set SHOP_URL and SHOP_KEY (the module\'s configuration page shows both lines), or list "shops" in the file that GROUP_OFFERS_CONFIG names',
    );
  }
  const keys = { key: secret('SHOP_KEY'), planningKey: secret('SHOP_PLANNING_KEY') };
  return [{ where: 'SHOP_URL', fields: { name: variables['SHOP_NAME'], url, ...keys } }];
}

function oneShop(
  where: string,
  fields: unknown,
  readSecret: (field: string, path: string) => string,
  defaults: Omit<ShopConfig, 'name' | 'url' | 'key' | 'planningKey'>,
): ShopConfig {
  const result = SHOP_FIELDS.safeParse(fields);
  if (!result.success) {
    const lines = result.error.issues.map(({ path, message }) => `${[where, ...path].join('.')}: ${message}`);
    throw new InvalidInputError(lines.join('\n'));
  }
  const { name, url, keyFile, key, planningKey, planningKeyFile, ...own }: ShopFields = result.data;
  const single = where === 'SHOP_URL';
  const given = withoutUndefined(own);
  const address = shopAddress(single ? where : `${where}.url`, url, own.allowHttp ?? defaults.allowHttp);
  const keyIn = (field: string, name: string, value: string | undefined, path: string | undefined) =>
    checkedKey(
      single ? name : `${where}.${field}`,
      value ?? (path === undefined ? undefined : readSecret(`${where}.${field}File`, path)),
    );
  const found = keyIn('key', 'SHOP_KEY', key, keyFile);
  if (found === null) {
    throw new InvalidInputError(
      `${single ? 'SHOP_KEY' : `${where}.key`}: not set for ${address.host}; take the key that the module's configuration page showed, or have it make a new one`,
    );
  }
  const planning = keyIn('planningKey', 'SHOP_PLANNING_KEY', planningKey, planningKeyFile);
  if (planning === found) {
    throw new InvalidInputError(
      `${single ? 'SHOP_PLANNING_KEY' : `${where}.planningKey`}: is the service's key; take the key for the command line, which is another one`,
    );
  }
  return {
    ...{ ...defaults, ...given, name: name ?? address.host, url: address.href },
    ...{ key: found, planningKey: planning },
  };
}

/** @returns null when there is none */
function checkedKey(field: string, given: string | undefined): string | null {
  const key = given?.trim() ?? '';
  if (/^[\x21-\x7e]*$/.test(key)) return key === '' ? null : key;
  throw new InvalidInputError(`${field}: contains spaces or letters that a key cannot have; copy it again`);
}

function redisUrl(value: string | undefined): string | null {
  if (value === undefined) return null;
  if (/^(rediss?|unix):\/\//.test(value)) return value;
  throw new InvalidInputError(
    'REDIS_URL: does not begin with redis://, rediss:// or unix://; write redis://host:6379/0, or leave it out for a private Redis',
  );
}

/** @param given `host:port` of each with commas between, or, in the file, a list of them */
function sentinels(given: unknown): readonly string[] {
  const list: unknown[] = Array.isArray(given) ? given : typeof given === 'string' ? given.split(',') : [];
  const named = list.map((each) => String(each).trim()).filter((each) => each !== '');
  const wrong = named.find((each) => !/^[^\s:/@]+:\d{1,5}$/.test(each));
  if (wrong === undefined) return named;
  throw new InvalidInputError(
    `REDIS_SENTINELS: ${shown(wrong)} is not accepted; write host:port of each Sentinel, with commas between, and the master's name as the host of REDIS_URL`,
  );
}

function secretIn(field: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const why = isMissing(error) ? 'does not exist' : 'cannot be read by this user';
    throw new InvalidInputError(`${field}: ${path} ${why}; name a file that holds only the secret`);
  }
}

function holdsSecret(file: Record<string, unknown>): boolean {
  const shops = Array.isArray(file['shops']) ? (file['shops'] as unknown[]) : [];
  return (
    'redisUrl' in file || [file, ...shops].some((each) => typeof each === 'object' && each !== null && 'key' in each)
  );
}

/** Never on Windows, whose files have no such mode. */
function isReadableByAll(path: string): boolean {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  return process.platform !== 'win32' && (mode & 0o004) !== 0;
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function withoutUndefined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
