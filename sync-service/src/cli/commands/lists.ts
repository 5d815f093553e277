import { LARGEST_ID } from '../../offer/index.ts';
import { InvalidInputError } from '../../errors.ts';
import { instantText, table } from '../output.ts';
import type { CustomerList } from '../../moves/index.ts';
import type { Session } from '../session.ts';
import { instantOf } from '../../windows/index.ts';

/** The lists and scores that were imported. */
export async function lists({ shop, output }: Session): Promise<void> {
  const { timezone } = await shop.status();
  const found = await shop.lists();
  const data = found.map((list) => ({ ...list, importedAt: new Date(list.importedAt).toISOString() }));
  output.result(data, () =>
    found.length === 0
      ? 'no lists yet: group-offers import NAME FILE.csv'
      : table(
          ['id', 'name', 'kind', 'customers', 'imported'],
          found.map(({ id, name, kind, size, importedAt }) => [
            id,
            name,
            kind,
            size,
            instantText(instantOf(importedAt), timezone),
          ]),
        ),
  );
}

/** Takes a list or score away; the shop refuses while an offer that may still run names it. */
export async function forget({ shop, output }: Session, wanted: string): Promise<void> {
  const { id, name, size } = pickList(await shop.lists(), wanted);
  await shop.forgetList(id);
  output.result({ forgotten: id, name }, () => `"${name}" (${size} customers) is forgotten`);
}

function pickList(lists: readonly CustomerList[], wanted: string): CustomerList {
  const byId = lists.find(({ id }) => String(id) === wanted);
  const found = byId ?? lists.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return found;
  throw new InvalidInputError(`LIST: there is no list "${wanted}"; see: group-offers lists`);
}

/** Staff's word that no offer moves these customers (`pinned`), or that offers may again. */
export async function pin({ shop, output }: Session, wanted: readonly string[], pinned: boolean): Promise<void> {
  const ids = [
    ...new Set(
      wanted
        .flatMap((text) => text.split(','))
        .filter((text) => text !== '')
        .map(customerId),
    ),
  ];
  const { unknown } = await shop.pin(ids, pinned);
  if (unknown.length > 0) {
    const shown = unknown.slice(0, 20).join(', ') + (unknown.length > 20 ? `, and ${unknown.length - 20} more` : '');
    throw new InvalidInputError(`ID: the shop has no customer ${shown}; nothing was changed`);
  }
  output.result({ pinned, customers: ids }, () =>
    pinned
      ? `pinned: ${ids.join(', ')}; no offer moves them, and who is in one leaves with the service's next look`
      : `pinned no more: ${ids.join(', ')}; offers may move them`,
  );
}

export function customerId(text: string): number {
  const id = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (id >= 1 && id <= LARGEST_ID) return id;
  throw new InvalidInputError(`ID: ${JSON.stringify(text.slice(0, 20))} is no customer id; write whole numbers`);
}
