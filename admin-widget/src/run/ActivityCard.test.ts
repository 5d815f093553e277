import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActivityEntry } from '@group-offers/sync-service/wire';
import { describe, expect, test, vi } from 'vitest';
import { activity as texts } from '../i18n/texts/activity.ts';
import type { Desk } from '../shop/desk.ts';
import { mountPart } from '../testing.ts';
import { activityReport, COLUMNS } from './activity.ts';
import ActivityCard from './ActivityCard.vue';

const ENTRY: ActivityEntry = {
  id: 7,
  at: Date.UTC(2026, 10, 27, 17),
  actor: 'employee',
  actorId: 3,
  actorName: 'Ana Núñez',
  what: 'offer_armed',
  offer: 12,
  offerName: '=Friday',
  version: 2,
  before: { intent: 'draft', discount: '10.00', audience: '{}', cut_at: null },
  after: { intent: 'armed', discount: '20.00', audience: '{"a":1}', cut_at: '2026-11-28 10:00:00' },
};
const shown = (entry: Partial<ActivityEntry>, locale = 'en-US', offer = 12) =>
  mountPart(ActivityCard, {
    locale,
    props: { offer },
    desk: { activity: () => Promise.resolve({ entries: [{ ...ENTRY, ...entry }], next: null }) },
  });

describe('the activity of an offer', () => {
  test('says who changed what and when, with the values before and after', async () => {
    const text = (await shown({})).text();
    expect(text).toContain('Nov 27, 2026, 6:00 PM');
    expect(text).toContain('Ana Núñez · Activated the offer version 2');
    expect(text).toContain('status: draft → active');
    expect(text).toContain('discount: 10% → 20%');
    expect(text).toContain('early end: – → Nov 28, 2026, 11:00 AM');
    expect(text).not.toContain('{"a":1}');
  });

  test.each([
    ['es-ES', 'La propia tienda · Devolvió clientes a sus grupos'],
    ['fr-FR', 'La boutique elle-même · A remis des clients dans leurs groupes'],
  ])('tells in %s what the shop did by itself', async (locale, words) => {
    const entry = { actor: 'shop', actorName: '', what: 'customers_put_back', before: {}, after: {} } as const;
    expect((await shown(entry, locale)).text()).toContain(words);
  });

  test('names a key, and the offer where it is about the whole shop', async () => {
    const text = (await shown({ actor: 'key', actorName: 'ERP' }, 'en-US', 0)).text();
    expect(text).toContain('Key “ERP” · Activated the offer (=Friday)');
  });

  test('goes on with older entries', async () => {
    const activity = vi
      .fn<Desk['activity']>()
      .mockResolvedValueOnce({ entries: [ENTRY], next: 7 })
      .mockResolvedValueOnce({ entries: [{ ...ENTRY, id: 5, actorName: 'Bo' }], next: null });
    const part = await mountPart(ActivityCard, { props: { offer: 12 }, desk: { activity } });
    await part.press('Show older entries');
    expect(activity).toHaveBeenLastCalledWith(12, 7);
    expect(part.text()).toMatch(/Ana Núñez.*Bo/u);
    expect(part.text()).not.toContain('Show older entries');
  });
});

test('the file has every entry with its fields, and no formula', async () => {
  const pages = [
    { entries: [ENTRY], next: 7 as number | null },
    { entries: [{ ...ENTRY, offer: 0, id: 5 }], next: null },
  ];
  const desk = { activity: () => Promise.resolve(pages.shift()!) };
  const words = { columns: [...COLUMNS], who: (entry: ActivityEntry) => entry.actorName, what: () => 'Activated' };
  const [head, first, second] = (await activityReport(desk, 0, words, ';')).split('\r\n');
  expect(head!.replace('\uFEFF', '')).toBe(COLUMNS.join(';'));
  expect(first).toContain("2026-11-27T17:00:00.000Z;employee;3;Ana Núñez;Activated;12;'=Friday;2;");
  expect(first).toContain('""discount"":""20.00""');
  expect(second).toContain(';Activated;;;;');
});

test('every action that the module records has its words', () => {
  const module = join(import.meta.dirname, '../../module/groupoffers/src');
  const sources = readdirSync(module, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.php'))
    .map((name) => readFileSync(join(module, name), 'utf8'))
    .join('\n');
  const recorded = [...sources.matchAll(/Activity::record(?:Once)?\(([^;]*?)(?:, |\))/gu)].flatMap(([, first]) =>
    [...first!.matchAll(/'([a-z]+(?:_[a-z]+)+)'/gu)].map(([, code]) => code!),
  );
  expect(recorded.length).toBeGreaterThan(15);
  const intents = ['draft', 'armed', 'paused', 'cancelled', 'archived'].map((intent) => `offer_${intent}`);
  const known = Object.keys(texts.en.what);
  expect([...recorded, ...intents, 'offer_cut', 'offer_changed'].filter((code) => !known.includes(code))).toEqual([]);
});
