import { ShopUnusableError } from '../../errors.ts';
import type { NamedRow } from '../../moves/shop.ts';
import type { ShopHttp } from './http.ts';
import { children, isNode, textOf } from './xml.ts';

const PAGE = 5_000;

/** Reads `groups` or `categories`: ids and names in one language. */
export async function readNamed(
  http: ShopHttp,
  resource: 'groups' | 'categories',
  language: number,
): Promise<readonly NamedRow[]> {
  const item = resource === 'groups' ? 'group' : 'category';
  const rows: NamedRow[] = [];
  for (;;) {
    const root = await http.xml({
      method: 'GET',
      resource,
      query: { display: '[id,name]', language, sort: '[id_ASC]', limit: `${rows.length},${PAGE}` },
      repeatable: true,
    });
    if (!isNode(root) || !(resource in root)) throw noList(resource);
    const page = children(root[resource], item).map((element) => ({
      id: integer(resource, textOf(element['id'])),
      name: inLanguage(element['name'], language),
    }));
    rows.push(...page);
    if (page.length < PAGE) return rows;
  }
}

/** What the key may do: methods in capitals by resource. */
export async function readPermissions(http: ShopHttp): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const root = await http.xml({ method: 'GET', resource: '', repeatable: true });
  const api = isNode(root) ? root['api'] : undefined;
  if (!isNode(api)) throw noList('api');
  const permissions = new Map<string, ReadonlySet<string>>();
  for (const [resource, node] of Object.entries(api)) {
    if (!isNode(node)) continue;
    const allowed = ['get', 'post', 'put', 'patch', 'delete'].filter((method) => node[`@${method}`] === 'true');
    permissions.set(resource, new Set(allowed.map((method) => method.toUpperCase())));
  }
  return permissions;
}

function inLanguage(name: unknown, language: number): string {
  const texts = children(name, 'language');
  const text = texts.find((each) => each['@id'] === String(language)) ?? texts[0];
  return textOf(text ?? name);
}

function integer(resource: string, text: string): number {
  const value = Number(text);
  if (text !== '' && Number.isInteger(value)) return value;
  throw new ShopUnusableError(
    `${resource}: "${text}" stands where a number belongs; the shop's answer is not PrestaShop's`,
    200,
  );
}

function noList(resource: string): ShopUnusableError {
  return new ShopUnusableError(
    `${resource}: the shop's answer holds no such list; is it a PrestaShop 8.0 or later?`,
    200,
  );
}
