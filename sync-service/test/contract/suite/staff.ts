import { describe, expect, it } from 'vitest';
import type { Fixture } from '../fixture.ts';
import { HOUR } from '../fixture.ts';

/** The back office's customer form: what staff changed is theirs, the rest of what it writes is stale (F14). */
export function staffSuite(use: () => Fixture): void {
  const seatOf = async (f: Fixture, opens: 'as customers' = 'as customers') => ({
    other: await f.target.makeGroup({ name: 'contract-staff', opens }),
    customer: (await f.customers(1))[0]!,
  });

  describe('staff', () => {
    it('who change the default during an offer take the customer out of it until its end', async () => {
      const f = use();
      const { other, customer } = await seatOf(f);
      const { customerGroup, forms } = f.target;
      const offer = await f.offer({ endIn: HOUR });
      await f.enter(offer, [customer]);
      const { counter } = await f.shop.status();
      const form = await forms.open(customer);
      await forms.save(form, { defaultGroup: other, groups: [...form.groups, other] });

      const theirs = { defaultGroup: other, groups: [customerGroup, other].sort((a, b) => a - b) };
      expect(await f.seat(customer)).toEqual(theirs);
      expect((await f.enrolled([customer])).size).toBe(0);
      expect((await f.history(offer)).map(({ outcome }) => outcome)).toEqual(['staff_kept']);
      expect((await f.shop.status()).counter).not.toBe(counter);
      expect((await f.facts([customer])).get(customer)!.blockedUntil).toBe(offer.endsAt.epochMilliseconds);
      expect((await f.enter(offer, [customer], other)).refused).toEqual({ blocked_by_staff: [customer] });
      await f.end(offer);
      expect(await f.seat(customer)).toEqual(theirs);
    });

    it('who change memberships during an offer keep their change; the customer stays in', async () => {
      const f = use();
      const { other, customer } = await seatOf(f);
      const { customerGroup, forms } = f.target;
      const offer = await f.offer();
      const { idGroup } = await f.prepare(offer);
      await f.enter(offer, [customer]);
      const form = await forms.open(customer);
      await forms.save(form, { groups: [...form.groups, other] });
      expect(await f.seat(customer)).toEqual({
        defaultGroup: idGroup,
        groups: [customerGroup, other, idGroup].sort((a, b) => a - b),
      });
      await f.shop.repair(f.lease);
      expect((await f.seat(customer)).groups).toContain(other);
      await f.end(offer);
      expect(await f.seat(customer)).toEqual({
        defaultGroup: customerGroup,
        groups: [customerGroup, other].sort((a, b) => a - b),
      });
    });

    it('who save a form opened during an offer whose group is deleted by then leave nobody in it (invariant 3)', async () => {
      const f = use();
      const { other, customer } = await seatOf(f);
      const { customerGroup, forms } = f.target;
      const offer = await f.offer({ membership: 'exclusive', checkoutGrace: 0 });
      const { idGroup } = await f.prepare(offer);
      await f.enter(offer, [customer]);
      const form = await forms.open(customer);
      await f.change(offer, { intent: 'archived' });
      await f.leaveAll();
      await f.prepare(await f.shop.offer(offer.id));
      expect(await f.target.group(idGroup)).toBeNull();

      // Some cores take no form that names a group which is gone; then nothing is saved.
      const refused = await forms.save(form, { groups: [...form.groups, other] }).then(
        () => '',
        (error: Error) => error.message,
      );
      if (refused !== '') expect(refused).toContain('was not saved');
      const groups = refused === '' ? [customerGroup, other].sort((a, b) => a - b) : [customerGroup];
      expect(await f.seat(customer)).toEqual({ defaultGroup: customerGroup, groups });
      // Another program's write past all hooks: the next sweep finds them.
      await f.target.bareWrite(customer, { defaultGroup: idGroup, groups: [idGroup] });
      expect((await f.shop.repair(f.lease)).strandedReturned).toBe(1);
      expect((await f.seat(customer)).defaultGroup).toBe(customerGroup);
      expect((await f.seat(customer)).groups).toContain(customerGroup);
      expect((await f.seat(customer)).groups).not.toContain(idGroup);
    });

    it('who save a form opened before the start throw nobody out', async () => {
      const f = use();
      const { customer } = await seatOf(f);
      const before = await f.seat(customer);
      const form = await f.target.forms.open(customer);
      const offer = await f.offer();
      await f.enter(offer, [customer]);
      const inside = await f.seat(customer);
      await f.target.forms.save(form, {});
      expect(await f.seat(customer)).toEqual(inside);
      expect((await f.enrolled([customer])).get(customer)!.offer).toBe(offer.id);
      await f.end(offer);
      expect(await f.seat(customer)).toEqual(before);
    });

    it('who save a form opened during the offer after its end bring nobody back into it (invariant 3)', async () => {
      const f = use();
      const { customer } = await seatOf(f);
      const before = await f.seat(customer);
      const offer = await f.offer();
      await f.enter(offer, [customer]);
      const form = await f.target.forms.open(customer);
      await f.end(offer);
      await f.target.forms.save(form, {});
      expect(await f.seat(customer)).toEqual(before);
    });

    it('whose stale form also holds a real change keep only that', async () => {
      const f = use();
      const { other, customer } = await seatOf(f);
      const { customerGroup, forms } = f.target;
      const form = await forms.open(customer);
      const offer = await f.offer();
      const { idGroup } = await f.prepare(offer);
      await f.enter(offer, [customer]);
      await forms.save(form, { groups: [...form.groups, other] });
      expect(await f.seat(customer)).toEqual({
        defaultGroup: idGroup,
        groups: [customerGroup, other, idGroup].sort((a, b) => a - b),
      });
      await f.end(offer);
      expect((await f.seat(customer)).groups).toEqual([customerGroup, other].sort((a, b) => a - b));
    });

    it('without an offer save as ever', async () => {
      const f = use();
      const { other, customer } = await seatOf(f);
      const { customerGroup, forms } = f.target;
      const form = await forms.open(customer);
      await forms.save(form, { defaultGroup: other, groups: [customerGroup, other] });
      expect(await f.seat(customer)).toEqual({
        defaultGroup: other,
        groups: [customerGroup, other].sort((a, b) => a - b),
      });
    });
  });
}
