/** The languages of the page; `en` where the employee's is another. */
export type Language = 'en' | 'es' | 'fr';

interface Tree {
  readonly [key: string]: string | Tree;
}
type SameKeys<T> = { readonly [K in keyof T]: T[K] extends string ? string : SameKeys<T[K]> };

/** The texts of one part of the page, the three languages side by side; a missing one does not compile. */
export function section<const T extends Tree>(texts: {
  readonly en: T;
  readonly es: SameKeys<T>;
  readonly fr: SameKeys<T>;
}) {
  return texts;
}
