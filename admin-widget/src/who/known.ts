import type { Known } from '@group-offers/sync-service/audience';
import type { CustomerList } from '@group-offers/sync-service/moves';
import type { Choices } from '@group-offers/sync-service/wire';

type Named = readonly { readonly id: number; readonly name: string }[];

/** What the ids in rules are called, for explanations in words. */
export function knownNames({ details, groups, categories }: Choices, lists: readonly CustomerList[] = []): Known {
  const names = (all: Named) => new Map(all.map(({ id, name }) => [id, name]));
  return {
    groups: names(groups),
    countries: names(details.countries),
    states: names(details.states),
    languages: names(details.languages),
    categories: names(categories),
    lists: names(lists),
    currency: details.currency,
  };
}
