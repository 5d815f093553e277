import { wireError, type WireError } from '../../wire/index.ts';
import { children, isNode, parseXml, textOf, type XmlNode } from './xml.ts';

/** What a body turned out to be; `notices` as {@link describeNotices} says, empty without any. */
export type Body =
  | { readonly kind: 'json'; readonly value: unknown; readonly errors: readonly WireError[]; readonly notices: string }
  | { readonly kind: 'xml'; readonly errors: readonly WireError[]; readonly notices: string }
  | { readonly kind: 'empty' | 'html' | 'broken' };

const NOTICE = /\b(Notice|Warning|Deprecated|Strict Standards)\b/;
const HTML = /<(!doctype html|html|head|body|title|script)\b/i;
/** How far into a body a whole answer may begin, behind PHP notices. */
const NOTICES_AT_MOST = 65_536;
/** XML is only ever an error of the core's, which is short: reading it takes a hundred times as long as JSON. */
const XML_AT_MOST = 16_384;
const ERRORS_AT_MOST = 100;

/**
 * Reads a body whatever its content type claims (PrestaShop says `application/javascript` when anything was printed before).
 * PHP notices in front of an otherwise whole answer are set aside; a cut-off answer is `broken`, never a part of one.
 */
export function readBody(text: string): Body {
  const trimmed = text.trim();
  if (trimmed === '') return { kind: 'empty' };
  return (
    readAt(trimmed, 0) ??
    behindNotices(trimmed) ?? { kind: HTML.test(trimmed.slice(0, NOTICES_AT_MOST)) ? 'html' : 'broken' }
  );
}

function readAt(text: string, start: number): Body | undefined {
  const first = text[start];
  const rest = start === 0 ? text : text.slice(start);
  const notices = start === 0 ? '' : describeNotices(text.slice(0, start));
  if (first === '{' || first === '[') {
    const value = parseJson(rest);
    return value === undefined ? undefined : { kind: 'json', value, errors: jsonErrors(value), notices };
  }
  if (!/^<(\?xml|prestashop|errors)/.test(rest)) return undefined;
  if (rest.length > XML_AT_MOST) return { kind: 'xml', errors: [], notices };
  const document = parseXml(rest);
  if (document === undefined) return undefined;
  const root = isNode(document['prestashop']) ? document['prestashop'] : document;
  const known = 'prestashop' in document || 'errors' in document;
  return known ? { kind: 'xml', errors: xmlErrors(root), notices } : undefined;
}

/**
 * Notices end with a line break, and the answers are compact: only the first line that begins like an answer is tried, so that a
 * piece inside a cut-off answer is never taken for the whole.
 */
function behindNotices(text: string): Body | undefined {
  const head = text.slice(0, NOTICES_AT_MOST);
  const begin = /(?<=[\n>])(?=[{[]|<\?xml|<prestashop|<errors)/.exec(head)?.index;
  if (begin === undefined) return undefined;
  const notice = NOTICE.exec(head)?.index ?? begin;
  return head.slice(notice, begin).includes(' on line ') ? readAt(text, begin) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function jsonErrors(value: unknown): WireError[] {
  if (!isNode(value) || value['errors'] === undefined) return [];
  const list = Array.isArray(value['errors']) ? value['errors'] : [value['errors']];
  return list.slice(0, ERRORS_AT_MOST).map(wireError);
}

function xmlErrors(root: XmlNode): WireError[] {
  return children(root['errors'], 'error').map((error) =>
    wireError({ code: textOf(error['code']), message: textOf(error['message']) }),
  );
}

/** Kind, file and line of the first notice; never its text, which may hold a customer's data. Takes time in proportion to the length. */
export function describeNotices(notices: string): string {
  const plain = notices.replace(/<[^<>]*>/g, '');
  const kind = NOTICE.exec(plain);
  const place = kind === null ? null : / in (\S+) on line (\d+)/.exec(plain.slice(kind.index));
  return place === null ? 'PHP notices' : `PHP ${kind![1]} in ${place[1]} on line ${place[2]}`;
}
