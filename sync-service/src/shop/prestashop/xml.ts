import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';

const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const LISTS = new Set(['group', 'category', 'configuration', 'language', 'error']);

/** The Webservice puts its texts into CDATA, kept apart here so that only other text has its five predefined entities read. */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  cdataPropName: '#cdata',
  textNodeName: '#text',
  // A document cannot make this process expand what it declares.
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  isArray: (name) => LISTS.has(name),
});
const builder = new XMLBuilder({ processEntities: true, suppressEmptyNode: false });

export type XmlNode = { readonly [name: string]: unknown };

/** @returns the document's root element's content by its name, or undefined when it is not one whole XML document */
export function parseXml(text: string): XmlNode | undefined {
  if (XMLValidator.validate(text) !== true) return undefined;
  try {
    const parsed: unknown = parser.parse(text);
    return isNode(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

export function isNode(value: unknown): value is XmlNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The child elements of that name; none when there is none. */
export function children(node: unknown, name: string): readonly XmlNode[] {
  if (!isNode(node)) return [];
  const found = node[name];
  return (Array.isArray(found) ? found : [found]).filter(isNode);
}

/** An element's text, as written. */
export function textOf(node: unknown): string {
  if (typeof node === 'string') return decode(node);
  if (!isNode(node)) return '';
  const cdata = node['#cdata'];
  if (cdata !== undefined) return Array.isArray(cdata) ? cdata.join('') : String(cdata);
  return decode(String(node['#text'] ?? ''));
}

/** Wraps `fields` as the Webservice wants a resource to be written. Texts may hold anything that XML can hold. */
export function resourceXml(resource: string, fields: Readonly<Record<string, string | number>>): string {
  const body: string = builder.build({ prestashop: { [resource]: fields } });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body}`;
}

function decode(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name = '') => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      if (!Number.isNaN(code) && code <= 0x10ffff) return String.fromCodePoint(code);
      return PREDEFINED[name] ?? whole;
    },
  );
}
