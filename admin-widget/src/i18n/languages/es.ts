import { catalogue } from '../sections.ts';

/** Built, this file holds one language (scripts/one-language.ts). */
export const texts = catalogue('es');
