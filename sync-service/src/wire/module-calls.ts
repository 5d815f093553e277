import type { z } from 'zod';
import type { Answer, AskedOf, Facts, OrdersPage, Question } from '../audience/index.ts';
import type { CustomerList, EnrolmentRecord, FrozenSet, HoldReason, RotationPage } from '../moves/index.ts';
import * as answers from './answers.ts';
import type { TablePage } from './paging.ts';
import type { TellUnreadable } from './rows.ts';
import * as tables from './tables.ts';

/** What a page of rows becomes. @param after what its rows' ids must be above */
export type ToPage<P, T> = (resource: string, page: P, after: number, tell: TellUnreadable) => T;

/** How a request gets to the module's resources: over the Webservice, or by the page's controller. */
export interface Caller {
  get<T>(resource: string, query: Readonly<Record<string, number>>, shape: z.ZodType<T>): Promise<T>;
  post<T>(resource: string, body: object, shape: z.ZodType<T>): Promise<T>;
  getPages<P extends TablePage, T>(
    resource: string,
    query: Readonly<Record<string, number>>,
    shape: z.ZodType<P>,
    to: ToPage<P, T>,
  ): AsyncIterable<T>;
  postPages<P extends TablePage, T>(
    resource: string,
    body: object,
    shape: z.ZodType<P>,
    to: ToPage<P, T>,
  ): AsyncIterable<T>;
}

/** A sample of the customers: those whose drawn number (0–999) is below `share`. */
export interface Sample {
  readonly share: number;
  readonly seed: number;
}

const AUDIENCE = 'group_offer_audience';
/** Rows of one page: 0.5 to 2 MB of JSON. */
const PAGE = 50_000;
/** Orders of one page: about 1.5 MB of JSON. */
const ORDERS_PAGE = 100_000;
/** Rows of one page of the ledger. */
const HISTORY_PAGE = 5_000;

/** What the service, the command line and the page ask of the module alike. */
export class ModuleCalls {
  constructor(private readonly caller: Caller) {}

  facts(sample?: Sample): AsyncIterable<Facts> {
    return this.caller.getPages('group_offer_facts', { ...sample, limit: PAGE }, tables.factsPage, tables.toFacts);
  }

  orders(sample?: Sample): AsyncIterable<OrdersPage> {
    const query = { ...sample, orders: 1, limit: ORDERS_PAGE };
    return this.caller.getPages('group_offer_facts', query, tables.ordersPage, tables.toOrders);
  }

  history(offer: number): AsyncIterable<readonly EnrolmentRecord[]> {
    const query = { open: 0, offer, limit: HISTORY_PAGE };
    return this.caller.getPages('group_offer_enrolments', query, answers.historyPage, answers.toHistory);
  }

  rotation(offer: number): AsyncIterable<RotationPage> {
    const query = { rotation: offer, limit: PAGE };
    return this.caller.getPages(AUDIENCE, query, tables.rotationPage, tables.toRotation);
  }

  async lists(): Promise<readonly CustomerList[]> {
    return (await this.caller.get(AUDIENCE, { lists: 1 }, answers.lists)).lists;
  }

  async listIds(list: number): Promise<Uint32Array> {
    return tables.joinIds(
      await all(this.caller.getPages(AUDIENCE, { list, limit: PAGE }, tables.listPage, tables.toIds)),
    );
  }

  async listFigures(list: number): Promise<{ ids: Uint32Array; figures: Float64Array }> {
    const query = { list, figures: 1, limit: PAGE };
    const pages = await all(this.caller.getPages(AUDIENCE, query, tables.figuresPage, tables.toFigures));
    return {
      ids: tables.joinIds(pages.map(({ ids }) => ids)),
      figures: tables.joinFigures(pages.map(({ figures }) => figures)),
    };
  }

  /** @param what the question itself, which the page may ask, or where an offer asks it */
  async ask(what: Question | AskedOf): Promise<Answer> {
    const body = { ask: what, limit: PAGE };
    const pages = await all(this.caller.postPages(AUDIENCE, body, tables.answerPage, tables.toAnswer));
    const { others } = pages[0]!;
    if (pages.some((page) => page.others !== others)) {
      throw answers.notAsAgreed(AUDIENCE, 'others: "no" on one page and "unknown" on another');
    }
    return { yes: tables.joinIds(pages.map(({ yes }) => yes)), no: tables.joinIds(pages.map(({ no }) => no)), others };
  }

  async frozen(offer: number): Promise<readonly FrozenSet[]> {
    return (await this.caller.get(AUDIENCE, { frozen: offer }, answers.frozenSets)).frozen;
  }

  async finishImport(list: number, name: string): Promise<CustomerList> {
    const body = { import: { list, finish: name } };
    return (await this.caller.post('group_offer_imports', body, answers.importFinished)).list;
  }

  async forgetList(list: number): Promise<void> {
    await this.caller.post('group_offer_imports', { forget: list }, answers.forgotten);
  }

  /** The merchant's word after a hold. @returns the hold that was confirmed */
  async confirm(): Promise<HoldReason | null> {
    return (await this.caller.post('group_offer_control', { kind: 'confirm' }, answers.confirmed)).confirmed;
  }

  /** @returns how many were paused */
  async pauseAll(): Promise<number> {
    return (await this.caller.post('group_offer_control', { kind: 'pauseAll' }, answers.paused)).paused;
  }
}

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const page of pages) list.push(page);
  return list;
}
