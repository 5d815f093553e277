import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import postcss from 'postcss';
import { expect, it } from 'vitest';
import { scopeCss } from '../../scripts/scope-css.ts';

const SRC = join(import.meta.dirname, '..');
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(vue|ts)$/u.test(file));

it('has no letters of its own, but those of the back office around it', async () => {
  const theme = readFileSync(createRequire(import.meta.url).resolve('@prestashopcorp/puik-theme/puik-button'), 'utf8');
  const ours = readFileSync(join(SRC, 'style/reset.css'), 'utf8');
  const { css } = await postcss([scopeCss()]).process(`${ours}\n${theme}`, { from: undefined });
  const families = [...css.matchAll(/font-family:\s*([^;}]+)/gu)].map(([, family]) => family!.trim());
  expect(theme).toContain('IBM Plex');
  expect(families.filter((family) => !/^inherit$|^ui-monospace|material-icons/u.test(family))).toEqual([]);
});

it('has the styles of each of Puik’s components that the page uses', () => {
  const used = new Set<string>();
  for (const file of sources) {
    for (const [, names] of readFileSync(join(SRC, file), 'utf8').matchAll(
      /import \{([^}]*)\} from '@prestashopcorp\/puik-components'/gu,
    )) {
      for (const [, name] of names!.matchAll(/\bPuik(\w+)/gu)) {
        used.add(`puik-${name!.replaceAll(/(?<!^)([A-Z])/gu, '-$1').toLowerCase()}`);
      }
    }
  }
  const styles = readFileSync(join(SRC, 'style/puik.css'), 'utf8');
  const there = [...styles.matchAll(/puik-theme\/([\w-]+)/gu)].map(([, name]) => name);
  expect(used.size).toBeGreaterThan(0);
  expect([...used].filter((name) => !there.includes(name))).toEqual([]);
});
