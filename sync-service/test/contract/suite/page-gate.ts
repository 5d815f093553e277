import { describe, expect, it } from 'vitest';
import { NotAllowedError, SessionOverError, Transport } from '../../../../admin-widget/src/shop/transport.ts';
import { RefusedError, StaleVersionError } from '../../../src/errors.ts';
import { RIGHTS, planRow } from '../../../src/wire/index.ts';
import { audience } from '../fixture.ts';
import type { PageFixture } from '../page.ts';

/** Who may ask what, and how it is refused; then what the page changes. */
export function pageGateSuite(use: () => PageFixture): void {
  describe('the page’s gate', () => {
    it('says in the page whether the employee may change anything', () => {
      expect(use().editor.boot.rights).toEqual(RIGHTS);
      expect(use().viewer.boot.rights).not.toContain('edit');
    });

    it('lets nobody in with another token: 401', async () => {
      const { editor, viewer } = use();
      const call = { resource: 'page_overview', method: 'GET' } as const;
      for (const token of ['', 'nonsense', `${editor.boot.endpoint.token}0`, viewer.boot.endpoint.token]) {
        const { status, json } = await editor.ask(call, { token });
        expect(status).toBe(401);
        expect(json).toMatchObject({ errors: [{ code: 401 }] });
      }
    });

    it('says that a session is over so that the page understands', async () => {
      const { editor } = use();
      const at = new URL(editor.boot.endpoint.url);
      at.searchParams.set('token', '0123456789abcdef0123456789abcdef');
      // Without any cookie, and with a token that is nobody's.
      const stranger = new Transport({ url: at.href, token: editor.boot.endpoint.token });
      await expect(stranger.call({ resource: 'page_overview', method: 'GET' })).rejects.toBeInstanceOf(
        SessionOverError,
      );
    });

    it('lets a viewer read all and change nothing: 403', async () => {
      const { f, viewer } = use();
      const offer = await f.create(await f.plan({ intent: 'draft' }));
      const [customer] = (await f.customers(1)) as [number];
      await viewer.desk.overview();
      await viewer.desk.choices();
      await viewer.desk.connection();
      await viewer.desk.customers({ search: 'nobody at all' });
      await viewer.desk.customer(customer);
      await viewer.desk.products('nothing at all');
      await viewer.desk.review(await f.plan(), 0, f.target.customerGroup, []);
      const answer = await viewer.desk.ask({ kind: 'postcode', prefixes: ['zz'] });
      expect([...answer.yes]).toEqual([]);
      for (const change of [
        () => viewer.desk.create(offer),
        () => viewer.desk.change(offer, { discount: 50 }),
        () => viewer.desk.remove(offer),
        () => viewer.desk.pin(customer, true),
        () => viewer.desk.leave(null),
        () => viewer.desk.pauseAll(),
        () => viewer.desk.confirm(),
        () => viewer.desk.forgetList(1),
        () => viewer.desk.connect({ show: 'key' }),
        () => viewer.desk.connect({ make: 'key' }),
        () => viewer.desk.connect({ make: 'planning' }),
        () => viewer.desk.connect({ withdraw: 'key' }),
        () => viewer.desk.connect({ show: 'cron' }),
        () => viewer.desk.connect({ make: 'cron' }),
        () => viewer.desk.connect({ dropTables: true }),
      ]) {
        await expect(change()).rejects.toBeInstanceOf(NotAllowedError);
      }
      expect(await viewer.desk.offer(offer.id)).toMatchObject({ version: 1, discount: offer.discount });
    });

    it('shows no names, addresses or vouchers’ codes to whoever may look at Group offers alone, and says what is missing', async () => {
      const { f, door } = use();
      const looker = await door.open('looker');
      expect(looker.boot.rights.filter((right) => right !== 'allShops')).toEqual(['view']);
      const [customer] = (await f.customers(1)) as [number];
      const code = `CONTRACT-${customer}`;
      const groups = [f.target.customerGroup];
      await door.makeVoucher({ name: 'Contract', code, groups, cart: await f.target.addCart(customer) });
      const plan = await f.plan({ membership: 'exclusive' });
      const seen = await looker.desk.review(plan, 0, f.target.customerGroup, []);
      expect(seen.vouchers.length).toBeGreaterThan(0);
      expect(seen.vouchers.map((voucher) => voucher.code).filter((shown) => shown !== null)).toEqual([]);
      for (const call of [
        () => looker.desk.customers({ search: '@' }),
        () => looker.desk.customers({ ids: [customer] }),
        () => looker.desk.customer(customer),
        () => looker.desk.ask({ kind: 'postcode', prefixes: ['28'] }),
      ]) {
        await expect(call()).rejects.toMatchObject({ missing: ['customers'] });
      }
      await expect(looker.desk.pin(customer, true)).rejects.toMatchObject({ missing: ['edit'] });
    });

    it('makes nobody an administrator of groups or the Webservice who may edit Group offers', async () => {
      const { f, door } = use();
      const planner = await door.open('planner');
      const group = await f.target.makeGroup({ name: 'contract-B2B', opens: 'more' });
      const plan = await f.plan({ intent: 'draft', membership: 'exclusive' });
      await expect(planner.desk.create({ ...plan, idReferenceGroup: group })).rejects.toMatchObject({
        missing: ['groups'],
      });
      const offer = await f.create(plan);
      await expect(planner.desk.change(offer, { idReferenceGroup: group })).rejects.toMatchObject({
        missing: ['groups'],
      });
      const changed = await planner.desk.change(offer, { discount: 12 });
      expect(changed.discount).toBe(12);
      for (const what of [{ make: 'key' }, { show: 'key' }, { switchOn: 'webservice' }] as const) {
        const { missing } = (await planner.desk.connect(what).catch((error: unknown) => error)) as NotAllowedError;
        expect(missing).toContain('webservice');
      }
      await expect(planner.desk.customers({ search: '@' })).rejects.toMatchObject({ missing: ['customers'] });
      expect((await planner.desk.activity(offer.id)).entries[0]).toMatchObject({
        actor: 'employee',
        what: 'offer_changed',
        version: changed.version,
        before: { discount: offer.discount.toFixed(2) },
        after: { discount: '12.00' },
      });
    });

    it('keeps who did what: the key by its name, the employee by theirs, and no customer', async () => {
      const { f, editor } = use();
      const offer = await f.create(await f.plan({ intent: 'draft' }));
      const renamed = await editor.desk.change(offer, { name: 'contract-renamed' });
      const [customer] = (await f.customers(1)) as [number];
      await editor.desk.pin(customer, true);
      const { entries } = await editor.desk.activity(offer.id);
      expect(entries.map(({ actor, what }) => `${actor} ${what}`)).toEqual([
        'employee offer_changed',
        'key offer_created',
      ]);
      expect(entries[0]).toMatchObject({ before: { name: offer.name }, after: { name: renamed.name } });
      expect(entries[0]!.actorName).not.toBe('');
      expect(entries[1]!.actorName).toBe('Group offers: command line');
      const [pinned] = (await editor.desk.activity(0)).entries;
      expect(pinned).toMatchObject({ actor: 'employee', what: 'customers_excluded', after: { customers: 1 } });
      await editor.desk.pin(customer, false);
    });

    it('lets nothing ride along with what is allowed', async () => {
      const { f, editor, viewer } = use();
      const [customer] = (await f.customers(1)) as [number];
      const ask = { kind: 'postcode', prefixes: ['zz'] };
      const call = (body: object) => ({ resource: 'group_offer_audience', method: 'POST', body }) as const;
      const smuggled = await viewer.ask(call({ ask, exclude: [customer] }));
      expect([400, 403]).toContain(smuggled.status);
      expect((await viewer.desk.customer(customer)).customer.pinned).toBe(false);
      expect(await editor.ask(call({ ids: [customer], exclude: [customer] }))).toMatchObject({ status: 400 });
      expect((await viewer.desk.customer(customer)).customer.pinned).toBe(false);
      for (const [resource, body] of [
        ['page_connection', { make: 'key' }],
        ['page_connection', { show: 'key' }],
        ['page_connection', { dropTables: true }],
        ['group_offer_control', { kind: 'confirm' }],
        ['group_offer_exclusions', { exclude: [customer] }],
      ] as const) {
        const ridden = await viewer.ask({ resource, method: 'GET', body });
        expect(ridden.status).toBe(400);
        expect(ridden.text).not.toContain('"key":"');
      }
      expect((await viewer.desk.customer(customer)).customer.pinned).toBe(false);
      const status = { resource: 'group_offer_status', method: 'POST' } as const;
      const notice = { code: 'contract', idOffer: 0, message: 'Smuggled' };
      expect(await editor.ask({ ...status, body: { hold: null, notice } })).toMatchObject({ status: 400 });
      expect((await f.shop.status()).notices.map(({ code }) => code)).not.toContain('contract');
    });

    it.each([
      ['what is the service’s: the lease', { resource: 'group_offer_lease', method: 'POST', body: { holder: 'page' } }],
      ['entering', { resource: 'group_offer_moves', method: 'POST', body: { kind: 'enter' } }],
      ['freezing', { resource: 'group_offer_audience', method: 'POST', body: { freeze: {} } }],
      ['a hold', { resource: 'group_offer_status', method: 'POST', body: { hold: 'mass_change' } }],
      ['repairing', { resource: 'group_offer_moves', method: 'POST', body: { kind: 'repair' } }],
      ['another end for those inside', { resource: 'group_offer_moves', method: 'POST', body: { kind: 'until' } }],
      ['a resource of the core', { resource: 'customers', method: 'GET' }],
      ['a resource that does not exist', { resource: 'page_moon', method: 'GET' }],
      ['a method that it does not have', { resource: 'page_overview', method: 'DELETE' }],
    ] as const)('refuses %s, with a code that says: nothing to try again', async (_what, call) => {
      const { status, json } = await use().editor.ask(call);
      expect(status).toBe(400);
      expect(json).toMatchObject({ errors: [{ code: 1001, message: expect.any(String) as string }] });
    });

    it.each(['', 'no JSON', '[]', '7', 'null', '{"resource":7,"method":"GET"}', '{"resource":"page_overview"}'])(
      'refuses the body %j',
      async (body) => {
        const { status, json } = await use().editor.ask(body);
        expect(status).toBe(400);
        expect(json).toMatchObject({ errors: [{ code: body === 'no JSON' ? 1011 : 1001 }] });
      },
    );

    it('packs what is long when the browser takes that', async () => {
      const { editor } = use();
      const call = { resource: 'page_choices', method: 'GET' } as const;
      const packed = await editor.ask(call, { headers: { 'accept-encoding': 'gzip' } });
      expect(packed.headers.get('content-encoding')).toBe('gzip');
      const plain = await editor.ask(call, { headers: { 'accept-encoding': 'identity' } });
      expect(plain.headers.get('content-encoding')).toBeNull();
      expect(packed.json).toEqual(plain.json);
    });
  });

  describe('offers planned on the page', () => {
    const NAME = "<img src=x onerror=alert(1)> “Ünï” & 'quotes' \\ %s 🎉 عرض";

    it('are what the service reads, whatever stands in their name', async () => {
      const { f, editor } = use();
      const plan = await f.plan({
        name: `contract-${NAME}`,
        discount: 12.5,
        audience: audience({ kind: 'memberGroups', groups: [f.target.customerGroup] }, { holdout: 5 }),
        rotation: { turn: 'P1D', by: { cohorts: 3 }, coolDown: 1, maxTurns: 2 },
        endIn: 5 * 86_400_000,
      });
      const offer = await editor.desk.create({ ...plan, intent: 'draft' });
      try {
        expect(offer).toMatchObject({ ...plan, intent: 'draft', version: 1, cutAt: null });
        expect(await editor.desk.offer(offer.id)).toEqual(offer);
        expect(await f.shop.offer(offer.id)).toEqual(offer);
        expect((await editor.desk.offers()).offers).toContainEqual(offer);
      } finally {
        await editor.desk.remove(offer);
      }
      await expect(editor.desk.offer(offer.id)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('change by the fields that are sent, and nothing else', async () => {
      const { f, editor } = use();
      const offer = await f.create(await f.plan({ intent: 'draft', discount: 15, priority: 4 }));
      const body = { id: offer.id, version: offer.version, discount: '33.00' };
      const { status, json } = await editor.ask({ resource: 'group_offers', method: 'PUT', body });
      expect(status).toBe(200);
      expect(json).toMatchObject({ group_offers: [{ id: offer.id }] });
      expect(await f.shop.offer(offer.id)).toEqual({ ...offer, version: 2, discount: 33 });
    });

    it('that somebody else changed are not written over; the answer holds both versions', async () => {
      const { f, editor } = use();
      const offer = await f.create(await f.plan({ intent: 'draft' }));
      const changed = await editor.desk.change(offer, { discount: 41 });
      await expect(editor.desk.change(offer, { discount: 42 })).rejects.toBeInstanceOf(StaleVersionError);
      const body = { ...planRow({ ...offer, discount: 42 }, offer), id: offer.id, version: offer.version };
      const { status, json } = await editor.ask({ resource: 'group_offers', method: 'PUT', body });
      expect(status).toBe(400);
      const { errors, current } = json as { errors: unknown; current: Record<string, unknown> };
      expect(errors).toMatchObject([{ code: 1002 }]);
      expect(Number(current['version'])).toBe(changed.version);
      expect(Number(current['discount'])).toBe(41);
      expect((await f.shop.offer(offer.id)).discount).toBe(41);
    });

    it('that are archived stay in the page’s list, and only drafts can be removed', async () => {
      const { f, editor } = use();
      const offer = await f.offer();
      await expect(editor.desk.remove(offer)).rejects.toBeInstanceOf(RefusedError);
      const archived = await editor.desk.change(offer, { intent: 'archived' });
      expect((await editor.desk.offers()).offers).toContainEqual(archived);
    });

    it('end now without a service: the page lets everybody go, step by step', async () => {
      const { f, editor } = use();
      const ids = await f.customers(3);
      const before = await Promise.all(ids.map((id) => f.seat(id)));
      const offer = await f.offer({ checkoutGrace: 0 });
      expect(await f.enter(offer, ids)).toMatchObject({ entered: 3 });
      await editor.desk.change(await f.shop.offer(offer.id), { cutAt: await f.now() });
      let left = 0;
      for (let steps = 0; steps < 20; steps++) {
        const step = await editor.desk.leave(null);
        left += step.left;
        if (step.remaining === 0) break;
      }
      expect(left).toBeGreaterThanOrEqual(3);
      expect(await Promise.all(ids.map((id) => f.seat(id)))).toEqual(before);
    });
  });

  describe('the connection', () => {
    it('says where the shop is and when the service called, and never the key unasked', async () => {
      const { f, editor } = use();
      const seen = await editor.desk.connection();
      expect(seen).toMatchObject({ hasKey: true, key: null, webservice: true, groupsFeature: true });
      expect(seen.url).toMatch(/^https?:\/\/.+\/$/);
      expect(seen.heartbeat).not.toBeNull();
      expect(Math.abs(seen.now - (await f.now()))).toBeLessThan(60_000);
    });

    it('shows the secret of the cron address once, and nobody is let in without it', async () => {
      const { f, editor } = use();
      const { cron } = await editor.desk.connect({ make: 'cron' });
      expect(cron.secret).toMatch(/^[0-9a-f]{48}$/);
      expect((await editor.desk.connect({ show: 'cron' })).cron).toEqual({ ...cron, secret: null });
      const call = async (secret: string, method = 'POST') => {
        const answer = await fetch(cron.url, {
          method,
          headers: { 'x-group-offers-cron': secret },
          redirect: 'manual',
        });
        expect(answer.headers.get('content-type')).toContain('application/json');
        expect(answer.headers.get('set-cookie')).toBeNull();
        return { status: answer.status, body: (await answer.json()) as object };
      };
      for (const wrong of ['', 'x'.repeat(48), cron.secret!.slice(1)]) {
        expect(await call(wrong)).toMatchObject({ status: 403, body: { errors: [{ code: 403 }] } });
      }
      for (const method of ['POST', 'GET']) {
        const { status, body } = await call(cron.secret!, method);
        expect(status).toBe(200);
        expect(body).toMatchObject({ left: 0, remaining: 0 });
        expect(Object.keys(body).toSorted()).toEqual(['left', 'nextDue', 'remaining']);
      }
      const { called } = (await editor.desk.connection()).cron;
      expect(Math.abs(called! - (await f.now()))).toBeLessThan(60_000);
    });

    it('shows a new key once, and the service can use it', async () => {
      const { f, door, editor } = use();
      const old = f.target.key;
      const restore = await door.keepKeys();
      try {
        const made = await editor.desk.connect({ make: 'key' });
        expect(made).toMatchObject({ hasKey: true, keyShown: true });
        expect(made.key).toMatch(/^[A-Z0-9]{32}$/);
        expect(made.key).not.toBe(old);
        expect(await editor.desk.connect({ show: 'key' })).toMatchObject({ key: null, keyShown: true });
        const address = new URL('api/group_offer_status', made.url);
        address.searchParams.set('output_format', 'JSON');
        const status = async (key: string) => {
          const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
          return (await fetch(address, { headers: { authorization } })).status;
        };
        expect(await status(made.key!)).toBe(200);
        expect(await status(old), 'until the service has the new one').toBe(200);
        const minutes = Math.round((made.keyBeforeUntil! - made.now) / 60_000);
        expect(minutes).toBe(10);
      } finally {
        await restore();
      }
    });

    it('makes the key of the command line and withdraws it, and the service’s stays', async () => {
      const { door, editor } = use();
      const restore = await door.keepKeys();
      const made = await editor.desk.connect({ make: 'planning' });
      expect(made.planning.key).toMatch(/^[A-Z0-9]{32}$/);
      expect(made).toMatchObject({ key: null, hasKey: true, planning: { exists: true } });
      expect((await editor.desk.connection()).planning).toMatchObject({ exists: true, key: null });
      await restore();
    });

    it('remembers whether an uninstall shall take the tables along', async () => {
      const { editor } = use();
      const { dropTables } = await editor.desk.connection();
      try {
        expect(await editor.desk.connect({ dropTables: !dropTables })).toMatchObject({ dropTables: !dropTables });
        expect(await editor.desk.connection()).toMatchObject({ dropTables: !dropTables });
      } finally {
        await editor.desk.connect({ dropTables });
      }
    });

    it('switches the Webservice on, where it is on already too', async () => {
      expect(await use().editor.desk.connect({ switchOn: 'webservice' })).toMatchObject({
        webservice: true,
        key: null,
      });
    });

    it('tells that prices by group are switched off', async () => {
      const { f, editor } = use();
      await f.target.setGroupsFeature(false);
      try {
        expect(await editor.desk.connection()).toMatchObject({ groupsFeature: false });
      } finally {
        await f.target.setGroupsFeature(true);
      }
    });
  });
}
