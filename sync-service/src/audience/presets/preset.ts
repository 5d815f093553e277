/** What a preset is made of: plain data, for the page and the offer file alike. */

export interface Texts {
  readonly en: string;
  readonly es: string;
  readonly fr: string;
}

export type PresetFamily =
  | 'valueAndAge'
  | 'eightyTwenty'
  | 'loyalty'
  | 'behaviour'
  | 'demographic'
  | 'geographic'
  | 'language'
  | 'consent'
  | 'lists'
  | 'chance'
  | 'score';

/** `countries`, `states`, `languages`: lists of ids; `category`, `list`, `score`: one id; `prefixes`, `genders`: lists of texts. */
export type AskKind =
  'category' | 'countries' | 'states' | 'languages' | 'list' | 'score' | 'prefixes' | 'genders' | 'number';

/** What the merchant must choose. */
export interface Ask {
  readonly id: string;
  readonly kind: AskKind;
  readonly label: Texts;
}

/** What the merchant may adjust. */
export interface Setting {
  readonly id: string;
  readonly default: number;
  readonly label: Texts;
}

/** A rule as in `offer/rule.ts`, with `{ choice: id }` where a choice of the merchant goes. */
export interface PresetTemplate {
  readonly kind: string;
  readonly [field: string]: unknown;
}

export interface Preset {
  readonly id: string;
  readonly family: PresetFamily;
  readonly name: Texts;
  /** One line, with the defaults. */
  readonly description: Texts;
  readonly rule: PresetTemplate;
  readonly asks?: readonly Ask[];
  readonly settings?: readonly Setting[];
}

export const choice = (id: string): { readonly choice: string } => ({ choice: id });

export function setting(id: string, standard: number, en: string, es: string, fr: string): Setting {
  return { id, default: standard, label: { en, es, fr } };
}

export function ask(id: string, kind: AskKind, en: string, es: string, fr: string): Ask {
  return { id, kind, label: { en, es, fr } };
}
