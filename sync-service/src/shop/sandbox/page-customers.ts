import { RefusedError } from '../../errors.ts';
import { eligible } from './facts.ts';
import { iso, type Body } from './http-wire.ts';
import type { SandboxModel } from './model.ts';
import { badRequest } from './model.ts';
import type { Customer } from './rows.ts';

const MOST_IDS = 1_000;
const HISTORY = 50;

/** `page_customers`: those who match, those of `ids`, or those in an offer now. */
export function customersOf(model: SandboxModel, body: Body) {
  if (body['offer'] !== undefined) return insideOf(model, body);
  return {
    customers: (body['ids'] === undefined ? found(model, body) : named(model, body['ids'])).map(rowOf),
    next: null,
  };

  function rowOf(customer: Customer) {
    return customerRow(model, customer);
  }
}

function insideOf(model: SandboxModel, body: Body) {
  const after = Number(body['after'] ?? 0);
  const limit = limitIn(body);
  const inside = model
    .openOf(Number(body['offer']))
    .filter(({ customer }) => customer > after && model.world.customers.has(customer))
    .sort((a, b) => a.customer - b.customer);
  const part = inside.slice(0, limit).map(({ customer }) => model.world.customers.get(customer)!);
  return {
    customers: part.map((customer) => customerRow(model, customer)),
    next: part.length < inside.length ? part.at(-1)!.id : null,
  };
}

function named(model: SandboxModel, ids: unknown): Customer[] {
  if (!Array.isArray(ids) || ids.length > MOST_IDS || ids.some((id) => !Number.isInteger(id))) {
    throw badRequest(`ids: must be a list of at most ${MOST_IDS} ids`);
  }
  const wanted = new Set(ids as number[]);
  return eligible(model, 0).filter(({ id }) => wanted.has(id));
}

/** Every word of the search stands in the name or the e-mail; a number is an id too. */
function found(model: SandboxModel, body: Body): Customer[] {
  if (typeof body['search'] !== 'string') throw badRequest('search: must be a text; or give ids, or offer');
  const words = body['search'].toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return eligible(model, 0)
    .filter(({ id, firstname, lastname, email }) => {
      const text = `${firstname} ${lastname} ${email}`.toLowerCase();
      return words.every((word) => word === String(id) || text.includes(word));
    })
    .slice(0, limitIn(body));
}

function limitIn(body: Body): number {
  const limit = body['limit'] ?? 20;
  if (!Number.isInteger(limit) || (limit as number) < 1 || (limit as number) > MOST_IDS) {
    throw badRequest(`limit: ${JSON.stringify(limit)} must be 1 to ${MOST_IDS}`);
  }
  return limit as number;
}

function customerRow(model: SandboxModel, customer: Customer) {
  const enrolment = model.open.get(customer.id);
  return {
    id: customer.id,
    name: `${customer.firstname} ${customer.lastname}`,
    email: customer.email,
    shop: customer.idShop,
    active: customer.active,
    group: customer.defaultGroup,
    offer: enrolment?.offer ?? 0,
    since: enrolment === undefined ? null : iso(enrolment.openedAt),
    until: enrolment === undefined ? null : iso(enrolment.until),
    pinned: model.pinned.has(customer.id),
  };
}

/** `page_customer`: one customer with groups, the offer they are in, and what was. */
export function customerOf(model: SandboxModel, body: Body) {
  const id = Number(body['id']);
  const customer = model.world.customers.get(id);
  if (customer === undefined || customer.deleted || customer.guest) {
    throw new RefusedError(`no customer ${id}`, 'not_found');
  }
  const group = (each: number) => ({ id: each, name: model.world.groups.get(each)?.name ?? '' });
  const offerName = (offer: number) => model.offers.get(offer)?.name ?? '';
  const enrolment = model.open.get(id);
  const blocked = model.blocked.get(id) ?? 0;
  return {
    customer: customerRow(model, customer),
    groups: customer.groups.map(group),
    enrolment:
      enrolment === undefined
        ? null
        : {
            offer: enrolment.offer,
            offerName: offerName(enrolment.offer),
            since: iso(enrolment.openedAt),
            until: iso(enrolment.until),
            deferredUntil: enrolment.deferredUntil === null ? null : iso(enrolment.deferredUntil),
            base: { default: group(enrolment.baseDefault), groups: enrolment.baseGroups.map(group) },
          },
    blockedUntil: blocked > model.now() ? iso(blocked) : null,
    history: model.ledger
      .filter((row) => row.customer === id)
      .slice(-HISTORY)
      .reverse()
      .map(({ offer, openedAt, closedAt, outcome, reason }) => ({
        offer,
        offerName: offerName(offer),
        openedAt: iso(openedAt),
        closedAt: closedAt === null ? null : iso(closedAt),
        outcome,
        reason,
      })),
  };
}
