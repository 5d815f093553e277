import type { AudienceRule } from '../offer/offer.ts';
import type { Facts } from './facts.ts';

/**
 * Which customers a rule means: 1 or 0 for each row of `facts`.
 * @param list the ids of the rule's list, ascending, when it names one
 * @param idShop only customers of that shop (`customer.id_shop`); 0 for all
 */
export function selectAudience(rule: AudienceRule, facts: Facts, list: Int32Array | null, idShop: number): Uint8Array {
  const selected = new Uint8Array(facts.id.length);
  const meant = matcher(rule, facts, list);
  for (let row = 0; row < selected.length; row++) {
    if (idShop !== 0 && facts.idShop[row] !== idShop) continue;
    if (meant(row)) selected[row] = 1;
  }
  return selected;
}

function matcher(rule: AudienceRule, facts: Facts, list: Int32Array | null): (row: number) => boolean {
  switch (rule.kind) {
    case 'all':
      return () => true;
    case 'defaultGroups': {
      const groups = new Set(rule.groups);
      return (row) => groups.has(facts.defaultGroup[row]!);
    }
    case 'memberGroups': {
      const groups = new Set(rule.groups);
      const setMatches = facts.groupSets.map((set) => set.some((group) => groups.has(group)));
      return (row) => setMatches[facts.groups[row]!]!;
    }
    case 'list': {
      const ids = new Set(list ?? []);
      return (row) => ids.has(facts.id[row]!);
    }
  }
}
