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
  add add_circle alarm archive arrow_back arrow_downward arrow_forward arrow_upward autorenew block bolt calendar_month calendar_today cancel
  category check check_box check_box_outline_blank check_circle chevron_left chevron_right circle close content_copy date_range delete
  devices download drag_indicator edit edit_note error event event_repeat event_upcoming expand_less expand_more favorite filter_list filter_alt
  flag folder group group_add group_off group_remove groups help history hourglass_top inbox info insights inventory_2 keep keep_off
  keyboard_arrow_down keyboard_arrow_up key label link link_off list local_offer lock lock_open login logout loyalty mail map
  more_horiz more_vert new_releases notifications open_in_new pause pause_circle payments percent person person_add person_off person_search
  play_arrow play_circle priority_high public query_stats receipt_long redeem refresh remove repeat report restore rocket_launch
  rule save savings schedule search sell send settings shopping_bag shopping_cart shuffle sort star stop stop_circle storefront swap_horiz sync
  sync_problem table_chart tag task_alt timeline timer today trending_down trending_up tune undo unfold_more upload upload_file verified
  visibility visibility_off warning wifi_off zoom_in zoom_out
`
  .trim()
  .split(/\s+/u);

/** Point somewhere, and so the other way in right-to-left. */
const MIRRORED = [
  'arrow_back',
  'arrow_forward',
  'chevron_left',
  'chevron_right',
  'list',
  'login',
  'logout',
  'open_in_new',
  'send',
  'undo',
];

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
