import { createI18n } from 'vue-i18n';
import { languageOf } from './language.ts';
import type { Language } from './section.ts';
import { common } from './texts/common.ts';
import { connect } from './texts/connect.ts';
import { customer } from './texts/customer.ts';
import { offers } from './texts/offers.ts';
import { run } from './texts/run.ts';
import { tile } from './texts/tile.ts';
import { editor } from './texts/editor.ts';
import { shell } from './texts/shell.ts';
import { ui } from './texts/ui.ts';
import { when } from './texts/when.ts';
import { who } from './texts/who.ts';

export { languageOf } from './language.ts';

/** The one catalogue: a section for each folder of the page. */
const SECTIONS = { common, connect, customer, editor, offers, run, shell, tile, ui, when, who };

export function catalogue(language: Language) {
  return Object.fromEntries(Object.entries(SECTIONS).map(([name, texts]) => [name, texts[language]]));
}

export function createTexts(locale: string) {
  const language = languageOf(locale);
  return createI18n({
    legacy: false,
    locale: language,
    fallbackLocale: 'en',
    messages: { en: catalogue('en'), [language]: catalogue(language) },
    missingWarn: true,
    fallbackWarn: false,
  });
}
