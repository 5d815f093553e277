import { expect, it } from 'vitest';
import { BEGIN, MINUTE, VirtualService } from '../support/virtual-service.ts';
import { plainPlan } from '../support/plain-plan.ts';
import { MemoryModel } from './model.ts';
import { bareSqlWrite } from './staff.ts';

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

it('whoever stands in the group of an archived offer past all hooks gets back what they had (invariant 3)', async () => {
  const service = new VirtualService({ customers: 20 });
  const { model, shop } = service;
  const offer = await shop.createOffer(plainPlan(BEGIN, BEGIN + 10 * MINUTE));
  await service.look();
  const group = model.groupOf(offer.id)!.idGroup;
  const [id] = service.inside(offer.id) as [number];
  const before = model.open.get(id)!.baseDefault;
  await shop.changeOffer(offer.id, (await shop.offer(offer.id)).version, { intent: 'paused' });
  await service.look();
  bareSqlWrite(model, id, { defaultGroup: group });
  await shop.changeOffer(offer.id, (await shop.offer(offer.id)).version, { intent: 'archived' });
  await service.look('sweep');
  expect(model.world.customers.get(id)!.defaultGroup).toBe(before);
  expect(model.world.groups.has(group)).toBe(false);
});

it('the group of an offer that is over is put right with the next sweep when staff gave it a discount', async () => {
  const service = new VirtualService({ customers: 20 });
  const { model, shop } = service;
  const offer = await shop.createOffer(plainPlan(BEGIN, BEGIN + MINUTE));
  await service.look();
  await shop.changeOffer(offer.id, (await shop.offer(offer.id)).version, { intent: 'paused' });
  await service.look();
  const group = model.world.groups.get(model.groupOf(offer.id)!.idGroup)!;
  expect(group.reduction).toBe(0);
  group.reduction = 77;
  await service.look();
  await service.look('sweep');
  expect(group.reduction).toBe(0);
});

it('a lease from before the clock was set back holds nobody up', () => {
  let now = BEGIN;
  const model = new MemoryModel({ timezone: 'UTC', customers: 1, now: () => now });
  const { number } = model.acquireLease('one');
  expect(() => model.acquireLease('another')).toThrow('another service holds the lease');
  now -= 30 * MINUTE;
  expect(model.acquireLease('another').number).toBe(number + 1);
});

it('an offer can be paused when a category that it names was deleted (invariant 4)', async () => {
  const { model, shop } = new VirtualService({ customers: 20 });
  const category = model.world.addCategory('Soon gone');
  const reductions = [{ idCategory: category, discount: 40, subcategories: true }];
  const offer = await shop.createOffer(plainPlan(BEGIN, BEGIN + MINUTE, { reductions }));
  model.world.removeCategory(category);
  await shop.changeOffer(offer.id, offer.version, { intent: 'paused' });
  expect((await shop.offer(offer.id)).intent).toBe('paused');
});
