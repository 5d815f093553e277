import type { MemoryModel } from './model.ts';
import { CUSTOMER_GROUP, GUEST_GROUP, VISITOR_GROUP } from './rows.ts';

/** A value of a row: plain, or in the shop's default language. */
export type Cell = string | number | { readonly text: string };
export type Row = Readonly<Record<string, Cell>>;

const LANGUAGE = 1;

/** The core's resources that the service reads, as tables. */
export function coreTables(model: MemoryModel): Readonly<Record<string, { item: string; rows: () => Row[] }>> {
  const { world } = model;
  const configuration = () => ({
    PS_LANG_DEFAULT: LANGUAGE,
    PS_SHOP_DEFAULT: world.shops[0]!.id,
    PS_UNIDENTIFIED_GROUP: VISITOR_GROUP,
    PS_GUEST_GROUP: GUEST_GROUP,
    PS_CUSTOMER_GROUP: CUSTOMER_GROUP,
    PS_GROUP_FEATURE_ACTIVE: world.groupsFeature ? 1 : 0,
    PS_TIMEZONE: world.timezone,
  });
  return {
    groups: {
      item: 'group',
      rows: () =>
        [...world.groups.values()].map((group) => ({
          id: group.id,
          reduction: group.reduction.toFixed(2),
          price_display_method: group.priceDisplayMethod,
          show_prices: group.showPrices ? 1 : 0,
          name: { text: group.name },
        })),
    },
    categories: {
      item: 'category',
      rows: () =>
        [...world.categories.values()].map(({ id, parent, name }) => ({
          id,
          id_parent: parent,
          active: 1,
          name: { text: name },
        })),
    },
    languages: {
      item: 'language',
      rows: () => world.languages.map(({ id, name, iso }) => ({ id, name, iso_code: iso, active: 1 })),
    },
    shops: {
      item: 'shop',
      rows: () => world.shops.map(({ id, name }) => ({ id, id_shop_group: 1, active: 1, deleted: 0, name })),
    },
    configurations: {
      item: 'configuration',
      rows: () => Object.entries(configuration()).map(([name, value], index) => ({ id: index + 1, name, value })),
    },
  };
}

/** `filter[…]`, `sort`, `limit` of the Webservice on rows. */
export function selectRows<T extends Row>(rows: readonly T[], query: URLSearchParams): T[] {
  let selected = [...rows];
  for (const [name, value] of query) {
    const field = /^filter\[(\w+)\]$/.exec(name)?.[1];
    if (field !== undefined) selected = selected.filter((row) => passes(plain(row[field]), value));
  }
  const sort = /^\[?(\w+?)_(ASC|DESC)\]?$/.exec(query.get('sort') ?? '');
  if (sort !== null) {
    const sign = sort[2] === 'ASC' ? 1 : -1;
    selected.sort((a, b) => sign * plain(a[sort[1]!]).localeCompare(plain(b[sort[1]!]), 'en', { numeric: true }));
  }
  const limit = (query.get('limit') ?? '')
    .split(',')
    .filter((part) => part !== '')
    .map(Number);
  if (limit.length === 1) return selected.slice(0, limit[0]);
  if (limit.length === 2) return selected.slice(limit[0], limit[0]! + limit[1]!);
  return selected;
}

function passes(cell: string, filter: string): boolean {
  const contains = /^%\[(.*)\]%$/s.exec(filter)?.[1];
  if (contains !== undefined) return cell.includes(contains);
  const inside = /^(!?)\[(.*)\]$/s.exec(filter);
  if (inside === null) return cell === filter;
  const [, not, list] = inside;
  const range = /^(-?\d+),(-?\d+)$/.exec(list!);
  const found =
    range === null
      ? list!.split('|').includes(cell)
      : Number(cell) >= Number(range[1]) && Number(cell) <= Number(range[2]);
  return found !== (not === '!');
}

export function plain(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  return typeof cell === 'object' ? cell.text : String(cell);
}

/** One answer of the Webservice in XML. `display`: absent, `full` or `[id,name]`. */
export function rowsXml(
  resource: string,
  item: string,
  rows: readonly Row[],
  query: URLSearchParams,
  single: boolean,
): string {
  const display = query.get('display');
  const fields = display !== null && display !== 'full' ? display.replace(/[[\]]/g, '').split(',') : null;
  const elements = rows.map((row) => {
    if (display === null && !single)
      return `<${item} id="${plain(row['id'])}" xlink:href="/api/${resource}/${plain(row['id'])}"/>`;
    const cells = Object.entries(row).filter(([name]) => fields === null || fields.includes(name));
    return `<${item}>\n${cells.map(([name, cell]) => cellXml(name, cell)).join('\n')}\n</${item}>`;
  });
  const body =
    single && display === null ? elements.join('\n') : `<${resource}>\n${elements.join('\n')}\n</${resource}>`;
  return document(body);
}

function cellXml(name: string, cell: Cell): string {
  if (typeof cell !== 'object') return `<${name}>${cdata(String(cell))}</${name}>`;
  return `<${name}><language id="${LANGUAGE}" xlink:href="/api/languages/${LANGUAGE}">${cdata(cell.text)}</language></${name}>`;
}

/** As the core does, without splitting `]]>`: such a name makes its XML unreadable there too. */
function cdata(text: string): string {
  return `<![CDATA[${text}]]>`;
}

export function errorsXml(code: number, message: string): string {
  return document(
    `<errors>\n<error>\n<code>${cdata(String(code))}</code>\n<message>${cdata(message)}</message>\n</error>\n</errors>`,
  );
}

/** The list of resources that the key may use. */
export function apiXml(resources: readonly string[]): string {
  const rights = 'get="true" put="true" post="true" patch="true" delete="true" head="true"';
  const entries = resources.map((name) => `<${name} xlink:href="/api/${name}" ${rights}></${name}>`);
  return document(`<api shopName="Sandbox">\n${entries.join('\n')}\n</api>`);
}

function document(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">\n${body}\n</prestashop>\n`;
}
