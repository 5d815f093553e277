import { EVERYBODY, type Membership } from '../../src/offer/index.ts';
import { random } from '../shop-in-memory/seed.ts';
import type { Seat, Stage } from '../simulation/stage.ts';
import { plainPlan } from '../support/plain-plan.ts';
import { Onlooker } from './onlooker.ts';
import type { ShopTime } from '../faults/process/shop-time.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
/** The service comes five seconds before a sweep. */
export const BEGIN = Date.UTC(2026, 10, 4, 10, 4, 55);
/** Twenty minutes before, offers are planned. */
export const PLANNED = BEGIN - 20 * MINUTE;
/** By then the service has met every edge that lies within its reach. */
export const LAST_EDGE = 7 * SECOND;
/** The shortest that the shop takes. */
const TURN = 5 * MINUTE;
/** All offers are over. */
export const OVER = 15 * MINUTE;

/** An offer as the one who checks knows it: told by the story, never asked of the service. */
export interface Told {
  readonly id: number;
  readonly name: string;
  readonly priority: number;
  readonly membership: Membership;
  /** [from, until), ms. */
  readonly from: number;
  readonly until: number;
  /** Whom it means at `at`. */
  meant(at: number): ReadonlySet<number>;
  /** Of a rotating offer: its turns, and how many customers each has. */
  readonly turns: { readonly ms: number; readonly size: number } | null;
}

export interface Story {
  /** What each customer has without any offer. */
  readonly base: ReadonlyMap<number, Seat>;
  readonly offers: readonly Told[];
  /** An offer that cannot run, which the merchant must be told; null where every offer can be read. */
  readonly broken: number | null;
  /** All but default group, memberships and `date_upd` (invariant 9). */
  readonly rest: ReadonlyMap<number, string>;
}

/** A shop that a story can be told in. */
export interface StoryStage extends Stage {
  /** Ids of customers whom offers are about: no guests. */
  accounts(): Promise<number[]>;
  /** As one of a newer module: the shop takes it, and only the service finds that it cannot read it. */
  makeUnreadable?(offer: number): Promise<true>;
}

/**
 * A shop in which everything waits for the service at once, so that a few seconds hold each kind of write: an offer that is over and one that has
 * begun (whoever is in both goes over), one that begins and ends while we watch, one whose audience shrank, one whose turns change, one put away
 * with customers inside, one that cannot run, a customer whom other software has overwritten, and one stranded in an offer's group.
 */
export async function tell(stage: StoryStage, time: Pick<ShopTime, 'now' | 'ahead'>, seed: number): Promise<Story> {
  const draw = random(seed);
  const { shop } = stage;
  const all = (await stage.state()).customers;
  const base = new Map(all.map(({ id, default: group, groups }) => [id, { default: group, groups }]));
  const ids = shuffled([...(await stage.accounts())], draw);
  const [overwritten, stranded, ...others] = ids as [number, number, ...number[]];
  const rotating = others.splice(0, 10);
  const some = () => others.filter(() => draw() < 0.45);
  const priorities = shuffled([1, 2, 3, 4, 5, 6, 7], draw);
  const offers: Told[] = [];

  const plan = async (
    name: string,
    [from, until]: readonly [number, number],
    meant: readonly number[],
    how: { readonly live?: boolean; readonly turns?: boolean } = {},
  ) => {
    const priority = priorities.pop() ?? 0;
    const membership: Membership = draw() < 0.4 ? 'exclusive' : 'keep';
    const { list } = await shop.createList(meant);
    const turns = how.turns === true ? { ms: TURN, size: Math.ceil(meant.length / 2) } : null;
    const { id, version } = await shop.createOffer(
      plainPlan(BEGIN + from, BEGIN + until, {
        name,
        priority,
        membership,
        reductions: draw() < 0.5 ? [{ idCategory: 3, discount: 30, subcategories: true }] : [],
        audience: {
          ...EVERYBODY,
          worseOff: 'include',
          rule: { kind: 'list', list },
          taken: how.live ? 'live' : 'frozen',
        },
        rotation: turns && { turn: 'PT5M', by: { cohorts: 2 }, coolDown: 0, maxTurns: null },
      }),
    );
    const told: Told = {
      id,
      name,
      priority,
      membership,
      from: BEGIN + from,
      until: BEGIN + until,
      meant: () => new Set(meant),
      turns,
    };
    offers.push(told);
    return { told, version };
  };

  await plan('over', [-15 * MINUTE, -MINUTE], some());
  await plan('ends', [-15 * MINUTE, 4 * SECOND], some());
  const long = await plan('long', [-15 * MINUTE, 10 * MINUTE], [overwritten, ...some()]);
  const away = await plan('put away', [-15 * MINUTE, 10 * MINUTE], some());
  const shrinks = await plan('shrinks', [-15 * MINUTE, 10 * MINUTE], some(), { live: true });
  await plan('begun', [-30 * SECOND, 10 * MINUTE], some());
  await plan('begins', [3 * SECOND, 6 * SECOND], some());
  await plan('turns', [3 * SECOND - TURN, 3 * SECOND + TURN], rotating, { turns: true });
  const broken = await plan('broken', [-15 * MINUTE, 10 * MINUTE], some());

  // A service worked until a minute before everything above fell due.
  time.ahead(6 * MINUTE);
  const earlier = new Onlooker(shop, time);
  const isBroken = (await stage.makeUnreadable?.(broken.told.id)) !== undefined;
  await earlier.look();
  if (isBroken) await shop.notify({ code: 'offer_cannot_run', idOffer: broken.told.id, params: null });
  await earlier.leave();

  time.ahead(BEGIN - 10 * SECOND - time.now());
  await shop.changeOffer(away.told.id, away.version, { intent: 'archived' });
  replace(offers, { ...away.told, until: time.now() });
  const before = [...shrinks.told.meant(0)];
  const left = before.filter(() => draw() < 0.5);
  const { list } = await shop.createList(left.length > 0 ? left : before.slice(0, 1));
  const { audience } = await shop.offer(shrinks.told.id);
  await shop.changeOffer(shrinks.told.id, shrinks.version, { audience: { ...audience, rule: { kind: 'list', list } } });
  const shrunk = new Set(left.length > 0 ? left : before.slice(0, 1));
  const changedAt = time.now();
  replace(offers, { ...shrinks.told, meant: (at) => (at < changedAt ? new Set(before) : shrunk) });
  await stage.bareWrite(overwritten, { default: base.get(overwritten)!.default });
  const { group } = (await stage.state()).offerGroups.find(({ offer }) => offer === long.told.id)!;
  await stage.bareWrite(stranded, { groups: [...base.get(stranded)!.groups, group] });
  time.ahead(BEGIN - time.now());
  return {
    base,
    offers: offers.filter(({ id }) => !isBroken || id !== broken.told.id),
    broken: isBroken ? broken.told.id : null,
    rest: new Map(all.map(({ id, rest }) => [id, rest])),
  };
}

function replace(offers: Told[], told: Told): void {
  offers[offers.findIndex(({ id }) => id === told.id)] = told;
}

function shuffled<T>(items: readonly T[], draw: () => number): T[] {
  const rest = [...items];
  return items.map(() => rest.splice(Math.floor(draw() * rest.length), 1)[0]!);
}
