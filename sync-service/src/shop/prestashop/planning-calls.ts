import type { Logger } from '../../log.ts';
import type { CustomerList, ImportedLines, ImportLine, KeyRights } from '../../moves/shop.ts';
import { answers as wire, ModuleCalls } from '../../wire/index.ts';
import { halve } from './batches.ts';
import type { ShopHttp } from './http.ts';
import { OfferCalls } from './offer-calls.ts';
import { Resources } from './resources.ts';

/** What the command line does with the key of its own: plan, import, exclude, confirm, pause all. */
export class PlanningCalls {
  readonly offers: OfferCalls;
  readonly calls: ModuleCalls;
  private readonly resources: Resources;

  /** @param now the shop's clock, ms */
  constructor(http: ShopHttp, shop: string, log: Logger, now: () => Promise<number>) {
    this.resources = new Resources(http, shop);
    this.calls = new ModuleCalls(this.resources);
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

  async exclude(ids: readonly number[], excluded: boolean): Promise<{ unknown: readonly number[] }> {
    const parts = await this.resources.limit.send(
      ids,
      (part) => JSON.stringify(excluded ? { exclude: part } : { include: part }),
      (text) => this.resources.postText('group_offer_exclusions', text, wire.unknown),
      halve,
    );
    return { unknown: parts.flatMap(({ unknown }) => unknown) };
  }
}

function written({ line, customer, figure }: ImportLine): readonly (ImportLine['customer'] | number)[] {
  return figure === undefined ? [line, customer] : [line, customer, figure];
}
