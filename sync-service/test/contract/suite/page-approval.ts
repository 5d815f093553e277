import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotAllowedError } from '../../../../admin-widget/src/shop/transport.ts';
import { awaitingApproval } from '../../../src/cli/approval.ts';
import type { PageFixture } from '../page.ts';

/** What a program plans beyond the merchant's limits runs once a person has said yes. */
export function pageApprovalSuite(use: () => PageFixture): void {
  describe('a person’s word', () => {
    beforeEach(async () => void (await use().editor.desk.connect({ approvalAbove: 50 })));
    afterEach(async () => void (await use().editor.desk.connect({ approvalAbove: null })));

    it('is asked for a large discount: until then the offer is a draft that nobody enters', async () => {
      const { f, editor, viewer } = use();
      const ids = await f.customers(1);
      const asked = await f.create(await f.plan({ discount: 60 }));
      expect(asked).toMatchObject({ intent: 'draft', origin: 'webservice', awaiting: { discount: 60, limit: 50 } });
      await expect(f.enter(asked, ids)).rejects.toMatchObject({ code: 'not_running' });
      await expect(f.change(asked, { intent: 'armed' })).resolves.toMatchObject({ intent: 'draft' });

      const shown = await editor.desk.offer(asked.id);
      await expect(viewer.desk.change(shown, { intent: 'armed' })).rejects.toBeInstanceOf(NotAllowedError);
      const approved = await editor.desk.change(shown, { intent: 'armed' });
      expect(approved).toMatchObject({ intent: 'armed', discount: 60 });
      expect(approved.awaiting).toBeUndefined();
      await f.prepare(approved);
      expect(await f.enter(approved, ids)).toMatchObject({ entered: 1 });
    });

    it('is asked for another group’s access, by name', async () => {
      const { f } = use();
      const group = await f.target.makeGroup({ name: 'contract-private', opens: 'more' });
      const asked = await f.create(await f.plan({ membership: 'exclusive', idReferenceGroup: group }));
      expect(asked.intent).toBe('draft');
      expect(asked.awaiting).toMatchObject({ group });
      expect(asked.awaiting!.groupName).toContain('contract-private');
    });

    it('is asked again for more than was approved, while the offer runs on as it was', async () => {
      const { f, editor } = use();
      const asked = await f.create(await f.plan({ discount: 60 }));
      const approved = await editor.desk.change(await editor.desk.offer(asked.id), { intent: 'armed' });
      await expect(f.change(approved, { discount: 70 })).rejects.toThrow(/more than was approved/);
      expect(await f.shop.offer(asked.id)).toMatchObject({ intent: 'armed', discount: 60 });
      const paused = await f.change(approved, { intent: 'paused', discount: 70 });
      expect(await f.change(paused, { intent: 'armed' })).toMatchObject({
        intent: 'paused',
        awaiting: { discount: 70 },
      });
    });

    it('is named by the command line, with the limit and the page’s address', async () => {
      const { f, editor } = use();
      expect(await awaitingApproval(f.shop, await f.shop.offers())).toEqual([]);
      const asked = await f.create(await f.plan({ discount: 60 }));
      const [waiting] = await awaitingApproval(f.shop, [asked]);
      expect(waiting).toMatchObject({ offer: asked.id, discount: 60, limit: 50 });
      expect(waiting!.message).toContain("its discount of 60 % is above 50 %, the shop's limit");
      const { page } = await f.shop.details();
      const path = (address: string) => new URL(address, 'http://shop.example').pathname;
      expect(path(page!)).toBe(path(editor.boot.endpoint.url));
      expect(page).not.toMatch(/token=/);
      expect(waiting!.message).toContain(`at ${page}#/offers/${asked.id}`);
    });

    it('is asked above the merchant’s own limit, or never', async () => {
      const { f, editor, viewer } = use();
      await editor.desk.connect({ approvalAbove: 20.5 });
      expect((await editor.desk.connection()).approvalAbove).toBe(20.5);
      expect((await f.create(await f.plan({ discount: 21 }))).intent).toBe('draft');
      await expect(viewer.desk.connect({ approvalAbove: null })).rejects.toBeInstanceOf(NotAllowedError);
      await editor.desk.connect({ approvalAbove: null });
      expect((await f.create(await f.plan({ discount: 100 }))).intent).toBe('armed');
    });
  });
}
