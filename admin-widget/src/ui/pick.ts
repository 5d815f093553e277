/** One of many that can be chosen. */
export interface Pickable {
  readonly id: number;
  readonly name: string;
  readonly hint?: string;
}

/** More than anybody reads; a category list of a big shop has thousands. */
const SHOWN = 100;

/** What stands there for a typed text: each word somewhere in name or hint, accents and capitals aside; names that begin with the text first. */
export function matching(options: readonly Pickable[], text: string): { shown: readonly Pickable[]; more: number } {
  const words = plain(text).split(/\s+/u).filter(Boolean);
  const found = options.filter(({ name, hint }) => {
    const where = plain(`${name} ${hint ?? ''}`);
    return words.every((word) => where.includes(word));
  });
  const first = plain(text).trim();
  if (first !== '')
    found.sort((a, b) => Number(plain(b.name).startsWith(first)) - Number(plain(a.name).startsWith(first)));
  return { shown: found.slice(0, SHOWN), more: Math.max(0, found.length - SHOWN) };
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
}
