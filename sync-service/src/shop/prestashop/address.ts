import { InvalidInputError } from '../../errors.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|.+\.localhost)$/i;

/**
 * The shop's root address, ending in a slash, as the merchant's setting `field` gives it. An address of the Webservice itself
 * (`…/api/`) is understood too.
 * @throws InvalidInputError naming field, value and way out; a key inside the address is not repeated
 */
export function shopAddress(field: string, value: string, allowHttp: boolean): URL {
  let url: URL;
  try {
    url = new URL(value.trim());
  } catch {
    throw new InvalidInputError(
      `${field}: "${withoutQuery(value)}" is no address; write it as https://shop.example or https://shop.example/folder/`,
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new InvalidInputError(
      `${field}: the address of ${url.host} carries a user, a key or a query; write the plain address and put the key into SHOP_KEY`,
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new InvalidInputError(`${field}: "${value}" does not begin with https://`);
  }
  if (url.protocol === 'http:' && !allowHttp && !isLoopback(url)) {
    throw new InvalidInputError(
      `${field}: "${value}" would send the key unencrypted; use https://, or set SHOP_ALLOW_HTTP=1 (allowHttp: true) on a network you trust`,
    );
  }
  url.pathname = url.pathname.replace(/\/+(api\/*)?$/, '') + '/';
  return url;
}

export function isLoopback(url: URL): boolean {
  return LOOPBACK.test(url.hostname);
}

/** What may be shown of an address that might carry a key. */
function withoutQuery(value: string): string {
  return value.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//');
}
