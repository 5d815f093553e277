import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactor } from './redact.ts';

const KEY = 'ABCDEFGH12345678abcdefgh87654321';
const odd = `p&ss/w"rd+${KEY.slice(0, 8)}`;

describe('a secret', () => {
  it.each([
    ['as it is', odd],
    ['in an address', encodeURIComponent(odd)],
    ['in an address, in small letters', encodeURIComponent(odd).replaceAll(/%../g, (code) => code.toLowerCase())],
    ['in JSON', JSON.stringify(odd).slice(1, -1)],
    ['in hex', Buffer.from(odd).toString('hex')],
    ['in capital hex', Buffer.from(odd).toString('hex').toUpperCase()],
    ['in Base64', Buffer.from(odd).toString('base64')],
    ['as user name', Buffer.from(`${odd}:`).toString('base64')],
    ['as user name in an address', encodeURIComponent(Buffer.from(`${odd}:`).toString('base64'))],
    ['as user name in the Base64 of addresses', Buffer.from(`${odd}:`).toString('base64url')],
  ])('is blotted out %s, and nothing else is', (_, written) => {
    expect(redactor([KEY, odd])(`before ${written} between ${written}, after`)).toBe(
      'before [key] between [key], after',
    );
  });

  it('is blotted out of the Base64 of a text, wherever in it it stands', () => {
    const around = fc.string({ maxLength: 9 });
    fc.assert(
      fc.property(
        around,
        around,
        fc.constantFrom('base64' as const, 'base64url' as const),
        (before, after, encoding) => {
          const written = Buffer.from(before + KEY + after).toString(encoding);
          const safe = redactor([KEY])(`<${written}>`);
          expect(safe).toContain('[key]');
          // What is left holds nothing but a neighbour's bits of the key.
          for (const left of safe.split('[key]')) {
            const text = [0, 1, 2, 3].map((skip) =>
              Buffer.from(left.replace('<', '').slice(skip), encoding).toString('latin1'),
            );
            for (const piece of ['ABC', 'H12', 'abc', '321']) expect(text.join(' ')).not.toContain(piece);
          }
        },
      ),
    );
  });

  it('is found among those of many shops, and text without one stays as it is', () => {
    const keys = Array.from({ length: 2_000 }, (_, shop) => `KEY${String(shop).padStart(29, '0')}`);
    const redact = redactor(keys);
    expect(redact(`a ${keys[1_234]}`)).toBe('a [key]');
    const text = 'KEY0000 is none, nor is KEY';
    expect(redact(text)).toBe(text);
    expect(redactor(['', 'k'])('k and nothing')).toBe('k and nothing');
  });
});
