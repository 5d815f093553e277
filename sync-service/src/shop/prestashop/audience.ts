import type { z } from 'zod';
import type { FreezeAnswer, FreezeWhat, FrozenSet, Lease, Shop } from '../../moves/shop.ts';
import { halve } from './batches.ts';
import { BodyTooLargeError } from './errors.ts';
import { converted } from './read-answer.ts';
import { PageSum, type Resources } from './resources.ts';
import { tables } from '../../wire/index.ts';
import { answers as wire, refusedError } from '../../wire/index.ts';

const RESOURCE = 'group_offer_audience';
/** Rows of one page: about 0.5 MB of JSON. */
const PAGE = 50_000;
/** Offers or lists named in one address: far below the length that hosts allow. */
const NAMES_AT_ONCE = 500;
/** Each may have 200 frozen sets. */
const FROZEN_AT_ONCE = 100;

/** Whom offers mean, as far as the shop keeps it: lists and scores, answers, frozen sets, rotation. */
export class AudienceCalls implements Pick<
  Shop,
  'createList' | 'listsIds' | 'frozenOf' | 'freeze' | 'freezeAll' | 'joinRotation'
> {
  constructor(private readonly resources: Resources) {}

  /** A repeated first part makes a second list, which nothing names and the shop deletes. */
  async createList(
    ids: readonly number[],
    { skipUnknown = false }: { readonly skipUnknown?: boolean } = {},
  ): Promise<{ list: number; unknown: readonly number[] }> {
    let list = 0;
    const parts = await this.resources.limit.send(
      ids,
      (part) => JSON.stringify({ ...(list === 0 ? {} : { list }), ids: part, ...(skipUnknown ? { skipUnknown } : {}) }),
      async (text) => {
        const answer = await this.resources.postText(RESOURCE, text, wire.list);
        if (skipUnknown && answer.list === 0) throw wire.notAsAgreed(RESOURCE, 'list: 0 where a list was made');
        list ||= answer.list;
        return answer;
      },
      halve,
    );
    const unknown = parts.flatMap((part) => part.unknown);
    return { list: unknown.length > 0 && !skipUnknown ? 0 : list, unknown };
  }

  /** As many lists in a request as fit into a page. */
  async listsIds(lists: readonly number[]): Promise<readonly Uint32Array[]> {
    const pages = lists.map((): Uint32Array[] => []);
    const sum = new PageSum(RESOURCE);
    let [first, after] = [0, 0];
    while (first < lists.length) {
      const asked = lists.slice(first, first + NAMES_AT_ONCE);
      const query = { contents: asked.join(), after, limit: PAGE };
      const how = converted(RESOURCE, tables.contentsPage, tables.toContents, after);
      const read = tables.asAsked(RESOURCE, await this.resources.getPage(query, how, sum), asked, after);
      read.ids.forEach((ids, index) => pages[first + index]!.push(ids));
      if (read.next !== null) [first, after] = [first + read.next.index, read.next.after];
      else [first, after] = [first + asked.length, 0];
    }
    return pages.map(tables.joinIds);
  }

  async frozenOf(offers: readonly number[]): Promise<ReadonlyMap<number, readonly FrozenSet[]>> {
    const found = new Map<number, readonly FrozenSet[]>(offers.map((offer) => [offer, []]));
    for (let from = 0; from < offers.length; from += FROZEN_AT_ONCE) {
      const some = offers.slice(from, from + FROZEN_AT_ONCE);
      const answer = await this.resources.get(RESOURCE, { frozenOf: some.join() }, wire.frozenOffers);
      for (const { offer, frozen } of answer.offers) found.set(offer, frozen);
    }
    return found;
  }

  async freeze(lease: Lease, what: FreezeWhat, ids: readonly number[]): Promise<FrozenSet> {
    const small = JSON.stringify({ lease, freeze: { ...freezeWire(what), ids } });
    if (small.length <= this.resources.limit.bytes) {
      try {
        return (await this.resources.postText(RESOURCE, small, wire.frozen)).frozen;
      } catch (error) {
        if (!(error instanceof BodyTooLargeError)) throw error;
      }
    }
    const { list } = await this.createList(ids, { skipUnknown: true });
    return (await this.resources.post(RESOURCE, { lease, freeze: { ...freezeWire(what), list } }, wire.frozen)).frozen;
  }

  /** As many in a request as its body takes; one of more customers than that is made a list first. */
  async freezeAll(lease: Lease, sets: Parameters<Shop['freezeAll']>[1]): Promise<readonly FreezeAnswer[]> {
    const freezes: object[] = [];
    for (const { what, ids } of sets) {
      const whole = { ...freezeWire(what), ids };
      const isSmall = JSON.stringify({ lease, freezes: [whole] }).length <= this.resources.limit.bytes;
      const { list } = isSmall ? { list: 0 } : await this.createList(ids, { skipUnknown: true });
      freezes.push(isSmall ? whole : { ...freezeWire(what), list });
    }
    if (freezes.length === 0) return [];
    const parts = await this.resources.limit.send<readonly object[], z.infer<typeof wire.freezes>>(
      freezes,
      (part) => JSON.stringify({ lease, freezes: part }),
      (text) => this.resources.postText(RESOURCE, text, wire.freezes),
      halve,
    );
    const answers = parts.flatMap((part) => part.freezes);
    if (answers.length !== sets.length) throw wire.notAsAgreed(RESOURCE, 'freezes: not as many as were sent');
    return answers.map((answer) => ('refused' in answer ? { refused: refusedError(answer.refused) } : answer));
  }

  async joinRotation(
    lease: Lease,
    { id, version }: { readonly id: number; readonly version: number },
    level: number,
    ids: readonly number[],
  ): Promise<void> {
    await this.resources.limit.send(
      ids,
      (part) => JSON.stringify({ lease, join: { offer: id, version, level, ids: part } }),
      (text) => this.resources.postText(RESOURCE, text, wire.joined),
      halve,
    );
  }
}

function freezeWire({ offer, version, window, turn, basis }: FreezeWhat) {
  return {
    offer,
    version,
    window: wire.iso(window),
    turn: turn && { start: wire.iso(turn.start), end: wire.iso(turn.end), number: turn.number },
    basis,
  };
}
