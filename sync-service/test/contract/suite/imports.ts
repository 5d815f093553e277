import { describe, expect, it } from 'vitest';
import { joinFacts } from '../../../src/audience/facts.ts';
import type { ImportedLines, ImportLine } from '../../../src/moves/shop.ts';
import type { Fixture } from '../fixture.ts';
import { audience } from '../fixture.ts';

/** Lines from here on are of nobody. */
const FILLING = 4_000_000_000;
let names = 0;
const name = () => `contract-list ${process.pid}-${names++}`;

/** The merchant's own lists and scores, and customers whom staff pinned. */
export function importsSuite(use: () => Fixture): void {
  const lines = (customers: readonly (number | string)[], first = 1): ImportLine[] =>
    customers.map((customer, index) => ({ line: first + index, customer }));
  /** With the twenty e-mails that a key's import holds at least, of nobody. */
  const importLines = async (
    f: Fixture,
    target: Parameters<Fixture['shop']['importLines']>[0],
    rows: readonly ImportLine[],
  ): Promise<ImportedLines> => {
    const figure = target.kind === 'score' ? { figure: 1 } : {};
    const nobody = Array.from({ length: 20 }, (_, index) => `nobody-${index}@nowhere.example`);
    const filling = lines(nobody, FILLING).map((line) => ({ ...line, ...figure }));
    const answer = await f.shop.importLines(target, target.list === 0 ? [...rows, ...filling] : rows);
    return { ...answer, notFound: answer.notFound.filter((line) => line < FILLING) };
  };
  const imported = async (f: Fixture, rows: readonly ImportLine[], kind: 'list' | 'score', called: string) => {
    const { list } = await importLines(f, { list: 0, kind }, rows);
    return f.shop.finishImport(list, called);
  };
  const ids = async (f: Fixture, list: number) => [...(await f.shop.listIds(list))];

  describe('imports', () => {
    it('by id and by e-mail, over several requests, become one list', async () => {
      const f = use();
      const customers = (await f.customers(4)) as [number, number, number, number];
      const email = (await f.target.life.email(customers[1])).toUpperCase();
      const first = await importLines(f, { list: 0, kind: 'list' }, lines([customers[3], email]));
      expect(first).toMatchObject({ notFound: [], duplicates: [] });
      await importLines(f, { list: first.list, kind: 'list' }, lines([customers[0]], 3));
      const called = name();
      const list = await f.shop.finishImport(first.list, called);
      expect(list).toMatchObject({ name: called, kind: 'list', size: 3 });
      expect(Math.abs(list.importedAt - (await f.now()))).toBeLessThan(60_000);
      expect(await ids(f, list.id)).toEqual([customers[0], customers[1], customers[3]]);
      expect((await f.shop.lists()).find(({ id }) => id === list.id)).toEqual(list);
    });

    it('are taken away, but not while an offer that may run names them', async () => {
      const f = use();
      const list = await imported(f, lines(await f.customers(2)), 'list', name());
      const offer = await f.create(
        await f.plan({ intent: 'draft', audience: audience({ kind: 'list', list: list.id }) }),
      );
      await expect(f.shop.forgetList(list.id)).rejects.toMatchObject({ code: 'bad_request' });
      expect(await ids(f, list.id)).toHaveLength(2);
      await f.shop.changeOffer(offer.id, offer.version, { intent: 'cancelled' });
      const { counter } = await f.shop.status();
      await f.shop.forgetList(list.id);
      expect((await f.shop.status()).counter).not.toBe(counter);
      expect((await f.shop.lists()).map(({ id }) => id)).not.toContain(list.id);
      await expect(f.shop.listIds(list.id)).rejects.toMatchObject({ code: 'not_found' });
      await expect(f.shop.forgetList(list.id)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('are not seen before they are finished', async () => {
      const f = use();
      const before = await f.shop.lists();
      const customers = await f.customers(1);
      const { list } = await importLines(f, { list: 0, kind: 'list' }, lines(customers));
      expect(await f.shop.lists()).toEqual(before);
      await expect(f.shop.listIds(list)).rejects.toMatchObject({ code: 'not_found' });
      const plan = await f.plan({ intent: 'draft', audience: audience({ kind: 'list', list }) });
      await expect(f.create(plan)).rejects.toThrow(String(list));
    });

    it('tell the lines of customers that the shop does not know', async () => {
      const f = use();
      const { customerGroup } = f.target;
      const seat = { defaultGroup: customerGroup, groups: [customerGroup] };
      const [plain, guest, deleted] = (await f.target.makeCustomers([
        seat,
        { ...seat, guest: true },
        { ...seat, deleted: true },
      ])) as [number, number, number];
      const emails = [await f.target.life.email(guest), await f.target.life.email(deleted)];
      const rows = lines([plain, 999_999_999, 'nobody@example.org', ...emails, `' OR 1=1 -- `, deleted], 10);
      const { list, notFound } = await importLines(f, { list: 0, kind: 'list' }, rows);
      expect(notFound).toEqual([11, 12, 13, 14, 15, 16]);
      expect((await f.shop.finishImport(list, name())).size).toBe(1);
    });

    it('whose id and e-mail are of two customers are refused line by line, and nobody of them is taken', async () => {
      const f = use();
      const [one, two, three, four] = (await f.customers(4)) as [number, number, number, number];
      const email = (id: number) => f.target.life.email(id);
      const rows: ImportLine[] = [
        { line: 2, customer: [one, await email(three)], figure: 9 },
        { line: 3, customer: [two, await email(four)], figure: 9 },
        { line: 4, customer: [two, (await email(two)).toUpperCase()], figure: 7 },
        { line: 5, customer: [999_999_999, await email(four)], figure: 9 },
        { line: 6, customer: [one, 'nobody@example.org'], figure: 9 },
        { line: 7, customer: [999_999_999, 'nobody@example.org'], figure: 9 },
        { line: 8, customer: [two, await email(two)], figure: 8 },
      ];
      const answer = await importLines(f, { list: 0, kind: 'score' }, rows);
      expect(answer).toMatchObject({ disagree: [2, 3, 5, 6], notFound: [7], duplicates: [8] });
      const score = await f.shop.finishImport(answer.list, name());
      const { ids: kept, figures } = await f.shop.listFigures(score.id);
      expect([[...kept], [...figures]]).toEqual([[two], [8]]);
    });

    it('whose e-mail several customers have mean the one of the id', async () => {
      const f = use();
      const customers = (await f.customers(2)) as [number, number];
      const email = await f.target.life.email(customers[0]);
      await f.target.life.setEmail(customers[1], email);
      const list = await imported(f, [{ line: 1, customer: [customers[1], email] }], 'list', name());
      expect(await ids(f, list.id)).toEqual([customers[1]]);
    });

    it('tell duplicates, whether by id or e-mail, and count them once', async () => {
      const f = use();
      const [one, other] = (await f.customers(2)) as [number, number];
      const email = await f.target.life.email(one);
      const first = await importLines(f, { list: 0, kind: 'list' }, lines([one, email, other]));
      expect(first.duplicates).toEqual([2]);
      const later = await importLines(f, { list: first.list, kind: 'list' }, lines([other], 4));
      expect(later.duplicates).toEqual([4]);
      expect((await f.shop.finishImport(first.list, name())).size).toBe(2);
    });

    it('do not take a repeated request for duplicates', async () => {
      const f = use();
      const rows = lines(await f.customers(2));
      const { list } = await importLines(f, { list: 0, kind: 'list' }, rows);
      const again = await importLines(f, { list, kind: 'list' }, rows);
      expect(again).toEqual({ list, notFound: [], disagree: [], duplicates: [] });
      expect((await f.shop.finishImport(list, name())).size).toBe(2);
    });

    it('take an e-mail that several customers have for all of them', async () => {
      const f = use();
      const customers = (await f.customers(2)) as [number, number];
      const email = await f.target.life.email(customers[0]);
      await f.target.life.setEmail(customers[1], email);
      const list = await imported(f, lines([email]), 'list', name());
      expect(await ids(f, list.id)).toEqual(customers);
    });

    it('of scores keep figures; of a customer who comes twice the last', async () => {
      const f = use();
      const [one, other] = (await f.customers(2)) as [number, number];
      const rows = [
        { line: 1, customer: one, figure: 3 },
        { line: 2, customer: other, figure: -1e-7 },
        { line: 3, customer: one, figure: 9.5 },
      ];
      const { list, duplicates } = await importLines(f, { list: 0, kind: 'score' }, rows);
      expect(duplicates).toEqual([3]);
      const score = await f.shop.finishImport(list, name());
      expect(score).toMatchObject({ kind: 'score', size: 2 });
      const figures = await f.shop.listFigures(score.id);
      expect([...figures.ids]).toEqual([one, other]);
      expect([...figures.figures]).toEqual([9.5, -1e-7]);
      const plan = await f.plan({ intent: 'draft', audience: audience({ kind: 'score', list: score.id, atLeast: 5 }) });
      expect((await f.create(plan)).audience).toEqual(plan.audience);
      const asList = await f.plan({ intent: 'draft', audience: audience({ kind: 'list', list: score.id }) });
      await expect(f.create(asList)).rejects.toThrow(String(score.id));
    });

    it('of the same name take the old list’s place and its id, and bump the counter', async () => {
      const f = use();
      const customers = (await f.customers(3)) as [number, number, number];
      const called = name();
      const old = await imported(f, lines(customers.slice(0, 2)), 'list', called);
      const { list } = await importLines(f, { list: 0, kind: 'list' }, lines([customers[2]]));
      const { counter } = await f.shop.status();
      const next = await f.shop.finishImport(list, called.toUpperCase());
      expect(next).toMatchObject({ id: old.id, size: 1 });
      expect((await f.shop.status()).counter).not.toBe(counter);
      expect(await ids(f, old.id)).toEqual([customers[2]]);
      expect((await f.shop.lists()).filter(({ id }) => id === old.id)).toEqual([next]);
    });

    it('of a name that a list of another kind has are refused, and the old one stands', async () => {
      const f = use();
      const [customer] = (await f.customers(1)) as [number];
      const called = name();
      const old = await imported(f, lines([customer]), 'list', called);
      const score = imported(f, [{ line: 1, customer, figure: 1 }], 'score', called);
      await expect(score).rejects.toMatchObject({ code: 'bad_request' });
      expect((await f.shop.lists()).find(({ id }) => id === old.id)).toEqual(old);
    });

    it('may be finished twice, when the first answer was lost', async () => {
      const f = use();
      const customers = await f.customers(1);
      const called = name();
      await imported(f, lines(customers), 'list', called);
      const { list } = await importLines(f, { list: 0, kind: 'list' }, lines(customers));
      const first = await f.shop.finishImport(list, called);
      expect(await f.shop.finishImport(list, called)).toEqual(first);
    });

    it.each([
      ['no name', ''],
      ['a name of 65 characters', 'x'.repeat(65)],
    ])('with %s are refused', async (_, called) => {
      const f = use();
      const { list } = await importLines(f, { list: 0, kind: 'list' }, lines(await f.customers(1)));
      await expect(f.shop.finishImport(list, called)).rejects.toMatchObject({ code: 'bad_request' });
    });

    it('may be of nobody', async () => {
      const f = use();
      const { list, notFound } = await importLines(f, { list: 0, kind: 'list' }, lines([999_999_999]));
      expect(notFound).toEqual([1]);
      expect((await f.shop.finishImport(list, name())).size).toBe(0);
    });
  });

  describe('a customer who is deleted', () => {
    it('is gone from lists, scores, pins, frozen sets and rotations', async () => {
      const f = use();
      const [gone, stays] = (await f.customers(2)) as [number, number];
      const list = await imported(f, lines([gone, stays]), 'list', name());
      const figures = [gone, stays].map((customer, index) => ({ line: index + 1, customer, figure: index }));
      const score = await imported(f, figures, 'score', name());
      const offer = await f.offer({
        rotation: { turn: 'PT10M', by: { cohorts: 2 }, coolDown: 0, maxTurns: null },
      });
      const what = { offer: offer.id, version: offer.version, window: offer.startsAt.epochMilliseconds };
      const frozen = await f.shop.freeze(f.lease, { ...what, turn: null, basis: 'one' }, [gone, stays]);
      await f.shop.joinRotation(f.lease, offer, 0, [gone, stays]);
      await f.shop.pin([gone], true);
      await f.target.deletions.customer(gone);

      expect(await ids(f, list.id)).toEqual([stays]);
      expect([...(await f.shop.listFigures(score.id)).ids]).toEqual([stays]);
      expect(
        (await f.shop.lists()).filter(({ id }) => [list.id, score.id].includes(id)).map(({ size }) => size),
      ).toEqual([1, 1]);
      expect(await ids(f, frozen.list)).toEqual([stays]);
      expect((await f.shop.frozen(offer.id)).map(({ size }) => size)).toEqual([1]);
      expect([...(await f.turns(offer)).keys()]).toEqual([stays]);
      expect(joinFacts(await f.all(f.shop.facts())).pinned.has(gone)).toBe(false);
    });
  });

  describe('pins', () => {
    const pinned = async (f: Fixture) => joinFacts(await f.all(f.shop.facts())).pinned;

    it('keep customers out of every offer, until staff take them back', async () => {
      const f = use();
      const [kept, other] = (await f.customers(2)) as [number, number];
      const before = await f.target.customer(kept);
      const { counter } = await f.shop.status();
      expect(await f.shop.pin([kept], true)).toEqual({ unknown: [] });
      expect((await f.shop.status()).counter).not.toBe(counter);
      expect((await pinned(f)).has(kept)).toBe(true);
      expect((await pinned(f)).has(other)).toBe(false);
      const offer = await f.offer();
      expect(await f.enter(offer, [kept, other])).toMatchObject({ entered: 1, refused: { pinned: [kept] } });
      expect(await f.target.customer(kept)).toEqual(before);
      await f.shop.pin([kept], false);
      expect((await pinned(f)).has(kept)).toBe(false);
      expect(await f.enter(offer, [kept])).toMatchObject({ entered: 1, refused: {} });
    });

    it('of unknown ids change nothing, and the ids are named', async () => {
      const f = use();
      const [customer] = (await f.customers(1)) as [number];
      expect(await f.shop.pin([customer, 999_999_999], true)).toEqual({ unknown: [999_999_999] });
      expect((await pinned(f)).has(customer)).toBe(false);
    });

    it('let customers leave who are in an offer', async () => {
      const f = use();
      const [customer] = (await f.customers(1)) as [number];
      const before = await f.seat(customer);
      const offer = await f.offer();
      await f.enter(offer, [customer]);
      await f.shop.pin([customer], true);
      expect(await f.end(offer)).toMatchObject({ left: 1, restored: 1 });
      expect(await f.seat(customer)).toEqual(before);
      await f.shop.pin([customer], false);
    });
  });
}
