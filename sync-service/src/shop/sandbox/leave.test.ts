import { expect, it } from 'vitest';
import { BEGIN, MINUTE, VirtualService } from '../../../test/support/virtual-service.ts';
import { plainPlan } from '../../../test/support/plain-plan.ts';

it('the group of an offer that was archived with customers in it goes with the next sweep (invariant 3)', async () => {
  const service = new VirtualService({ customers: 20 });
  const { model, shop } = service;
  const offer = await shop.createOffer(plainPlan(BEGIN, BEGIN + 10 * MINUTE));
  await service.look();
  const group = model.groupOf(offer.id)!.idGroup;
  expect(service.inside(offer.id).length).toBeGreaterThan(0);
  const { version } = await shop.offer(offer.id);
  await shop.changeOffer(offer.id, version, { intent: 'archived' });
  await service.look();
  await service.look('sweep');
  expect(service.inside(offer.id)).toEqual([]);
  expect(model.world.groups.has(group)).toBe(false);
});
