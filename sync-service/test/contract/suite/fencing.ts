import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { LeaseHeldError, LeaseLostError } from '../../../src/errors.ts';
import type { Fixture } from '../fixture.ts';

export function fencingSuite(use: () => Fixture): void {
  describe('the lease', () => {
    it('belongs to one holder at a time, who may take a new number', async () => {
      const f = use();
      await expect(f.shop.acquireLease('somebody else')).rejects.toBeInstanceOf(LeaseHeldError);
      const next = await f.shop.acquireLease('contract');
      expect(next.number).toBeGreaterThan(f.lease.number);
      expect(next.token).not.toBe(f.lease.token);
      f.lease = next;
    });

    it('ends when a life before shows it, and the number grows', async () => {
      const f = use();
      const offer = await f.offer();
      const lost = f.lease;
      for (const wrong of [
        { number: lost.number, token: 'x'.repeat(lost.token.length) },
        { number: lost.number - 1, token: lost.token },
      ]) {
        await expect(f.shop.acquireLease('its next life', wrong)).rejects.toBeInstanceOf(LeaseHeldError);
      }
      f.lease = await f.shop.acquireLease('its next life', lost);
      expect(f.lease.number).toBeGreaterThan(lost.number);
      await expect(f.shop.prepareGroup(lost, offer, 'quick')).rejects.toBeInstanceOf(LeaseLostError);
      await f.prepare(offer);
      await expect(f.shop.acquireLease('another', lost)).rejects.toBeInstanceOf(LeaseHeldError);
      await f.shop.releaseLease(f.lease);
      f.lease = await f.shop.acquireLease('contract');
    });

    it('is free once it was given back', async () => {
      const f = use();
      await f.shop.releaseLease(f.lease);
      const other = await f.shop.acquireLease('somebody else');
      await f.shop.releaseLease(other);
    });

    it('lost, changes nothing (invariant 6)', async () => {
      const f = use();
      const ids = await f.customers(2);
      const offer = await f.offer();
      await f.enter(offer, ids.slice(0, 1));
      const lost = f.lease;
      f.lease = await f.shop.acquireLease('contract');
      const before = await f.target.customers(ids);
      const batch = f.batch(offer, ids, f.target.customerGroup);
      await expect(f.shop.enter(lost, batch)).rejects.toBeInstanceOf(LeaseLostError);
      const { expect: _, ...frame } = batch;
      void _;
      const until = { ...frame, key: randomUUID(), until: await f.now(), ids };
      await expect(f.shop.setUntil(lost, until)).rejects.toBeInstanceOf(LeaseLostError);
      await expect(f.shop.prepareGroup(lost, offer, 'full')).rejects.toBeInstanceOf(LeaseLostError);
      await expect(f.shop.repair(lost)).rejects.toBeInstanceOf(LeaseLostError);
      expect(await f.target.customers(ids)).toEqual(before);
      expect((await f.enrolled(ids)).get(ids[0]!)!.until).toBe(offer.endsAt.epochMilliseconds);
    });

    it('with a wrong token is none', async () => {
      const f = use();
      const offer = await f.offer();
      const forged = { number: f.lease.number, token: 'x'.repeat(f.lease.token.length) };
      await expect(f.shop.prepareGroup(forged, offer, 'quick')).rejects.toBeInstanceOf(LeaseLostError);
    });

    it('renews the heartbeat with the light poll; a lost one is no error there', async () => {
      const f = use();
      const now = await f.now();
      const status = await f.shop.status(f.lease);
      expect(status.heartbeat).toBeGreaterThanOrEqual(now - 1_000);
      expect(status.leaseNumber).toBe(f.lease.number);
      const lost = { number: f.lease.number - 1, token: 'gone' };
      expect((await f.shop.status(lost)).leaseNumber).toBe(f.lease.number);
    });

    it('tells with it when the last sync was finished; whoever has no lease cannot', async () => {
      const f = use();
      const at = (await f.now()) - 60_000;
      expect((await f.shop.status(f.lease, at)).lastSync).toBe(at);
      expect((await f.shop.status({ number: f.lease.number, token: 'forged' }, at + 1_000)).lastSync).toBe(at);
      expect((await f.shop.status()).lastSync).toBe(at);
      const later = await f.shop.status(f.lease, at + 3_600_000);
      expect(later.lastSync).toBeLessThanOrEqual(later.now);
    });
  });

  describe('idempotency keys', () => {
    it('same key and body: the same answer, nothing done twice, whatever the lease', async () => {
      const f = use();
      const ids = await f.customers(3);
      const offer = await f.offer();
      const batch = f.batch(offer, ids, f.target.customerGroup);
      const first = await f.shop.enter(f.lease, batch);
      const before = await f.target.customers(ids);
      const { ledger } = await f.shop.status();
      expect(await f.shop.enter(f.lease, batch)).toEqual(first);
      expect((await f.shop.status()).ledger).toBe(ledger);
      const lost = f.lease;
      f.lease = await f.shop.acquireLease('contract');
      expect(await f.shop.enter(lost, batch)).toEqual(first);
      expect(await f.target.customers(ids)).toEqual(before);
      expect(await f.history(offer)).toHaveLength(3);
    });

    it('same key and another body: refused', async () => {
      const f = use();
      const ids = await f.customers(2);
      const offer = await f.offer();
      const key = randomUUID();
      await f.shop.enter(f.lease, f.batch(offer, ids.slice(0, 1), f.target.customerGroup, key));
      const other = f.batch(offer, ids, f.target.customerGroup, key);
      await expect(f.shop.enter(f.lease, other)).rejects.toMatchObject({ code: 'key_reused' });
      expect((await f.enrolled(ids)).size).toBe(1);
    });

    it('are free again after a refusal: it was never begun', async () => {
      const f = use();
      const ids = await f.customers(1);
      const offer = await f.offer();
      const batch = f.batch(offer, ids, f.target.customerGroup);
      await f.shop.hold('clock_jumped');
      await expect(f.shop.enter(f.lease, batch)).rejects.toMatchObject({ code: 'on_hold' });
      await f.shop.confirm();
      expect((await f.shop.enter(f.lease, batch)).entered).toBe(1);
    });
  });

  describe('versions', () => {
    it('of an offer that changed meanwhile are refused', async () => {
      const f = use();
      const ids = await f.customers(1);
      const offer = await f.offer();
      const changed = await f.change(offer, { priority: 5 });
      await expect(f.enter(offer, ids)).rejects.toMatchObject({ code: 'stale_version' });
      await f.prepare(changed);
      expect((await f.enter(changed, ids)).entered).toBe(1);
    });
  });

  describe('the hold', () => {
    it('lets nobody in, lets everybody out, until the merchant says so', async () => {
      const f = use();
      const ids = await f.customers(2);
      const offer = await f.offer();
      await f.enter(offer, ids.slice(0, 1));
      const { counter } = await f.shop.status();
      await f.shop.hold('backup_restored');
      const status = await f.shop.status();
      expect(status.hold).toBe('backup_restored');
      expect(status.counter).not.toBe(counter);
      await expect(f.enter(offer, ids.slice(1))).rejects.toMatchObject({ code: 'on_hold' });
      expect((await f.end(offer)).left).toBe(1);
      await f.shop.confirm();
      expect((await f.shop.status()).hold).toBeNull();
    });
  });

  describe('notices', () => {
    it('stand once for each code and offer, and can be taken back', async () => {
      const f = use();
      const own = async () => (await f.shop.status()).notices.filter(({ code }) => code === 'contract_notice');
      await f.shop.notify({ code: 'contract_notice', idOffer: 0, params: { what: 'one & <two> 🎉' } });
      await f.shop.notify({ code: 'contract_notice', idOffer: 0, params: { what: 'Ñandú “3” \\ é', more: 3 } });
      expect((await own()).map(({ params }) => params)).toEqual([{ what: 'Ñandú “3” \\ é', more: 3 }]);
      await f.shop.notify({ code: 'contract_notice', idOffer: 0, params: null });
      expect(await own()).toEqual([]);
    });

    it('and the hold are not for a service that lost its lease (invariant 6)', async () => {
      const f = use();
      const lost = await f.shop.acquireLease('contract');
      await f.shop.notify({ code: 'contract_notice', idOffer: 0, params: { what: 'mine' } }, lost);
      await f.takeLease();
      const taken = f.shop.notify({ code: 'contract_notice', idOffer: 0, params: null }, lost);
      await expect(taken).rejects.toMatchObject({ code: 'lease_lost' });
      await expect(f.shop.hold('clock_jumped', lost)).rejects.toMatchObject({ code: 'lease_lost' });
      const { hold, notices } = await f.shop.status();
      expect(hold).toBeNull();
      expect(notices.find(({ code }) => code === 'contract_notice')?.params).toEqual({ what: 'mine' });
      await f.shop.notify({ code: 'contract_notice', idOffer: 0, params: null }, f.lease);
    });
  });
}
