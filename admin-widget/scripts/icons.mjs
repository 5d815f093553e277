/**
 * Draws the page's icons out of Material Symbols Rounded (Apache-2.0) into src/ui/icons.ts: `node admin-widget/scripts/icons.mjs`.
 * The one list of icons is here. Drawings instead of a font: nothing to load, and nothing that a screen reader would read out.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as prettier from 'prettier';
import subsetFont from 'subset-font';
import { Blob, Buffer as Text, Face, Font, shape } from 'harfbuzzjs';

const NAMES = `
  add add_circle cancel check check_box check_box_outline_blank check_circle chevron_left chevron_right circle close
  content_copy delete edit_note error event_repeat event_upcoming expand_more hourglass_top inbox info inventory_2 link
  local_offer login logout pause_circle play_circle refresh visibility visibility_off warning
`
  .trim()
  .split(/\s+/u);

/** Point somewhere, and so the other way in right-to-left. */
const MIRRORED = ['chevron_left', 'chevron_right', 'login', 'logout'];

const require = createRequire(import.meta.url);
const whole = await readFile(require.resolve('material-symbols/material-symbols-rounded.woff2'));
const sfnt = await subsetFont(whole, 'abcdefghijklmnopqrstuvwxyz0123456789_', {
  targetFormat: 'sfnt',
  variationAxes: { FILL: 0, GRAD: 0, wght: 400, opsz: 24 },
});
const font = new Font(new Face(new Blob(sfnt)));

const drawings = NAMES.map((name) => {
  const text = new Text();
  text.addText(name);
  text.guessSegmentProperties();
  shape(font, text);
  const glyphs = text.getGlyphInfos();
  if (glyphs.length !== 1) throw new Error(`Material Symbols has no icon "${name}"`);
  return [name, flipped(font.glyphToPath(glyphs[0].codepoint))];
});

/** Fonts count upwards, drawings downwards; a tenth of a unit is less than anybody sees. */
function flipped(path) {
  return path.replaceAll(/(-?[\d.]+),(-?[\d.]+)/gu, (_all, x, y) => `${round(x)} ${round(-y)}`);
}
function round(value) {
  return Math.round(Number(value));
}

const source = `// Made by scripts/icons.mjs out of Material Symbols Rounded (Google, Apache-2.0): add a name there and run it.

/** Paths in a box of 960 by 960 units, \`viewBox="0 -960 960 960"\`. */
export const ICONS = {
${drawings.map(([name, path]) => `${name}: '${path}',`).join('\n')}
} as const;

export type IconName = keyof typeof ICONS;

/** Point somewhere, and so the other way in right-to-left. */
export const MIRRORED: ReadonlySet<IconName> = new Set<IconName>([${MIRRORED.map((name) => `'${name}'`).join(', ')}]);
`;
const file = join(import.meta.dirname, '../src/ui/icons.ts');
await writeFile(file, await prettier.format(source, { ...(await prettier.resolveConfig(file)), parser: 'typescript' }));
console.log(`${drawings.length} icons`);
