import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Lease } from '../moves/index.ts';

const CIPHER = 'aes-256-gcm';
const [IV_BYTES, TAG_BYTES] = [12, 16];
const LEASE = z.object({ number: z.int(), token: z.string().min(1) });

/** A shop as far as its lease is sealed for it. */
export interface LeaseHome {
  readonly url: string;
  /** Of the Webservice; all instances that serve the shop have it. Secret. */
  readonly key: string;
}

/** A lease as it lies in Redis, readable only with the shop's own key: whoever reads Redis learns no token, and whoever writes there makes none. */
export function sealLease(lease: Lease, home: LeaseHome): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(home), iv).setAAD(Buffer.from(home.url));
  const { number, token } = lease;
  const text = Buffer.concat([cipher.update(JSON.stringify({ number, token })), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64');
}

/** @returns null for what was not sealed for this shop with its key of now; as good as no lease */
export function openLease(sealed: string, home: LeaseHome): Lease | null {
  try {
    const bytes = Buffer.from(sealed, 'base64');
    const [iv, tag] = [bytes.subarray(0, IV_BYTES), bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES)];
    const decipher = createDecipheriv(CIPHER, keyOf(home), iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(home.url)).setAuthTag(tag);
    const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    return LEASE.parse(JSON.parse(text.toString('utf8')));
  } catch {
    return null;
  }
}

const keyOf = ({ key }: LeaseHome) => Buffer.from(hkdfSync('sha256', key, '', 'group-offers lease', 32));
