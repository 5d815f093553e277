import { InvalidInputError } from '../errors.ts';
import type { CustomerList, IsoRow, NamedRow, Shop, ShopDetails, StateRow } from '../moves/index.ts';
import type { Reference } from '../offer/index.ts';

/** Finds what names and ids of an offer file mean in the shop. Groups, categories and lists are read only when one of theirs is named. */
export class Names {
  private groups: Promise<readonly NamedRow[]> | null = null;
  private categories: Promise<readonly NamedRow[]> | null = null;
  private lists: Promise<readonly CustomerList[]> | null = null;

  constructor(
    private readonly host: Pick<Shop, 'groups' | 'categories' | 'lists'>,
    private readonly details: ShopDetails,
  ) {}

  async group(field: string, wanted: Reference): Promise<number> {
    return pick(field, 'group', wanted, await (this.groups ??= this.host.groups()));
  }

  async category(field: string, wanted: Reference): Promise<number> {
    return pick(field, 'category', wanted, await (this.categories ??= this.host.categories()));
  }

  shop(field: string, wanted: Reference): number {
    return pick(field, 'shop', wanted, this.details.shops);
  }

  module(field: string, wanted: Reference): number {
    const rows = this.details.modules;
    const technical = rows.find(({ name }) => name === wanted);
    if (technical !== undefined) return technical.id;
    const byDisplayName = rows.map(({ id, displayName }) => ({ id, name: displayName }));
    const shown = byDisplayName.some(({ name }) => sameName(name, String(wanted)));
    return pick(field, 'module', wanted, shown ? byDisplayName : rows);
  }

  country(field: string, wanted: Reference): number {
    return pickByIso(field, 'country', wanted, this.details.countries);
  }

  language(field: string, wanted: Reference): number {
    return pickByIso(field, 'language', wanted, this.details.languages);
  }

  region(field: string, wanted: Reference): number {
    const isoOf = ({ country }: StateRow) =>
      this.details.countries.find(({ id }) => id === country)?.iso ?? `${country}`;
    return pickByIso(field, 'region', wanted, this.details.states, (state) => ` of ${isoOf(state)}`);
  }

  async list(field: string, wanted: Reference): Promise<number> {
    return this.imported('list', field, wanted);
  }

  async score(field: string, wanted: Reference): Promise<number> {
    return this.imported('score', field, wanted);
  }

  /** A list and a score may have the same name; one that is only the other kind is refused, as the shop would. */
  private async imported(kind: CustomerList['kind'], field: string, wanted: Reference): Promise<number> {
    const rows = await (this.lists ??= this.host.lists());
    const own = rows.filter((row) => row.kind === kind);
    const isWanted = ({ id, name }: NamedRow) => (typeof wanted === 'number' ? id === wanted : sameName(name, wanted));
    if (!own.some(isWanted) && rows.some(isWanted)) {
      const other =
        kind === 'list'
          ? `is a score; write score: { list: ${wanted}, atLeast: … }`
          : `is a list, which has no figures; write list: ${wanted}`;
      throw new InvalidInputError(`${field}: ${JSON.stringify(wanted)} ${other}`);
    }
    return pick(field, kind, wanted, own, kind === 'list' ? IMPORT_ONE : `${IMPORT_ONE} --score`);
  }
}

const IMPORT_ONE = 'import one with: group-offers import NAME FILE.csv';

/** The row that an id or a name means. Names are compared without regard to case; one that fits two rows is refused. */
export function pick(
  field: string,
  what: string,
  wanted: Reference,
  rows: readonly NamedRow[],
  ifNone = 'the shop has none',
): number {
  if (typeof wanted === 'number') {
    if (rows.some(({ id }) => id === wanted)) return wanted;
    throw new InvalidInputError(`${field}: there is no ${what} ${wanted}; ${known(rows, ifNone)}`);
  }
  const found = rows.filter(({ name }) => sameName(name, wanted));
  if (found.length === 1) return found[0]!.id;
  if (found.length === 0)
    throw new InvalidInputError(`${field}: there is no ${what} called "${wanted}"; ${known(rows, ifNone)}`);
  const ids = found.map(({ id }) => id).join(', ');
  throw new InvalidInputError(`${field}: "${wanted}" is the name of several (${ids}); write the id instead`);
}

/** An ISO code goes before a name: it means one row. */
function pickByIso<T extends IsoRow>(
  field: string,
  what: string,
  wanted: Reference,
  rows: readonly T[],
  beside: (row: T) => string = () => '',
): number {
  if (typeof wanted === 'number') return pick(field, what, wanted, rows);
  const byIso = rows.filter(({ iso }) => sameName(iso, wanted));
  if (byIso.length === 1) return byIso[0]!.id;
  const byName = rows.filter(({ name }) => sameName(name, wanted));
  if (byName.length > 1 || byIso.length > 1) {
    const each = (byName.length > 1 ? byName : byIso).map((row) => `${row.id}${beside(row)}`).join(', ');
    throw new InvalidInputError(`${field}: "${wanted}" is the name of several (${each}); write the id instead`);
  }
  if (byName.length === 1) return byName[0]!.id;
  const codes = rows.map(({ id, iso, name }) => ({ id, name: `${iso} ${name}` }));
  throw new InvalidInputError(`${field}: there is no ${what} "${wanted}"; ${known(codes, 'the shop has none')}`);
}

function sameName(a: string, b: string): boolean {
  return a.localeCompare(b, undefined, { sensitivity: 'accent' }) === 0;
}

function known(rows: readonly NamedRow[], ifNone: string): string {
  const first = rows.slice(0, 12).map(({ id, name }) => `${id} "${name}"`);
  return rows.length === 0 ? ifNone : `known: ${first.join(', ')}${rows.length > 12 ? ', …' : ''}`;
}
