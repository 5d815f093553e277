import { RefusedError, ShopUnusableError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { problemText } from '../../messages/index.ts';
import type { OfferChanges } from '../../moves/shop.ts';
import type { Offer, OfferPlan } from '../../offer/index.ts';
import { problem, type Problem } from '../../problems.ts';
import type { ShopHttp } from './http.ts';
import { offersPage, toOfferRows, withInstants, writtenOffer, type FoundOffers } from '../../wire/index.ts';
import { changedOfferXml, newOfferXml } from './offers.ts';
import { converted, plain } from './read-answer.ts';

const NOT_ARCHIVED = '[draft|armed|paused|cancelled]';

/** The ordinary resource `group_offers`. */
export class OfferCalls {
  constructor(
    private readonly http: ShopHttp,
    private readonly shop: string,
    private readonly log: Logger,
    /** The shop's clock, ms. */
    private readonly now: () => Promise<number>,
  ) {}

  async all(tell?: (offer: number, why: Problem) => void): Promise<readonly Offer[]> {
    const { offers, unreadable } = await this.read({ 'filter[intent]': NOT_ARCHIVED });
    for (const { id, armed, why } of unreadable) {
      if (armed) tell?.(id, why);
      this.log.error(
        { shop: this.shop, offer: id, why: problemText(why) },
        'This service cannot read that offer, so it does not run; update it',
      );
    }
    return offers;
  }

  async one(id: number): Promise<Offer> {
    const { offers, unreadable } = await this.read({ 'filter[id]': `[${id}]` });
    if (offers[0] !== undefined) return offers[0];
    if (unreadable[0] !== undefined) {
      const { why } = unreadable[0];
      throw new ShopUnusableError(
        `offer ${id}: this service cannot read it (${problemText(why)}); update the service`,
        200,
      );
    }
    const none = problem('unknown_id', { field: 'offer', value: id });
    throw new RefusedError(problemText(none), 'not_found', none);
  }

  async create(plan: OfferPlan): Promise<Offer> {
    return this.write('POST', newOfferXml(plan, await this.nowFor(plan)));
  }

  async change(id: number, version: number, changes: OfferChanges): Promise<Offer> {
    const stored = await this.one(id);
    const now = await this.nowFor({ ...stored, ...changes });
    return this.write('PUT', changedOfferXml(stored, version, changes, now), id);
  }

  /** Windows are counted from the shop's now; of a single one nothing is. */
  private async nowFor({ schedule }: Pick<OfferPlan, 'schedule'>): Promise<number> {
    return schedule.recurrence === null ? 0 : this.now();
  }

  private async read(filter: Readonly<Record<string, string>>): Promise<FoundOffers> {
    const resource = 'group_offers';
    const query = { display: 'full', sort: '[id_ASC]', ...filter };
    const how = converted(resource, offersPage, toOfferRows);
    return withInstants(await this.http.json({ method: 'GET', resource, query, repeatable: true }, how));
  }

  /** Not repeated by itself: a second POST would make a second offer, a second PUT would meet its own version. */
  private async write(method: 'POST' | 'PUT', text: string, id?: number): Promise<Offer> {
    const resource = 'group_offers';
    const written = await this.http.json(
      {
        method,
        resource: id === undefined ? resource : `${resource}/${id}`,
        body: { type: 'text/xml', text },
        repeatable: false,
      },
      plain(resource, writtenOffer),
    );
    return this.one(id ?? written);
  }
}
