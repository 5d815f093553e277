import { expect, it } from 'vitest';
import { openLease, sealLease } from './sealed-lease.ts';

const HOME = { url: 'https://shop.example/', key: 'K'.repeat(32) };
const LEASE = { number: 7, token: 'very secret' };

it('a sealed lease is read with the key of its shop, and by nobody else', () => {
  const sealed = sealLease(LEASE, HOME);
  expect(openLease(sealed, HOME)).toEqual(LEASE);
  expect(Buffer.from(sealed, 'base64').toString('latin1')).not.toContain('secret');
  expect(openLease(sealed, { ...HOME, key: 'L'.repeat(32) })).toBeNull();
  expect(openLease(sealed, { ...HOME, url: 'https://another.example/' })).toBeNull();
  expect(sealLease(LEASE, HOME)).not.toBe(sealed);
});

it('what was written over is as good as no lease', () => {
  const bytes = Buffer.from(sealLease(LEASE, HOME), 'base64');
  for (const at of bytes.keys()) {
    const spoilt = Buffer.from(bytes);
    spoilt[at]! ^= 1;
    expect(openLease(spoilt.toString('base64'), HOME)).toBeNull();
  }
  for (const text of ['', 'x', '{"number":7,"token":"made up"}', bytes.subarray(0, 20).toString('base64')])
    expect(openLease(text, HOME)).toBeNull();
});
