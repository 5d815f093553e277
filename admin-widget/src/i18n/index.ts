import { createI18n } from 'vue-i18n';
import { languageOf } from './language.ts';
import type { Language } from './section.ts';
import type { Texts } from './sections.ts';

export { languageOf } from './language.ts';

/** An employee reads one language: the others are not loaded. */
const LANGUAGES: Readonly<Record<Language, () => Promise<{ texts: Texts }>>> = {
  en: () => import('./languages/en.ts'),
  es: () => import('./languages/es.ts'),
  fr: () => import('./languages/fr.ts'),
};

export async function loadTexts(locale: string) {
  return createTexts(locale, (await LANGUAGES[languageOf(locale)]()).texts);
}

export function createTexts(locale: string, texts: Texts) {
  const language = languageOf(locale);
  return createI18n({
    legacy: false,
    locale: language,
    // None is missing, so there is nothing to fall back to: the compiler looks after that.
    fallbackLocale: language,
    messages: { [language]: texts },
    missingWarn: true,
    fallbackWarn: false,
  });
}
