import { AxiosError } from 'axios';
import { describe, expect, it } from 'vitest';
import { addSuppressed } from './concurrency.ts';
import { createLog } from './log.ts';

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog('info', { write: (line) => void lines.push(line) }));
  return lines.join('');
}

describe('the log', () => {
  it('names shop, offer, window and counts', () => {
    const line = logged((log) =>
      log.info({ shop: 'main', offer: 12, window: '2026-11-27T17:00:00Z', counts: { entered: 3 } }, 'looked'),
    );
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      shop: 'main',
      offer: 12,
      window: '2026-11-27T17:00:00Z',
      counts: { entered: 3 },
      msg: 'looked',
    });
  });

  it.each([
    ['a key', { key: 'S3CRET' }],
    ['a lease', { lease: { number: 1, token: 'S3CRET' } }],
    ['a setting inside', { shop: { name: 'main', key: 'S3CRET' } }],
    ['a header deep inside', { answer: { request: { headers: { authorization: 'S3CRET' } } } }],
    ["customers' ids", { batch: { ids: ['S3CRET'] } }],
  ])('hides %s', (_, fields) => {
    const line = logged((log) => log.info(fields, 'x'));
    expect(line).toContain('[hidden]');
    expect(line).not.toContain('S3CRET');
  });

  it('hides a key whatever field and encoding it is in', () => {
    const key = 'K3YK3YK3YK3YK3YK3YK3YK3YK3YK3YKE';
    const basic = Buffer.from(`${key}:`).toString('base64');
    const lines: string[] = [];
    const log = createLog('info', { write: (line) => void lines.push(line) }, [key]);
    log.info({ address: `https://shop.example/?ws_key=${key}` }, `a proxy says: Authorization: Basic ${basic}`);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      address: 'https://shop.example/?ws_key=[key]',
      msg: 'a proxy says: Authorization: Basic [key]',
    });
  });

  it('writes of an error only name, message, stack, causes and what failed besides', () => {
    const cause = new AxiosError('refused', 'ECONNREFUSED', { auth: { username: 'S3CRET' } } as never);
    const line = logged((log) => {
      const error = new Error('no answer', { cause });
      addSuppressed(error, new AxiosError('nor another', 'ECONNRESET', { auth: { username: 'S3CRET' } } as never));
      log.error({ error }, 'look failed');
    });
    expect(line).toContain('nor another');
    expect(line).toContain('no answer');
    expect(line).toContain('refused');
    expect(line).not.toContain('S3CRET');
  });
});
