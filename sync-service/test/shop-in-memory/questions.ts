import type { Answer, Question } from '../../src/audience/questions.ts';
import { dayNumber } from './calendar.ts';
import { eligible, pageOf, validOrders } from './facts.ts';
import type { MemoryModel } from './model.ts';
import { badRequest } from './model.ts';
import type { Customer } from './rows.ts';

/** What a customer is to a question: yes, no, or what all the others are. */
type Judge = (customer: Customer) => boolean | null;

/** Answers a question about the customers after that id. @returns the page, and the id after which the next begins */
export function ask(
  model: MemoryModel,
  question: Question,
  after: number,
  limit: number,
): { answer: Answer; next: number | null } {
  const { judge, others } = judgeFor(model, question);
  const [part, next] = pageOf(eligible(model, after), limit);
  const judged = part.map((customer) => judge(customer));
  const those = (wanted: boolean) =>
    Uint32Array.from(
      part.filter((_, row) => judged[row] === wanted),
      ({ id }) => id,
    );
  return { answer: { yes: those(true), no: those(false), others }, next };
}

function judgeFor(model: MemoryModel, question: Question): { judge: Judge; others: Answer['others'] } {
  const { world } = model;
  switch (question.kind) {
    case 'region':
      if (question.states.length === 0) throw badRequest('states: must name at least one');
      for (const id of question.states)
        if (!world.states.some((state) => state.id === id)) throw badRequest(`states: ${id} is no state`);
      return {
        others: 'unknown',
        judge: ({ id }) => {
          const address = world.addressOf(id);
          return address === null ? null : question.states.includes(address.state);
        },
      };
    case 'postcode': {
      const prefixes = question.prefixes.map(comparable);
      if (prefixes.length === 0 || prefixes.includes('')) throw badRequest('prefixes: must not be empty');
      return {
        others: 'unknown',
        judge: ({ id }) => {
          const address = world.addressOf(id);
          if (address === null) return null;
          const postcode = comparable(address.postcode);
          return prefixes.some((prefix) => postcode.startsWith(prefix));
        },
      };
    }
    case 'boughtCategory':
      return { others: 'no', judge: boughtCategory(model, question) };
    case 'rating': {
      const { atLeast, atMost } = question;
      return {
        others: 'unknown',
        judge: ({ id }) => {
          const grades = world.ratings?.get(id);
          if (grades === undefined || grades.length === 0) return null;
          const mean = grades.reduce((sum, grade) => sum + grade, 0) / grades.length;
          return mean >= (atLeast ?? -Infinity) && mean <= (atMost ?? Infinity);
        },
      };
    }
    case 'openCart': {
      const within = periodOf(model, question);
      return {
        others: 'no',
        judge: ({ id }) =>
          world.cartsOf.get(id)?.some((cart) => cart.products > 0 && !cart.ordered && within(cart.dateUpd)) === true ||
          null,
      };
    }
    case 'visited': {
      const within = periodOf(model, question);
      const { visits, calendar } = world;
      // The oldest visit that is still there tells how far back the records go.
      let oldest = Infinity;
      for (const [first = Infinity] of visits?.values() ?? []) oldest = Math.min(oldest, first);
      const keptSoLong =
        question.from !== null && oldest < Infinity && calendar.dayOf(oldest) < dayNumber(question.from);
      return {
        others: keptSoLong ? 'no' : 'unknown',
        judge: ({ id }) => visits?.get(id)?.some(within) === true || null,
      };
    }
    default:
      throw badRequest(`ask: ${JSON.stringify((question as { kind?: unknown }).kind)} is no question`);
  }
}

function boughtCategory(model: MemoryModel, question: Question & { kind: 'boughtCategory' }): Judge {
  const { world } = model;
  const { category, subcategories, orders } = question;
  if (!world.categories.has(category)) throw badRequest(`category: ${category} is no category`);
  if (!Number.isInteger(orders) || orders < 1) throw badRequest(`orders: ${orders} must be 1 or more`);
  const products = new Set(world.productsOf(subcategories ? world.subtree(category) : [category]));
  const within = periodOf(model, question);
  return ({ id }) => {
    const found = validOrders(world.orders.get(id)).filter(
      (order) => within(order.at) && order.products.some((product) => products.has(product)),
    );
    return found.length >= orders || null;
  };
}

/** Local days [from, until). */
function periodOf(model: MemoryModel, { from, until }: { from: string | null; until: string }) {
  const first = from === null ? -Infinity : dayNumber(from);
  const end = dayNumber(until);
  if (first > end) throw badRequest(`from: ${from} is after until (${until}); exchange them`);
  if (Number.isNaN(first)) throw badRequest(`from: ${JSON.stringify(from)} must be a date like 2026-11-27, or null`);
  if (Number.isNaN(end)) throw badRequest(`until: ${JSON.stringify(until)} must be a date like 2026-11-27`);
  return (at: number): boolean => {
    const day = model.world.calendar.dayOf(at);
    return day >= first && day < end;
  };
}

function comparable(postcode: string): string {
  return postcode.replace(/\s/g, '').toUpperCase();
}
