import type { Audience } from '../../src/offer/rule.ts';
import type { MemoryModel } from './model.ts';

/** Complains about a field when `ok` is false: names it, its value, and the way out. */
export type Check = (ok: boolean, field: string, value: unknown, wayOut: string) => void;

const MAX_LENGTH = 65_536;
const MAX_DEPTH = 16;

const COMBINING = ['allOf', 'anyOf', 'noneOf'];
/** Kinds whose fields name nothing of the shop. */
const PLAIN = [
  ...['all', 'orders', 'spend', 'averageOrder', 'lastOrder', 'firstOrder', 'rank', 'registered', 'age', 'gender'],
  ...['company', 'newsletter', 'partnerOffers', 'chance', 'postcode', 'rating', 'openCart', 'visited'],
];

type Node = Readonly<Record<string, unknown>>;

/** What the shop itself checks of an audience: its frame, the kinds, and the ids that it names. The rest is the engine's. */
export function checkAudience(
  model: MemoryModel,
  audience: Audience,
  check: Check,
  isGroup: (id: number) => boolean,
): void {
  const { rule, taken, holdout, seed, worseOff } = audience as unknown as Node;
  check(JSON.stringify(audience).length <= MAX_LENGTH, 'audience', 'it', 'is longer than 64 kB');
  check(taken === 'frozen' || taken === 'live', 'audience.taken', taken, 'must be frozen or live');
  const isPercent = typeof holdout === 'number' && holdout >= 0 && holdout <= 100;
  check(isPercent, 'audience.holdout', holdout, 'must be between 0 and 100 percent');
  check(Number.isInteger(seed), 'audience.seed', seed, 'must be a whole number');
  const isWord = worseOff === 'leaveOut' || worseOff === 'include';
  check(isWord, 'audience.worseOff', worseOff, 'must be leaveOut or include');
  checkRule(rule, 1);

  function checkRule(node: unknown, depth: number): void {
    const isNode = typeof node === 'object' && node !== null && !Array.isArray(node);
    check(isNode, 'audience.rule', node, 'must be a rule with a kind');
    check(depth <= MAX_DEPTH, 'audience.rule', depth, `levels are too many; at most ${MAX_DEPTH}`);
    const fields = node as Node;
    const kind = String(fields['kind']);
    if (COMBINING.includes(kind)) {
      const of = fields['of'];
      check(Array.isArray(of) && of.length > 0, `audience.rule.${kind}`, of, 'must name at least one rule');
      for (const each of of as unknown[]) checkRule(each, depth + 1);
    } else if (kind === 'orUnknown') {
      checkRule(fields['of'], depth + 1);
    } else if (!PLAIN.includes(kind)) {
      checkIds(kind, fields);
    }
  }

  function checkIds(kind: string, fields: Node): void {
    const { world, lists } = model;
    const has = (rows: readonly { readonly id: number }[]) => (id: number) => rows.some((row) => row.id === id);
    const isList = (wanted: string) => (id: number) => {
      const list = lists.get(id);
      return list !== undefined && list.importing === null && list.kind === wanted;
    };
    const named: Readonly<Record<string, readonly [string, string, (id: number) => boolean]>> = {
      defaultGroups: ['groups', 'group', isGroup],
      memberGroups: ['groups', 'group', isGroup],
      country: ['countries', 'country', has(world.countries)],
      region: ['states', 'state', has(world.states)],
      language: ['languages', 'language', has(world.languages)],
      boughtCategory: ['category', 'category', (id) => world.categories.has(id)],
      list: ['list', 'list', isList('list')],
      score: ['list', 'score', isList('score')],
    };
    const entry = named[kind];
    check(entry !== undefined, 'audience.rule.kind', kind, 'is no kind of rule');
    const [field, word, known] = entry!;
    const ids = fields[field];
    const many = field === 'category' || field === 'list' ? [ids] : ids;
    const isFilled = Array.isArray(many) && many.length > 0;
    check(isFilled, `audience.rule.${kind}`, ids, `must name at least one ${word}`);
    for (const id of many as number[]) check(known(id), `audience.rule.${kind}`, id, `is no ${word}`);
  }
}
