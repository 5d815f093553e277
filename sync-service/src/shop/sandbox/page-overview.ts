import type { EnrolmentOutcome, EpochMs } from '../../moves/shop.ts';
import { eligible } from './facts.ts';
import { detailWire, statusWire } from './http-own.ts';
import { iso } from './http-wire.ts';
import type { Enrolment, SandboxModel } from './model.ts';
import { HOME_CATEGORY } from './rows.ts';

/** Modules that take payments; the others of the sandbox's are not. */
const PAYMENT = new Set(['ps_checkpayment', 'ps_wirepayment', 'ps_cashondelivery']);

/** `page_overview`: the shop's state, and the figures of every offer, archived ones too. */
export function overviewOf(model: SandboxModel) {
  const figures = new Map([...model.offers.keys()].map((offer) => [offer, figuresFor(offer)]));
  for (const row of model.ledger) {
    const of = figures.get(row.offer);
    if (of !== undefined) count(of, row);
  }
  for (const { id, groups, defaultGroup } of model.world.customers.values()) {
    for (const group of new Set([defaultGroup, ...groups])) {
      const kept = model.keptGroups.get(group);
      const of = kept === undefined ? undefined : figures.get(kept.offer);
      if (of !== undefined && model.open.get(id)?.offer !== of.offer) of.stranded++;
    }
  }
  return {
    status: statusWire(model.status()),
    customers: eligible(model, 0).length,
    switches: model.switches,
    offers: [...figures.values()].map(({ firstEntered, lastLeft, ...counts }) => ({
      ...counts,
      firstEntered: firstEntered === null ? null : iso(firstEntered),
      lastLeft: lastLeft === null ? null : iso(lastLeft),
    })),
  };
}

function figuresFor(offer: number) {
  return {
    offer,
    open: 0,
    deferred: 0,
    entered: 0,
    restored: 0,
    staffKept: 0,
    changedElsewhere: 0,
    corrected: 0,
    switched: 0,
    repaired: 0,
    deleted: 0,
    stranded: 0,
    firstEntered: null as EpochMs | null,
    lastLeft: null as EpochMs | null,
  };
}

const COUNTED = {
  open: 'open',
  restored: 'restored',
  staff_kept: 'staffKept',
  changed_elsewhere: 'changedElsewhere',
  corrected: 'corrected',
  switched: 'switched',
  repaired: 'repaired',
  deleted: 'deleted',
} as const satisfies Record<EnrolmentOutcome, string>;

function count(figures: ReturnType<typeof figuresFor>, row: Enrolment): void {
  figures.entered++;
  figures[COUNTED[row.outcome]]++;
  if (row.closedAt === null && row.deferredUntil !== null) figures.deferred++;
  figures.firstEntered = Math.min(figures.firstEntered ?? Infinity, row.openedAt);
  if (row.closedAt !== null) figures.lastLeft = Math.max(figures.lastLeft ?? -Infinity, row.closedAt);
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
