import { describe, expect, it } from 'vitest';
import { BEGIN, MINUTE, VirtualService } from '../../test/support/virtual-service.ts';
import { plainPlan, schedule } from '../../test/support/plain-plan.ts';
import { EVERYBODY } from '../offer/index.ts';
import { deadMansEnd } from '../../test/shop-in-memory/leave.ts';

describe('an offer that the shop ended by itself (invariants 1, 4)', () => {
  it('is told of when the service is back, and stays told until the offer runs again', async () => {
    const service = new VirtualService({ customers: 40 });
    const { model, shop } = service;
    const seats = () =>
      [...model.world.customers.values()].map(({ id, defaultGroup, groups }) => [id, defaultGroup, groups]);
    const before = JSON.stringify(seats());
    const audience = { ...EVERYBODY, worseOff: 'include' as const };
    const offer = await shop.createOffer(plainPlan(BEGIN + MINUTE, BEGIN + 10 * MINUTE, { audience }));
    await service.passUntil(BEGIN + 2 * MINUTE);
    expect(service.inside(offer.id).length).toBeGreaterThan(30);

    // Nobody looks any more.
    service.now = BEGIN + 15 * MINUTE - 1;
    expect(deadMansEnd(model)).toBe(false);
    expect(service.inside(offer.id).length).toBeGreaterThan(30);
    service.now = BEGIN + 15 * MINUTE;
    deadMansEnd(model);
    expect(service.inside(offer.id)).toEqual([]);
    expect(JSON.stringify(seats())).toBe(before);

    await service.restart();
    const report = await service.look();
    expect(report.endedByShop).toMatchObject([{ code: 'ended_by_shop', idOffer: offer.id }]);
    expect(report).toMatchObject({ entered: 0, left: 0 });
    await service.look('sweep');
    expect((await shop.status()).notices).toHaveLength(1);

    const { version } = await shop.offer(offer.id);
    const again = schedule(service.now - MINUTE, service.now + 10 * MINUTE);
    await shop.changeOffer(offer.id, version, { schedule: again });
    await service.look();
    expect(service.inside(offer.id).length).toBeGreaterThan(30);
    expect((await shop.status()).notices).toEqual([]);
  });
});
