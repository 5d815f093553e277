import { setTimeout as sleep } from 'node:timers/promises';
import type { Shop } from '../moves/index.ts';
import type { Offer, OfferPlan } from '../offer/index.ts';
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
  ordered: 8,
  checkEverybody: 10,
  membersStart: 14,
  checkMembers: 17,
  staff: 19,
  membersEnd: 25,
  everybodyEnds: 32,
  over: 35,
} as const;

export interface Round {
  readonly everybody: Offer;
  readonly members: Offer;
}

/** Tells the watcher what somebody in the shop does. */
export type Tell = (who: 'merchant' | 'staff' | 'customer', what: string) => void;

const NAMES = [
  ['Winter sale 🎉', 'VIP evening'],
  ['Spring for all', 'Members’ hours'],
  ['عرض خاص', 'Early access <VIP>'],
] as const;

/**
 * Plans a round's two offers through the same interface as the command line: one for everybody; above it an exclusive one for the VIP
 * group, in which cash on delivery cannot be used.
 */
export async function planRound(shop: Shop, model: SandboxModel, begin: number, round: number): Promise<Round> {
  const { modules } = await shop.details();
  const cash = modules.find(({ name }) => name === 'ps_cashondelivery')!.id;
  const category = [...model.world.categories.values()].find(({ name }) => name === 'Clothes')!.id;
  const [forAll, forMembers] = NAMES[round % NAMES.length]!;
  const common = {
    intent: 'armed',
    idShop: 0,
    priceDisplayMethod: null,
    showPrices: null,
    idReferenceGroup: 0,
    checkoutGrace: 600,
  } as const;
  const everybody = await shop.createOffer({
    ...common,
    name: forAll,
    priority: 1,
    discount: 10 + ((round * 5) % 20),
    reductions: [{ idCategory: category, discount: 30, subcategories: true }],
    modulesDenied: [],
    membership: 'keep',
    audience: { kind: 'all' },
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
    audience: { kind: 'memberGroups', groups: [model.seeded.vip] },
    schedule: times(begin, AT.membersStart, AT.membersEnd),
  });
  return { everybody, members };
}

function times(begin: number, start: number, end: number): OfferPlan['schedule'] {
  const local = (seconds: number) => new Date(begin + seconds * 1000).toISOString().slice(0, 19);
  return { timezone: 'UTC', start: local(start), end: local(end) };
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
  const cast = pickCast(model);
  const cart = addCart(model, cast.shopper);
  tell('customer', 'goes to the checkout, just before the sale');
  const staleForm = renderForm(model, cast.staleFormOf);
  tell('staff', 'open a customer’s form, and go for coffee');

  await at(AT.ordered);
  checkout(model, cart);
  tell('customer', 'the one at the checkout has ordered, at the price they saw');

  await at(AT.checkEverybody);
  ledger.expectInside(round.everybody.id, (row) => row.id !== cast.shopper, 'everybody');

  await at(AT.checkMembers);
  const { vip, wholesale } = model.seeded;
  ledger.expectInside(round.members.id, (row) => ledger.before(row.id)!.groups.includes(vip), 'VIP members');

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

/** Different plain customers and one VIP, the same for the same shop. */
function pickCast(model: SandboxModel) {
  const { vip, wholesale } = model.seeded;
  const rows = [...model.world.customers.values()].filter(({ guest, groups }) => !guest && !groups.includes(wholesale));
  const plain = rows.filter(({ groups }) => !groups.includes(vip));
  const member = rows.find(({ groups }) => groups.includes(vip));
  const [shopper, staleFormOf, promoted] = plain;
  if (!shopper || !staleFormOf || !promoted || !member) throw new Error('the demo needs at least 50 customers');
  return { shopper: shopper.id, staleFormOf: staleFormOf.id, promoted: promoted.id, joined: member.id };
}
