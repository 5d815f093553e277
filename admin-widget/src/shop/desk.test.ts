import { planRow } from '@group-offers/sync-service/wire';
import { describe, expect, it } from 'vitest';
import { offerOf } from '../offers/samples.ts';
import { Desk } from './desk.ts';
import { Transport } from './transport.ts';

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

const stored = (changes: object = {}) => ({ id: 7, version: 3, ...planRow(offerOf()), cut_at: '', ...changes });

describe('the desk', () => {
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
