import type { Language } from './section.ts';

/** The language of the texts for an employee's locale (`es-ES`). */
export function languageOf(locale: string): Language {
  const language = locale.slice(0, 2).toLowerCase();
  return language === 'es' || language === 'fr' ? language : 'en';
}
