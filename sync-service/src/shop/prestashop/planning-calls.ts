import type { Logger } from '../../log.ts';
import type { CustomerList, HoldReason, ImportedLines, ImportLine, KeyRights } from '../../moves/shop.ts';
import { answers as wire } from '../../wire/index.ts';
import { halve } from './batches.ts';
import type { ShopHttp } from './http.ts';
import { OfferCalls } from './offer-calls.ts';
import { Resources } from './resources.ts';

/** What the command line does with the key of its own: plan, import, exclude, confirm, pause all. */
export class PlanningCalls {
  readonly offers: OfferCalls;
  private readonly resources: Resources;

  /** @param now the shop's clock, ms */
  constructor(http: ShopHttp, shop: string, log: Logger, now: () => Promise<number>) {
    this.resources = new Resources(http, shop);
    this.offers = new OfferCalls(http, shop, log, now);
  }

  permissions(): Promise<KeyRights> {
    return this.resources.get('group_offer_status', { permissions: 1 }, wire.permissions);
  }

  async importLines(
    { list, kind }: { readonly list: number; readonly kind: CustomerList['kind'] },
    lines: readonly ImportLine[],
  ): Promise<ImportedLines> {
    let target = list;
    const parts = await this.resources.limit.send(
      lines,
      (part) => JSON.stringify({ import: { list: target, kind, lines: part.map(written) } }),
      async (text) => {
        const answer = await this.resources.postText('group_offer_imports', text, wire.imported);
        target ||= answer.list;
        return answer;
      },
      halve,
    );
    return {
      list: target,
      notFound: parts.flatMap(({ notFound }) => notFound),
      disagree: parts.flatMap(({ disagree }) => disagree),
      duplicates: parts.flatMap(({ duplicates }) => duplicates),
    };
  }

  async finishImport(list: number, name: string): Promise<CustomerList> {
    const body = { import: { list, finish: name } };
    return (await this.resources.post('group_offer_imports', body, wire.importFinished)).list;
  }

  async forgetList(list: number): Promise<void> {
    await this.resources.post('group_offer_imports', { forget: list }, wire.forgotten);
  }

  async exclude(ids: readonly number[], excluded: boolean): Promise<{ unknown: readonly number[] }> {
    const parts = await this.resources.limit.send(
      ids,
      (part) => JSON.stringify(excluded ? { exclude: part } : { include: part }),
      (text) => this.resources.postText('group_offer_exclusions', text, wire.unknown),
      halve,
    );
    return { unknown: parts.flatMap(({ unknown }) => unknown) };
  }

  async pauseAll(): Promise<number> {
    return (await this.resources.post('group_offer_control', { kind: 'pauseAll' }, wire.paused)).paused;
  }

  async confirm(): Promise<HoldReason | null> {
    return (await this.resources.post('group_offer_control', { kind: 'confirm' }, wire.confirmed)).confirmed;
  }
}

function written({ line, customer, figure }: ImportLine): readonly (ImportLine['customer'] | number)[] {
  return figure === undefined ? [line, customer] : [line, customer, figure];
}
