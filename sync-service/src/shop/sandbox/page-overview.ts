import type { EnrolmentOutcome, EpochMs } from '../../moves/shop.ts';
import { eligible } from './facts.ts';
import { statusWire } from './http-own.ts';
import { iso } from './http-wire.ts';
import type { OfferRow, SandboxModel } from './model.ts';
import { detailWire } from './http-own.ts';
import { HOME_CATEGORY } from './rows.ts';

/** Modules that take payments; the others of the sandbox's are not. */
const PAYMENT = new Set(['ps_checkpayment', 'ps_wirepayment', 'ps_cashondelivery']);

/** `page_overview`: the shop's state, and the figures of every offer, archived ones too. */
export function overviewOf(model: SandboxModel) {
  return {
    status: statusWire(model.status()),
    customers: eligible(model, 0).length,
    offers: [...model.offers.values()].map((offer) => figuresOf(model, offer)),
  };
}

function figuresOf(model: SandboxModel, offer: OfferRow) {
  const rows = model.ledger.filter((row) => row.offer === offer.id);
  const open = model.openOf(offer.id);
  const outcomes = (wanted: EnrolmentOutcome) => rows.filter(({ outcome }) => outcome === wanted).length;
  const closed = rows.flatMap(({ closedAt }) => closedAt ?? []);
  return {
    offer: offer.id,
    open: open.length,
    deferred: open.filter(({ deferredUntil }) => deferredUntil !== null).length,
    entered: rows.length,
    restored: outcomes('restored'),
    staffKept: outcomes('staff_kept'),
    switched: outcomes('switched'),
    repaired: outcomes('repaired'),
    deleted: outcomes('deleted'),
    stranded: strandedIn(model, offer.id),
    firstEntered: edge(
      rows.map(({ openedAt }) => openedAt),
      Math.min,
    ),
    lastLeft: edge(closed, Math.max),
  };
}

/** In the offer's group without being in the offer. */
function strandedIn(model: SandboxModel, offer: number): number {
  const kept = model.groupOf(offer);
  if (kept === null) return 0;
  let stranded = 0;
  for (const { id, groups, defaultGroup } of model.world.customers.values()) {
    if (defaultGroup !== kept.idGroup && !groups.includes(kept.idGroup)) continue;
    if (model.open.get(id)?.offer !== offer) stranded++;
  }
  return stranded;
}

function edge(instants: readonly EpochMs[], pick: (a: number, b: number) => number): string | null {
  return instants.length === 0 ? null : iso(instants.reduce((a, b) => pick(a, b)));
}

/** `page_choices`: what the editor offers. */
export function choicesOf(model: SandboxModel) {
  const { world } = model;
  const members = new Map<number, number>();
  for (const { guest, deleted, groups } of world.customers.values()) {
    if (!guest && !deleted) for (const id of groups) members.set(id, (members.get(id) ?? 0) + 1);
  }
  const below = world.subtree(HOME_CATEGORY).filter((id) => id !== HOME_CATEGORY);
  return {
    details: detailWire(model),
    categories: below.map((id) => {
      const { name, parent } = world.categories.get(id)!;
      const products = [...world.products.values()].filter((p) => p.active && p.categories.includes(id)).length;
      return { id, name, parent, products };
    }),
    homeCategory: HOME_CATEGORY,
    groups: [...world.groups.values()].map(({ id, name, reduction, priceDisplayMethod, showPrices }) => ({
      id,
      name,
      customers: members.get(id) ?? 0,
      discount: reduction,
      priceDisplayMethod,
      showPrices,
      offer: model.keptGroups.get(id)?.offer ?? 0,
    })),
    payment: world.modules.filter(({ name }) => PAYMENT.has(name)).map(({ id }) => id),
    decimals: 2,
  };
}
