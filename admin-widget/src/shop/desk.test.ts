import { EVERYBODY, type OfferPlan } from '@group-offers/sync-service/offer';
import { planRow } from '@group-offers/sync-service/wire';
import { describe, expect, it } from 'vitest';
import { Desk } from './desk.ts';
import { Transport } from './transport.ts';

const PLAN: OfferPlan = {
  name: 'Night of <b>prices</b> & "more" 🎉',
  intent: 'draft',
  priority: 0,
  idShop: 0,
  discount: 12.5,
  reductions: [{ idCategory: 4, discount: 30, subcategories: true }],
  priceDisplayMethod: null,
  showPrices: true,
  modulesDenied: [],
  membership: 'keep',
  idReferenceGroup: 0,
  audience: EVERYBODY,
  schedule: { timezone: 'Europe/Madrid', start: '2026-11-27T18:00', end: '2026-11-30T23:59', recurrence: null },
  rotation: null,
  checkoutGrace: 600,
};

interface Sent {
  readonly resource: string;
  readonly method: string;
  readonly query: Record<string, number>;
  readonly body: Record<string, unknown>;
}

/** A shop that answers each request by `answer`, and the requests it got. */
function deskOn(answer: (sent: Sent) => unknown) {
  const sent: Sent[] = [];
  const transport = new Transport({ url: 'https://shop.example/admin', token: '' }, (_url, init) => {
    const request = JSON.parse(init!.body as string) as Sent;
    sent.push(request);
    return Promise.resolve(Response.json(answer(request)));
  });
  return { desk: new Desk(transport), sent };
}

const stored = (changes: object = {}) => ({ id: 7, version: 3, ...planRow(PLAN), cut_at: '', ...changes });

describe('the desk', () => {
  it('gives an offer back as it was planned', async () => {
    const { desk, sent } = deskOn(({ body }) => ({ group_offers: [{ ...body, id: 7, version: 1, cut_at: null }] }));
    const offer = await desk.create(PLAN);
    expect(offer).toMatchObject({ ...PLAN, id: 7, version: 1, cutAt: null });
    expect(offer.startsAt.toString()).toBe('2026-11-27T17:00:00Z');
    expect(sent[0]!.body['discount']).toBe('12.50');
  });

  it('sends a change with the version that was read, and a cut as the instant it is', async () => {
    const { desk, sent } = deskOn(({ body }) => ({ group_offers: [stored(body)] }));
    const offer = await desk.offer(7);
    await desk.change(offer, { intent: 'paused' });
    expect(sent[1]!.body).toMatchObject({ id: 7, version: 3, intent: 'paused', starts_at: '2026-11-27 17:00:00' });
    expect(sent[1]!.body).not.toHaveProperty('cut_at');
    const cut = await desk.change(offer, { cutAt: Date.UTC(2026, 10, 28, 9, 30) });
    expect(cut.cutAt?.toString()).toBe('2026-11-28T09:30:00Z');
  });

  it('shows the offers it can read beside those it cannot', async () => {
    const { desk } = deskOn(() => ({
      group_offers: [stored(), { ...stored(), id: 8, audience: '{"rule":{"kind":"moon"}}' }],
    }));
    const { offers, unreadable } = await desk.offers();
    expect(offers.map(({ id }) => id)).toEqual([7]);
    expect(unreadable).toMatchObject([{ id: 8 }]);
  });

  it('reads a table to its last page, and no page twice', async () => {
    const { desk, sent } = deskOn(({ query }) =>
      query['after'] === 0 ? { ids: [3, 5], next: 5 } : { ids: [9], next: null },
    );
    expect([...(await desk.listIds(4))]).toEqual([3, 5, 9]);
    expect(sent.map(({ query }) => query['after'])).toEqual([0, 5]);
  });

  it('gives up on pages that go round in circles', async () => {
    const { desk } = deskOn(() => ({ ids: [3], next: 0 }));
    await expect(desk.listIds(4)).rejects.toThrow('round in circles');
  });
});
