import { setTimeout as sleep } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import { presetRule } from '../audience/index.ts';
import type { Shop } from '../moves/index.ts';
import { EVERYBODY, type Offer, type OfferPlan } from '../offer/index.ts';
import {
  addCart,
  checkout,
  renderForm,
  staffSetDefault,
  staffSetGroups,
  staleCustomerSave,
  type SandboxModel,
} from '../shop/sandbox/index.ts';
import type { Ledger } from './verdict.ts';

/** Seconds from the beginning of a round. */
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

/** The dormant come in turns of three seconds, a third each, in two windows of three turns. */
export const WELCOME_BACK = { turnSeconds: 3, cohorts: 3, windows: 2, everySeconds: 10 } as const;

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
 * group, in which cash on delivery cannot be used; above both one that comes again and goes round among the dormant customers.
 */
export async function planRound(shop: Shop, model: SandboxModel, begin: number, round: number): Promise<Round> {
  const { modules } = await shop.details();
  const cash = modules.find(({ name }) => name === 'ps_cashondelivery')!.id;
  const category = [...model.world.categories.values()].find(({ name }) => name === 'Clothes')!.id;
  const [forAll, forMembers, forDormant] = NAMES[round % NAMES.length]!;
  const common = {
    intent: 'armed',
    idShop: 0,
    priceDisplayMethod: null,
    showPrices: null,
    idReferenceGroup: 0,
    checkoutGrace: 600,
    rotation: null,
  } as const;
  const everybody = await shop.createOffer({
    ...common,
    name: forAll,
    priority: 1,
    discount: 10 + ((round * 5) % 20),
    reductions: [{ idCategory: category, discount: 30, subcategories: true }],
    modulesDenied: [],
    membership: 'keep',
    audience: EVERYBODY,
    schedule: times(begin, AT.everybodyStarts, AT.everybodyEnds),
  });
  const members = await shop.createOffer({
    ...common,
    name: forMembers,
    priority: 5,
    discount: 40,
    reductions: [],
    modulesDenied: [cash],
    membership: 'exclusive',
    audience: { ...EVERYBODY, rule: { kind: 'memberGroups', groups: [model.seeded.vip] } },
    schedule: times(begin, AT.membersStart, AT.membersEnd),
  });
  const { turnSeconds, cohorts, windows, everySeconds } = WELCOME_BACK;
  const firstEnd = AT.welcomeBackStarts + turnSeconds * cohorts;
  const welcomeBack = await shop.createOffer({
    ...common,
    name: forDormant,
    priority: 9,
    discount: 45,
    reductions: [],
    modulesDenied: [],
    membership: 'keep',
    audience: { ...EVERYBODY, rule: presetRule('dormant') },
    schedule: {
      ...times(begin, AT.welcomeBackStarts, firstEnd),
      recurrence: { rule: `FREQ=SECONDLY;INTERVAL=${everySeconds};COUNT=${windows}`, except: [], cuts: [] },
    },
    rotation: { turn: `PT${turnSeconds}S`, by: { cohorts }, coolDown: 0, maxTurns: null },
    checkoutGrace: 0,
  });
  return { everybody, members, welcomeBack };
}

function times(begin: number, start: number, end: number): OfferPlan['schedule'] {
  const local = (seconds: number) => new Date(begin + seconds * 1000).toISOString().slice(0, 19);
  return { timezone: 'UTC', start: local(start), end: local(end), recurrence: null };
}

/** What people in the shop do during a round; `ledger` is told what must still be there at the end. */
export async function playRound(
  model: SandboxModel,
  round: Round,
  begin: number,
  ledger: Ledger,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const at = (seconds: number) =>
    sleep(Math.max(0, begin + seconds * 1000 - model.now()), undefined, { signal, ref: true });
  const cast = pickCast(model, begin);
  const cart = addCart(model, cast.shopper);
  tell('customer', 'goes to the checkout, just before the sale');
  const staleForm = renderForm(model, cast.staleFormOf);
  tell('staff', 'open a customer’s form, and go for coffee');

  await at(AT.ordered);
  checkout(model, cart);
  tell('customer', 'the one at the checkout has ordered, at the price they saw');

  const { vip, wholesale } = model.seeded;
  // Wholesalers see prices without tax, so no offer here is made for them: they would be worse off. The dormant are where their turns are.
  const dormant = dormantOf(model, begin);
  const before = (id: number) => ledger.before(id)!;
  const plain = (id: number) => before(id).defaultGroup !== wholesale && !dormant.has(id);
  await at(AT.checkEverybody);
  ledger.expectInside(round.everybody.id, ({ id }) => id !== cast.shopper && plain(id), 'everybody');

  await at(AT.checkMembers);
  ledger.expectInside(round.members.id, ({ id }) => before(id).groups.includes(vip) && plain(id), 'VIP members');

  await at(AT.staff);
  staffSetDefault(model, cast.promoted, wholesale);
  ledger.staffChanged(cast.promoted, { defaultGroup: wholesale, added: wholesale });
  tell('staff', 'make a customer a wholesaler in the middle of the sale');
  staffSetGroups(model, cast.joined, [...renderForm(model, cast.joined).groups, wholesale]);
  ledger.staffChanged(cast.joined, { added: wholesale });
  tell('staff', 'add a VIP to the wholesale group');
  staleCustomerSave(model, cast.staleFormOf, staleForm);
  tell('staff', 'are back, and save the form that was opened before the sale');

  await at(AT.over);
}

/** Looks once in the middle of each turn who is inside, and in the end how often everybody was: `ledger` judges it. */
export async function watchTurns(
  model: SandboxModel,
  round: Round,
  begin: number,
  ledger: Ledger,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  const { turnSeconds, cohorts, windows, everySeconds } = WELCOME_BACK;
  const { wholesale } = model.seeded;
  const dormant = [...dormantOf(model, begin)].filter((id) => ledger.before(id)!.defaultGroup !== wholesale);
  const turns = new Map(dormant.map((id) => [id, 0]));
  for (let window = 0; window < windows; window++) {
    for (let turn = 0; turn < cohorts; turn++) {
      const middle = AT.welcomeBackStarts + window * everySeconds + (turn + 0.5) * turnSeconds;
      await sleep(Math.max(0, begin + middle * 1000 - model.now()), undefined, { signal });
      const inside = model.openOf(round.welcomeBack.id).map(({ customer }) => customer);
      for (const id of inside) turns.set(id, (turns.get(id) ?? 0) + 1);
      tell(
        'customer',
        `turn ${window * cohorts + turn + 1} of the dormant: ${inside.length} of ${dormant.length} inside`,
      );
      ledger.expectTurn(inside, dormant, cohorts);
    }
  }
  ledger.expectFair(turns, dormant);
}

/** By the demo's own reckoning, which the service's audience has to agree with: last valid order 6 to 12 months ago. */
function dormantOf(model: SandboxModel, now: number): ReadonlySet<number> {
  const dayOf = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(model.world.timezone).toPlainDate();
  const monthsAgo = (months: number) => dayOf(now).subtract({ months }).toString();
  const dormant = new Set<number>();
  for (const { id, guest } of model.world.customers.values()) {
    const orders = (model.world.orders.get(id) ?? []).filter(({ valid }) => valid);
    if (guest || orders.length === 0) continue;
    const last = dayOf(Math.max(...orders.map(({ at }) => at))).toString();
    if (last >= monthsAgo(12) && last < monthsAgo(6)) dormant.add(id);
  }
  return dormant;
}

/** Different plain customers and one VIP, the same for the same shop, none of them dormant. */
function pickCast(model: SandboxModel, now: number) {
  const { vip, wholesale } = model.seeded;
  const dormant = dormantOf(model, now);
  const rows = [...model.world.customers.values()].filter(
    ({ id, guest, groups }) => !guest && !groups.includes(wholesale) && !dormant.has(id),
  );
  const plain = rows.filter(({ groups }) => !groups.includes(vip));
  const member = rows.find(({ groups }) => groups.includes(vip));
  const [shopper, staleFormOf, promoted] = plain;
  if (!shopper || !staleFormOf || !promoted || !member) throw new Error('the demo needs at least 50 customers');
  return { shopper: shopper.id, staleFormOf: staleFormOf.id, promoted: promoted.id, joined: member.id };
}
