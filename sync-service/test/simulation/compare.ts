import type { Facts } from '../../src/audience/facts.ts';
import type {
  FreezeAnswer,
  IdleGroup,
  PreparedGroup,
  RepairResult,
  RotationPage,
  ShopStatus,
} from '../../src/moves/shop.ts';

/** What differs between two shops that live the same: measured times, secrets, ids of lists, counters that are only compared with themselves. */
const OWN: ReadonlySet<string> = new Set([
  'longestLockMs',
  'token',
  'list',
  'counter',
  'ledger',
  'message',
  'at',
  'moduleVersion',
  // The shop in memory goes by this machine's zone data, and tells none.
  'zone',
  // It does not tell who planned an offer.
  'origin',
]);

/** An answer of the shop as data that can be compared. */
export function told(name: string, answer: unknown): unknown {
  if (name === 'facts') return (answer as Facts[]).flatMap(customersOf);
  if (name === 'rotation') return joined(answer as RotationPage[]);
  if (name === 'status') {
    const { prestashopVersion, notices, ...status } = answer as ShopStatus;
    void prestashopVersion;
    return plain({ ...status, notices: notices.map(({ code, idOffer }) => `${code} ${idOffer}`).sort() });
  }
  if (name === 'freezeAll') {
    return (answer as readonly FreezeAnswer[]).map((each) => ('refused' in each ? each.refused.code : plain(each)));
  }
  if (name === 'prepareGroups') return (answer as readonly PreparedGroup[]).map(preparedOf);
  // What a group is made ready for is told in other words; that something was, in none.
  if (name === 'clearIdleGroups') return (answer as readonly IdleGroup[]).map(({ offer }) => offer).sort();
  if (name === 'repair') {
    const { idle, ...repaired } = answer as RepairResult;
    return plain({ ...repaired, idle: idle.map(({ offer }) => offer).sort() });
  }
  return plain(answer);
}

function preparedOf(answer: PreparedGroup): unknown {
  if ('refused' in answer) return { offer: answer.offer, refused: answer.refused.code };
  const { offer, group } = answer;
  // PHP tells what was put right as changed, too; what else it says of a group is told in other words.
  const words = [...group.changed, ...group.reverted].filter((each) => /^(discount|category \d+|deleted)$/.test(each));
  const prices = { changed: [...new Set(words)].sort(), reverted: group.reverted.length > 0 };
  // Which products are dearer a quick check may still tell as the last full one saw it.
  const worseOff = group.worseOff.map(({ group: id, customers, shown }) => ({ id, customers, shown }));
  return plain({ offer, ...group, worseOff, ...prices });
}

/** Default group, memberships, and what keeps them out; accounts, addresses and orders are not the same here. */
function customersOf({ id, defaultGroup, groups, groupSets, blockedUntil, pinned }: Facts): unknown[] {
  return [...id].map((each, row) => {
    const members = groupSets[groups[row]!];
    return [each, defaultGroup[row], members, blockedUntil.get(each), pinned.has(each)];
  });
}

/** However many pages there are. */
function joined(pages: readonly RotationPage[]): unknown[] {
  return pages.flatMap(({ customer, level, turns, last }) =>
    [...customer].map((each, row) => [each, level[row], turns[row], last[row]]),
  );
}

function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return [...(value as Uint32Array)];
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return [...(value as Map<unknown, unknown>)].map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('toJSON' in value) return String(value);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, each]) => !OWN.has(key) && each !== undefined)
      .map(([key, each]) => [key, plain(each)]),
  );
}

/** @returns where two values first differ, and how; null when they do not */
export function firstDifference(
  ours: unknown,
  theirs: unknown,
  at = 'as a whole',
): { readonly at: string; readonly ours: unknown; readonly theirs: unknown } | null {
  if (Object.is(ours, theirs)) return null;
  if (typeof ours !== 'object' || typeof theirs !== 'object' || ours === null || theirs === null)
    return { at, ours, theirs };
  const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  for (const key of keys) {
    const found = firstDifference(
      (ours as Record<string, unknown>)[key],
      (theirs as Record<string, unknown>)[key],
      at === 'as a whole' ? key : `${at}.${key}`,
    );
    if (found !== null) return found;
  }
  return null;
}
