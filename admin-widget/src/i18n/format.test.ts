import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { Format } from './format.ts';

const en = new Format('en-US', 'Europe/Madrid', 'EUR');
const es = new Format('es-ES', 'Europe/Madrid', 'EUR');
const fr = new Format('fr-FR', 'Europe/Paris', 'EUR');
/** 27 November 2026, 18:00 in Madrid. */
const friday = Date.UTC(2026, 10, 27, 17);
const plain = (text: string) => text.replace(/\s/gu, ' ');

describe('dates, numbers and money', () => {
  it('are in the shop’s time zone and the employee’s language', () => {
    expect(plain(en.dateTime(friday))).toBe('Nov 27, 2026, 6:00 PM');
    expect(plain(es.dateTime(Temporal.Instant.fromEpochMilliseconds(friday)))).toBe('27 nov 2026, 18:00');
    expect(en.date(Date.UTC(2026, 10, 27, 23, 30))).toBe('Nov 28, 2026');
    expect(plain(en.money(1234.5))).toBe('€1,234.50');
    expect(plain(fr.money(1234.5))).toBe('1 234,50 €');
    expect(plain(es.percent(12.5))).toBe('12,5 %');
    expect(en.number(1234567)).toBe('1,234,567');
  });

  it('are English where the texts are', () => {
    expect(new Format('de-DE', 'Europe/Berlin', 'EUR').date(friday)).toBe('Nov 27, 2026');
  });

  it.each([
    [0, '0 seconds'],
    [45_000, '45 seconds'],
    [3_600_000, '1 hour'],
    [90_000_000, '1 day 1 hour'],
    [86_700_000, '1 day'],
  ])('%i ms last %s', (span, words) => {
    expect(en.duration(span)).toBe(words);
  });

  it.each([
    [0, 100_000, '0%'],
    [1, 1_000_000, '<0.01%'],
    [12, 100_002, '0.01%'],
    [1, 16, '6.25%'],
    [5, 6, '83%'],
    [99_999, 100_000, '99%'],
    [7, 7, '100%'],
    [0, 0, '0%'],
  ])('%i of %i are %s: a few are not none, and nearly all are not all', (part, whole, words) => {
    expect(en.share(part, whole)).toBe(words);
  });

  it('says how far away an instant is', () => {
    expect(en.relative(friday, friday - 3 * 86_400_000)).toBe('in 3 days');
    expect(fr.relative(friday - 300_000, friday)).toBe('il y a 5 minutes');
    expect(en.relative(friday, friday)).toBe('now');
    expect(en.relative(friday + 47 * 3_600_000, friday)).toBe('in 2 days');
    expect(en.relative(friday + 25 * 3_600_000, friday)).toBe('in 1 day');
  });
});
