import type { IdleGroup, Lease, OfferVersion, PreparedGroup, WorseOff } from '../../moves/shop.ts';
import { answers as wire, notAsAgreed, refusedError } from '../../wire/index.ts';
import type { Resources } from './resources.ts';

const RESOURCE = 'group_offer_groups';
/** Offers of one request: the body stays far below what hosts allow. */
const AT_ONCE = 500;

/** The customer groups of offers: made ready, taken out of use, judged. */
export class GroupCalls {
  /** @param timeoutMs for one request; making a group ready may judge every price of the shop */
  constructor(
    private readonly resources: Resources,
    private readonly timeoutMs: number,
  ) {}

  /** One request for all of them, unless the shop has not got time for all. */
  async prepare(
    lease: Lease,
    offers: readonly OfferVersion[],
    check: 'quick' | 'full',
  ): Promise<readonly PreparedGroup[]> {
    const answered: PreparedGroup[] = [];
    while (answered.length < offers.length) {
      const asked = offers.slice(answered.length, answered.length + AT_ONCE);
      const body = { lease, check, offers: asked.map(({ id, version }) => ({ offer: id, version })) };
      const { groups } = await this.resources.post(RESOURCE, body, wire.groups, this.timeoutMs);
      if (groups.length === 0 || groups.some(({ offer }, index) => offer !== asked[index]?.id)) {
        throw notAsAgreed(RESOURCE, 'groups: not those that were asked for, in their order');
      }
      for (const group of groups) {
        answered.push('refused' in group ? { offer: group.offer, refused: refusedError(group.refused) } : group);
      }
    }
    return answered;
  }

  async clearIdle(lease: Lease): Promise<readonly IdleGroup[]> {
    return (await this.resources.post(RESOURCE, { lease, idle: true }, wire.idle, this.timeoutMs)).idle;
  }

  async worseOff(offer: number): Promise<readonly WorseOff[]> {
    return (await this.resources.get(RESOURCE, { offer }, wire.worseOff, this.timeoutMs)).worseOff;
  }
}
