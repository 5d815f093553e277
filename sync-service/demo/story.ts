import { setTimeout as sleep } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import { presetRule } from '../src/audience/index.ts';
import type { EpochMs } from '../src/moves/shop.ts';
import { EVERYBODY, type Offer, type OfferPlan } from '../src/offer/index.ts';
import { plainPlan } from '../test/support/plain-plan.ts';
import type { SampleShop } from './sample-shop.ts';
import type { Ledger } from './verdict.ts';

/** How many times as fast as ours the shop's clock runs: its minutes are our seconds. */
export const SPEED = 60;
export const MINUTE = 60_000;

/** Minutes of the shop from the beginning of a round. */
export const AT = {
  everybodyStarts: 5,
  welcomeBackStarts: 8,
  ordered: 8,
  checkEverybody: 10,
  membersStart: 14,
  checkMembers: 17,
  staff: 19,
  membersEnd: 25,
  everybodyEnds: 32,
  over: 35,
} as const;

/** The dormant come in turns as short as the module allows, one half after the other, twice. */
const WELCOME_BACK = { turnMinutes: 5, cohorts: 2, turns: 4 } as const;

export interface Round {
  readonly everybody: Offer;
  readonly members: Offer;
  readonly welcomeBack: Offer;
}

/** Tells the watcher what somebody in the shop does. */
export type Tell = (who: 'merchant' | 'staff' | 'customer', what: string) => void;

const NAMES = [
  ['Winter sale 🎉', 'VIP evening', 'We miss you'],
  ['Spring for all', 'Members’ hours', 'Welcome back'],
  ['عرض خاص', 'Early access <VIP>', 'Te echamos de menos'],
] as const;

/**
 * Plans a round's three offers through the same interface as the command line: one for everybody; above it an exclusive one for the VIP
 * group, in which cash on delivery cannot be used; above both one that goes round among the dormant customers.
 */
export async function planRound(shop: SampleShop, begin: EpochMs, round: number): Promise<Round> {
  const api = await shop.api();
  const { modules } = await api.details();
  const cash = modules.find(({ name }) => name === 'ps_cashondelivery')!.id;
  const [forAll, forMembers, forDormant] = NAMES[round % NAMES.length]!;
  /** From so many minutes of the shop after the beginning to so many. */
  const plan = (start: number, end: number, what: Partial<OfferPlan>) =>
    api.createOffer(plainPlan(begin + start * MINUTE, begin + end * MINUTE, what));
  const everybody = await plan(AT.everybodyStarts, AT.everybodyEnds, {
    name: forAll,
    priority: 1,
    discount: 10 + ((round * 5) % 20),
    reductions: [{ idCategory: shop.category('Clothes'), discount: 30, subcategories: true }],
    checkoutGrace: 600,
  });
  const members = await plan(AT.membersStart, AT.membersEnd, {
    name: forMembers,
    priority: 5,
    discount: 40,
    modulesDenied: [cash],
    membership: 'exclusive',
    audience: { ...EVERYBODY, rule: { kind: 'memberGroups', groups: [shop.groups.vip] } },
    checkoutGrace: 600,
  });
  const { turnMinutes, cohorts, turns } = WELCOME_BACK;
  const welcomeBack = await plan(AT.welcomeBackStarts, AT.welcomeBackStarts + turnMinutes * turns, {
    name: forDormant,
    priority: 9,
    discount: 45,
    audience: { ...EVERYBODY, rule: presetRule('dormant') },
    rotation: { turn: `PT${turnMinutes}M`, by: { cohorts }, coolDown: 0, maxTurns: null },
  });
  return { everybody, members, welcomeBack };
}

/** Until so many minutes of the shop after the beginning. */
function until(shop: SampleShop, begin: EpochMs, minutes: number, signal: AbortSignal): Promise<void> {
  return sleep(Math.max(0, (begin + minutes * MINUTE - shop.now()) / SPEED), undefined, { signal });
}

/** What people in the shop do during a round; `ledger` is told what must still be there at the end. */
export async function playRound(
  shop: SampleShop,
  round: Round,
  begin: EpochMs,
  ledger: Ledger,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const at = (minutes: number) => until(shop, begin, minutes, signal);
  const { forms } = shop.staff;
  const cast = pickCast(shop, ledger, begin);
  const cart = await shop.addCart(cast.shopper);
  tell('customer', 'goes to the checkout, just before the sale');
  const staleForm = await forms.open(cast.staleFormOf);
  tell('staff', 'open a customer’s form, and go for coffee');

  await at(AT.ordered);
  await shop.order(cart);
  tell('customer', 'the one at the checkout has ordered, at the price they saw');

  const { vip, wholesale } = shop.groups;
  // Wholesalers see prices without tax, so no offer here is made for them: they would be worse off. The dormant are where their turns are.
  const dormant = dormantOf(shop, begin);
  const before = (id: number) => ledger.before(id)!;
  const plain = (id: number) => before(id).defaultGroup !== wholesale && !dormant.has(id);
  await at(AT.checkEverybody);
  await ledger.expectInside(round.everybody.id, ({ id }) => id !== cast.shopper && plain(id), 'everybody');

  await at(AT.checkMembers);
  await ledger.expectInside(round.members.id, ({ id }) => before(id).groups.includes(vip) && plain(id), 'VIP members');

  await at(AT.staff);
  await shop.addTo(wholesale, cast.promoted, true);
  ledger.staffChanged(cast.promoted, { defaultGroup: wholesale, added: wholesale });
  tell('staff', 'make a customer a wholesaler in the middle of the sale');
  await shop.addTo(wholesale, cast.joined, false);
  ledger.staffChanged(cast.joined, { added: wholesale });
  tell('staff', 'add a VIP to the wholesale group');
  await forms.save(staleForm, {});
  tell('staff', 'are back, and save the form that was opened before the sale');

  await at(AT.over);
}

/** Looks once in the middle of each turn who is inside, and in the end how often everybody was: `ledger` judges it. */
export async function watchTurns(
  shop: SampleShop,
  round: Round,
  begin: EpochMs,
  ledger: Ledger,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const { turnMinutes, cohorts, turns } = WELCOME_BACK;
  const dormant = [...dormantOf(shop, begin)].filter((id) => ledger.before(id)?.defaultGroup !== shop.groups.wholesale);
  const had = new Map(dormant.map((id) => [id, 0]));
  for (let turn = 0; turn < turns; turn++) {
    await until(shop, begin, AT.welcomeBackStarts + (turn + 0.5) * turnMinutes, signal);
    const inside = await shop.inside(round.welcomeBack.id);
    for (const id of inside) had.set(id, (had.get(id) ?? 0) + 1);
    tell('customer', `turn ${turn + 1} of the dormant: ${inside.length} of ${dormant.length} inside`);
    await ledger.expectTurn(inside, dormant, cohorts);
  }
  await ledger.expectFair(had, dormant);
}

/**
 * By the demo's own reckoning, which the service's audience has to agree with: last valid order 6 to 12 months before the offer begins. Nobody
 * dormant orders in the demo.
 */
function dormantOf({ data }: SampleShop, begin: EpochMs): ReadonlySet<number> {
  const dayOf = (at: EpochMs) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(data.timezone).toPlainDate();
  const taken = dayOf(begin + AT.welcomeBackStarts * MINUTE);
  const monthsAgo = (months: number) => taken.subtract({ months }).toString();
  const last = new Map<number, EpochMs>();
  for (const { customer, at, valid } of data.orders)
    if (valid) last.set(customer, Math.max(at, last.get(customer) ?? 0));
  const [from, until] = [monthsAgo(12), monthsAgo(6)];
  const isDormant = ([id, at]: [number, EpochMs]) => {
    const day = dayOf(at).toString();
    return data.world.customers.get(id)?.guest === false && day >= from && day < until;
  };
  return new Set([...last].filter(isDormant).map(([id]) => id));
}

/** Different plain customers and one VIP, the same for the same shop, none of them dormant. */
function pickCast(shop: SampleShop, ledger: Ledger, begin: EpochMs) {
  const { vip, wholesale } = shop.groups;
  const dormant = dormantOf(shop, begin);
  const rows = ledger.everybody.filter(
    ({ id, guest, groups }) => !guest && !groups.includes(wholesale) && !dormant.has(id),
  );
  const plain = rows.filter(({ groups }) => !groups.includes(vip));
  const member = rows.find(({ groups }) => groups.includes(vip));
  const [shopper, staleFormOf, promoted] = plain;
  if (!shopper || !staleFormOf || !promoted || !member) throw new Error('the demo needs at least 50 customers');
  return { shopper: shopper.id, staleFormOf: staleFormOf.id, promoted: promoted.id, joined: member.id };
}
