import { criteriaOf, type Known } from '../audience/index.ts';
import type { NamedRow, Shop, ShopDetails } from '../moves/index.ts';
import type { AudienceRule, Criterion } from '../offer/index.ts';

/** What the ids in a rule are called in the shop; groups, categories and lists are read only when the rule names some. */
export async function nameBook(shop: Shop, details: ShopDetails, rule: AudienceRule): Promise<Known> {
  const kinds = new Set([...criteriaOf(rule)].map(({ kind }) => kind));
  const read = async (wanted: readonly Criterion['kind'][], rows: () => Promise<readonly NamedRow[]>) =>
    wanted.some((kind) => kinds.has(kind)) ? book(await rows()) : book([]);
  return {
    countries: book(details.countries),
    states: book(details.states),
    languages: book(details.languages),
    currency: details.currency,
    groups: await read(['defaultGroups', 'memberGroups'], () => shop.groups()),
    categories: await read(['boughtCategory'], () => shop.categories()),
    lists: await read(['list', 'score'], () => shop.lists()),
  };
}

const book = (rows: readonly NamedRow[]) => new Map(rows.map(({ id, name }) => [id, name]));
