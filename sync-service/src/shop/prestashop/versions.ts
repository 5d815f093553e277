import { ShopUnusableError } from '../../errors.ts';

/** The oldest module that speaks as docs/PROTOCOL.md says. */
export const MINIMUM_MODULE = '0.1.0';

/** @throws ShopUnusableError when the shop's module is older than this service needs */
export function requireModule(shop: string, version: string): void {
  if (!isOlder(version, MINIMUM_MODULE)) return;
  throw new ShopUnusableError(
    `Shop "${shop}": its module Group Offers is ${version}, this service needs ${MINIMUM_MODULE} or later; upload the zip of this release in the module manager`,
    200,
  );
}

/** Compares `1.2.3` number by number; what follows a dash or a letter counts as nothing. */
export function isOlder(version: string, than: string): boolean {
  const numbers = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const [ours, theirs] = [numbers(version), numbers(than)];
  for (let index = 0; index < Math.max(ours.length, theirs.length); index++) {
    const difference = (ours[index] ?? 0) - (theirs[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
