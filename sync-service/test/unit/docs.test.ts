import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PRESETS } from '../../src/audience/index.ts';
import { CRITERIA } from '../../src/offer/criteria-file.ts';
import { offerFileSchema } from '../../src/offer/file-schema.ts';

/** What the pages name must exist: a reader who follows a page that is out of date loses more than one who has none. */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? '');

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

describe.each(pages)('%s', (page) => {
  it('links to files that exist', () => {
    const targets = matches(read(page), /\]\((?!https?:|#)([^)#\s]+)/gu);
    expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = matches(read(page), /\bnpm run ([\w:-]+)/gu);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

describe.each(['README.md', 'docs/OFFERS.md'])('%s', (page) => {
  it('shows offers that would be accepted', () => {
    const offers = matches(read(page), /```(?:yaml|json)\n([^`]+)```/gu).map((text) => parse(text) as unknown);
    expect(offers.length).toBeGreaterThan(0);
    for (const offer of offers) expect(offerFileSchema.safeParse(offer)).toMatchObject({ success: true });
  });
});

describe('docs/OFFERS.md', () => {
  it('tells every field', () => {
    const page = read('docs/OFFERS.md');
    expect(Object.keys(offerFileSchema.shape).filter((field) => !page.includes(`| \`${field}\``))).toEqual([]);
  });

  it('tells every rule and every preset', () => {
    const page = read('docs/OFFERS.md');
    expect(Object.keys(CRITERIA).filter((key) => !page.includes(`\`${key}: `))).toEqual([]);
    expect(PRESETS.filter(({ id }) => !page.includes(`| \`${id}\``))).toEqual([]);
  });
});

describe.each([
  'docs/ARCHITECTURE.md',
  'docs/SPEC.md',
  'docs/PROTOCOL.md',
  'docs/THREATS.md',
  'docs/OPERATING.md',
  'CONTRIBUTING.md',
])('%s', (page) => {
  it('names files that exist', () => {
    const named = matches(read(page), /`((?:src|sync-service|admin-widget|docs|scripts|docker)\/[^`*{}… ]+)`/gu);
    const roots = ['', 'sync-service', 'admin-widget', 'admin-widget/module/groupoffers'];
    const missing = named.filter((path) => !roots.some((folder) => existsSync(join(root, folder, path))));
    expect(missing).toEqual([]);
  });
});

describe('docs/SPEC.md', () => {
  const spec = read('docs/SPEC.md');

  it('has all thirteen invariants in order', () => {
    expect(matches(spec, /^## (\d+)\. /gmu)).toEqual(Array.from({ length: 13 }, (_, index) => String(index + 1)));
  });
});

describe('the invariants', () => {
  it('are each named by a test', () => {
    const tests = readdirSync(join(root, 'sync-service'), { recursive: true, encoding: 'utf8' })
      .filter((path) => /^(src|test)\b.*\.ts$/u.test(path) && /\.test\.ts$|contract/u.test(path))
      .map((path) => read(`sync-service/${path}`))
      .join('\n');
    const named = new Set(matches(tests, /\binvariants? ([\d, ]+)/gu).flatMap((list) => list.split(/\D+/u)));
    const promised = matches(read('docs/SPEC.md'), /^## (\d+)\. /gmu);
    expect(promised.filter((number) => !named.has(number))).toEqual([]);
  });
});

describe('sync-service/Dockerfile', () => {
  it('runs no scripts of packages, and installs none as root', () => {
    const stages = new Map<string, { readonly user: string; readonly runs: string[] }>();
    let stage = { user: 'root', runs: [] as string[] };
    for (const line of read('sync-service/Dockerfile').split('\n')) {
      const [, from = '', name = ''] = /^FROM (\S+)(?: AS (\S+))?/u.exec(line) ?? [];
      if (from !== '') stages.set(name, (stage = { user: stages.get(from)?.user ?? 'root', runs: [] }));
      stage.user = /^USER (\S+)/u.exec(line)?.[1] ?? stage.user;
      if (line.startsWith('RUN npm')) stage.runs.push(`${stage.user}: ${line}`);
    }
    const installs = [...stages.values()].flatMap(({ runs }) => runs).filter((run) => run.includes('npm ci'));
    expect(installs.length).toBeGreaterThan(0);
    expect(installs.filter((run) => !/^node: .*--ignore-scripts/u.test(run))).toEqual([]);
  });
});

describe('docs/OPERATING.md', () => {
  const page = read('docs/OPERATING.md');

  it('tells every setting', () => {
    const settings = matches(read('sync-service/src/config.ts'), /^ {2}([A-Z_]+): \{ schema:/gmu);
    expect(settings.length).toBeGreaterThan(5);
    expect(settings.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('tells every metric', () => {
    const metrics = matches(read('sync-service/src/metrics.ts'), /'(group_offers_\w+)'/gu);
    expect(metrics.length).toBeGreaterThan(5);
    expect(metrics.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
