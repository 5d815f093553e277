import { PRESETS } from '../../audience/index.ts';
import { table, type Output } from '../output.ts';
import { choicesOf, localeOf } from '../presets.ts';

/** The ready-made audiences. Needs no shop. */
export async function presets(output: Output, options: { readonly lang?: string }): Promise<void> {
  const locale = localeOf(options.lang);
  const data = PRESETS.map((preset) => ({
    id: preset.id,
    family: preset.family,
    name: preset.name[locale],
    description: preset.description[locale],
    asks: (preset.asks ?? []).map(({ id, kind, label }) => ({ id, kind, label: label[locale] })),
    settings: (preset.settings ?? []).map((each) => ({
      id: each.id,
      default: each.default,
      label: each.label[locale],
    })),
  }));
  output.result(data, () =>
    table(
      ['id', 'name', 'means', 'choices'],
      PRESETS.map((preset) => [
        preset.id,
        preset.name[locale],
        wrap(preset.description[locale]),
        wrap(choicesOf(preset), 24),
      ]),
    ),
  );
}

const wrap = (text: string, width = 60) => text.replace(new RegExp(`(.{${width / 2},${width}}?) `, 'g'), '$1\n');
