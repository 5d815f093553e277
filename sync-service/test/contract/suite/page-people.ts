import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../../src/errors.ts';
import type { PageFixture } from '../page.ts';

/** Customers as the page finds and shows them: the only requests whose answers name anybody. */
export function pagePeopleSuite(use: () => PageFixture): void {
  describe('customers on the page', () => {
    const idsOf = (rows: readonly { id: number }[]) => rows.map(({ id }) => id);

    it('are found by words of name and e-mail, and by id', async () => {
      const { f, editor } = use();
      const [id, other] = (await f.customers(2)) as [number, number];
      const email = `contract-needle-${id}@example.com`;
      await f.target.life.setEmail(id, email);
      const expected = {
        id,
        email,
        name: 'contract-first contract-last',
        active: true,
        group: f.target.customerGroup,
        offer: 0,
        since: null,
        until: null,
        pinned: false,
      };
      for (const search of [
        `needle-${id}`,
        email.toUpperCase(),
        `contract-last needle-${id}`,
        ` needle-${id}  first `,
      ]) {
        expect(await editor.desk.customers({ search })).toMatchObject([expected]);
      }
      expect(idsOf(await editor.desk.customers({ search: String(other), limit: 1_000 }))).toContain(other);
      expect(await editor.desk.customers({ search: `needle-${id} nobody` })).toEqual([]);
      expect((await editor.desk.customers({ search: 'contract-first', limit: 1 })).length).toBe(1);
    });

    it.each(['', '   ', '%', '_', "' OR 1=1 --", '\\', '<script>', '"'])('search %j is only a text', async (search) => {
      const { f, editor } = use();
      const [id] = (await f.customers(1)) as [number];
      const found = await editor.desk.customers({ search });
      expect(idsOf(found)).not.toContain(id);
      if (search.trim() === '') expect(found).toEqual([]);
      for (const { name, email } of found) expect(`${name} ${email}`).toContain(search);
    });

    it('are found neither as guests nor as deleted ones', async () => {
      const { f, editor } = use();
      const { customerGroup } = f.target;
      const row = { defaultGroup: customerGroup, groups: [customerGroup] };
      const ids = await f.target.makeCustomers([row, { ...row, guest: true }, { ...row, deleted: true }]);
      expect(idsOf(await editor.desk.customers({ ids }))).toEqual(ids.slice(0, 1));
      for (const id of ids.slice(1)) {
        const found = await editor.desk.customers({ search: String(id), limit: 1_000 });
        expect(idsOf(found)).not.toContain(id);
      }
    });

    it('of up to 1,000 ids come at once; unknown ones are left out', async () => {
      const { f, editor } = use();
      const ids = await f.customers(1_000);
      expect(idsOf(await editor.desk.customers({ ids }))).toEqual(ids);
      expect(await editor.desk.customers({ ids: [999_999_999] })).toEqual([]);
      expect(await editor.desk.customers({ ids: [] })).toEqual([]);
      await expect(editor.desk.customers({ ids: [...ids, 999_999_999] })).rejects.toMatchObject({
        code: 'bad_request',
      });
    });

    it('who are in an offer come by id, page by page', async () => {
      const { f, editor } = use();
      const ids = await f.customers(5);
      const offer = await f.offer();
      await f.enter(offer, ids.slice(0, 4));
      const first = await editor.desk.inside(offer.id, 0, 3);
      expect(idsOf(first.customers)).toEqual(ids.slice(0, 3));
      expect(first.next).toBe(ids[2]);
      const rest = await editor.desk.inside(offer.id, first.next!, 3);
      expect(idsOf(rest.customers)).toEqual(ids.slice(3, 4));
      expect(rest.next).toBeNull();
      const [row] = first.customers;
      expect(row).toMatchObject({ offer: offer.id, until: offer.endsAt.epochMilliseconds });
      expect(Math.abs(row!.since! - (await f.now()))).toBeLessThan(60_000);
      expect(row!.group).toBe((await f.raw(ids[0]!)).defaultGroup);
    });
  });

  describe('a customer’s own page', () => {
    it('shows groups, the offer they are in, what they get back, and what was', async () => {
      const { f, editor } = use();
      const { customerGroup } = f.target;
      const own = await f.target.makeGroup({ name: 'contract-own', opens: 'as customers' });
      const seat = { defaultGroup: own, groups: [customerGroup, own].sort((a, b) => a - b) };
      const [id] = (await f.target.makeCustomers([seat])) as [number];
      const before = await editor.desk.customer(id);
      expect(before).toMatchObject({ enrolment: null, blockedUntil: null, history: [] });
      expect(before.groups.map((group) => group.id).sort((a, b) => a - b)).toEqual(seat.groups);
      expect(before.groups).toContainEqual({ id: own, name: 'contract-own' });

      const offer = await f.offer({ name: 'contract-<i>one</i>', checkoutGrace: 0 });
      await f.enter(offer, [id], own);
      const during = await editor.desk.customer(id);
      expect(during.customer).toMatchObject({ id, offer: offer.id, pinned: false });
      expect(during.enrolment).toMatchObject({
        offer: offer.id,
        offerName: 'contract-<i>one</i>',
        until: offer.endsAt.epochMilliseconds,
        deferredUntil: null,
        base: { default: { id: own, name: 'contract-own' } },
      });
      expect(during.enrolment!.base.groups.map((group) => group.id).sort((a, b) => a - b)).toEqual(seat.groups);
      expect(during.groups.length).toBe(3);
      expect(during.history).toMatchObject([{ offer: offer.id, closedAt: null, outcome: 'open' }]);

      await f.end(offer);
      const after = await editor.desk.customer(id);
      expect(after.enrolment).toBeNull();
      expect(after.groups).toEqual(before.groups);
      const [line] = after.history;
      expect(line).toMatchObject({ offer: offer.id, offerName: 'contract-<i>one</i>', outcome: 'restored' });
      expect(line!.closedAt).toBeGreaterThanOrEqual(line!.openedAt);
    });

    it('has the newest of its history first', async () => {
      const { f, editor } = use();
      const [id] = (await f.customers(1)) as [number];
      const first = await f.offer({ checkoutGrace: 0 });
      await f.enter(first, [id]);
      await f.end(first);
      const second = await f.offer({ checkoutGrace: 0 });
      await f.enter(second, [id]);
      const { history } = await editor.desk.customer(id);
      expect(history.map(({ offer }) => offer)).toEqual([second.id, first.id]);
      expect(history.map(({ outcome }) => outcome)).toEqual(['open', 'restored']);
    });

    it('says until when no offer takes them, after staff took them out of one', async () => {
      const { f, editor } = use();
      const own = await f.target.makeGroup({ name: 'contract-own', opens: 'as customers' });
      const [id] = (await f.customers(1)) as [number];
      const offer = await f.offer();
      await f.enter(offer, [id]);
      const form = await f.target.forms.open(id);
      await f.target.forms.save(form, { defaultGroup: own, groups: [...form.groups, own] });
      const seen = await editor.desk.customer(id);
      expect(seen).toMatchObject({ enrolment: null, blockedUntil: offer.endsAt.epochMilliseconds });
      expect(seen.history).toMatchObject([{ outcome: 'staff_kept' }]);
    });

    it('pins and unpins', async () => {
      const { f, editor } = use();
      const [id] = (await f.customers(1)) as [number];
      await editor.desk.pin(id, true);
      expect((await editor.desk.customer(id)).customer.pinned).toBe(true);
      const offer = await f.offer();
      expect((await f.enter(offer, [id])).refused).toEqual({ pinned: [id] });
      await editor.desk.pin(id, false);
      expect((await editor.desk.customers({ ids: [id] }))[0]!.pinned).toBe(false);
    });

    it('of somebody who is no customer does not exist', async () => {
      const { f, editor } = use();
      const { customerGroup } = f.target;
      const row = { defaultGroup: customerGroup, groups: [customerGroup] };
      const [guest, deleted] = (await f.target.makeCustomers([
        { ...row, guest: true },
        { ...row, deleted: true },
      ])) as [number, number];
      for (const id of [guest, deleted, 999_999_999]) {
        await expect(editor.desk.customer(id)).rejects.toMatchObject({ code: 'not_found' });
      }
      for (const id of [0, -1]) await expect(editor.desk.customer(id)).rejects.toBeInstanceOf(RefusedError);
    });
  });

  describe('lists imported on the page', () => {
    it('are whole when they are finished, and can be forgotten', async () => {
      const { f, editor } = use();
      const ids = await f.customers(3);
      const lines = ids.map((customer, index) => ({ line: index + 1, customer }));
      const begun = await editor.desk.importLines(0, 'list', lines.slice(0, 2));
      expect(begun).toMatchObject({ notFound: [], duplicates: [] });
      const more = [lines[2]!, { line: 4, customer: 'contract-nobody@example.com' }];
      expect(await editor.desk.importLines(begun.list, 'list', more)).toMatchObject({ notFound: [4] });
      const list = await editor.desk.finishImport(begun.list, 'contract-page “list”');
      try {
        expect(list).toMatchObject({ name: 'contract-page “list”', kind: 'list', size: 3 });
        expect(await editor.desk.lists()).toContainEqual(list);
        expect([...(await editor.desk.listIds(list.id))]).toEqual(ids);
      } finally {
        await editor.desk.forgetList(list.id);
      }
      expect((await editor.desk.lists()).map(({ id }) => id)).not.toContain(list.id);
    });
  });
}
