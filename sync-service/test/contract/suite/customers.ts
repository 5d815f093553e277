import { describe, expect, it } from 'vitest';
import { FLAG, joinFacts, joinOrders, type Facts } from '../../../src/audience/facts.ts';
import type { Fixture } from '../fixture.ts';
import type { Account, NewOrder } from '../target.ts';

const day = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

/** What the audience engine gets to know of customers and their orders. */
export function customersSuite(use: () => Fixture): void {
  describe('facts of customers', () => {
    /** Makes a customer. @returns their row of the facts */
    const told = async (f: Fixture, account: Account) => {
      const { customerGroup } = f.target;
      const [id] = await f.target.makeCustomers([{ defaultGroup: customerGroup, groups: [customerGroup], account }]);
      return rowOf(joinFacts(await f.all(f.shop.facts())), id!);
    };

    it('say what the account says', async () => {
      const f = use();
      const { languages } = await f.shop.details();
      const language = languages.at(-1)!.id;
      const row = await told(f, {
        registered: '2024-02-29 23:59:59',
        birthday: '1980-02-29',
        gender: 'female',
        language,
        company: 'Contract & Co.',
        newsletter: true,
        partnerOffers: true,
      });
      expect(row).toMatchObject({ registered: day('2024-02-29'), birthday: 19_800_229, gender: 2, language });
      expect(row.flags).toBe(FLAG.company | FLAG.newsletter | FLAG.partnerOffers | FLAG.active);
      expect(row.country).toBe(0);
    });

    it('count days in the zone of the shop, from the first second to the last', async () => {
      const f = use();
      expect((await told(f, { registered: '2025-03-30 00:00:00' })).registered).toBe(day('2025-03-30'));
      expect((await told(f, { registered: '2025-03-30 23:59:59' })).registered).toBe(day('2025-03-30'));
      expect((await told(f, { registered: '2025-10-26 23:59:59' })).registered).toBe(day('2025-10-26'));
    });

    it('know nothing where the account says nothing', async () => {
      const f = use();
      const row = await told(f, { active: false });
      expect(row).toMatchObject({ birthday: 0, gender: 0, flags: 0, country: 0 });
    });

    it.each([
      ['male', 1],
      ['female', 2],
      ['neutral', 3],
    ] as const)('number the gender %s', async (gender, number) => {
      expect((await told(use(), { gender })).gender).toBe(number);
    });

    it('take a company of blanks for none, and tell a birthday in the future as it is', async () => {
      const row = await told(use(), { company: '   ', birthday: '2090-01-31' });
      expect(row.flags & FLAG.company).toBe(0);
      expect(row.birthday).toBe(20_900_131);
    });

    it('tell the country of the newest address that is not deleted', async () => {
      const f = use();
      const [one, other] = [6, 8];
      const [moved, back, gone] = (await f.customers(3)) as [number, number, number];
      await f.target.life.addresses([
        { customer: moved, country: one },
        { customer: moved, country: other },
        { customer: back, country: one },
        { customer: back, country: other, deleted: true },
        { customer: gone, country: one, deleted: true },
      ]);
      const facts = joinFacts(await f.all(f.shop.facts()));
      expect([moved, back, gone].map((id) => rowOf(facts, id).country)).toEqual([other, one, 0]);
    });

    it('ascend by id, with inactive customers and without guests and deleted ones', async () => {
      const f = use();
      const { customerGroup } = f.target;
      const seat = { defaultGroup: customerGroup, groups: [customerGroup] };
      const [plain, inactive, guest, deleted] = (await f.target.makeCustomers([
        seat,
        { ...seat, account: { active: false } },
        { ...seat, guest: true },
        { ...seat, deleted: true },
      ])) as [number, number, number, number];
      const ids = [...joinFacts(await f.all(f.shop.facts())).id];
      expect(ids).toEqual([...ids].sort((a, b) => a - b));
      expect([plain, inactive, guest, deleted].map((id) => ids.includes(id))).toEqual([true, true, false, false]);
    });

    it('let neither postcode nor company out of the shop (invariant 12)', async () => {
      const f = use();
      const { customerGroup } = f.target;
      const account = { company: 'Contract-Secret Ltd' };
      const [customer] = await f.target.makeCustomers([
        { defaultGroup: customerGroup, groups: [customerGroup], account },
      ]);
      await f.target.life.addresses([{ customer: customer!, country: 6, postcode: 'XQ7 3ZZ' }]);
      const body = await f.target.wire(`group_offer_facts?after=${customer! - 1}&limit=10`);
      expect(body).toContain(String(customer));
      expect(body).not.toMatch(/XQ7|Contract-Secret/i);
    });
  });

  describe('orders', () => {
    /** Makes customers with these orders. @returns of each: [day, amount] */
    const told = async (f: Fixture, orders: readonly (readonly Omit<NewOrder, 'customer'>[])[]) => {
      const ids = await f.customers(orders.length);
      await f.target.life.orders(
        orders.flatMap((rows, index) => rows.map((row) => ({ ...row, customer: ids[index]! }))),
      );
      const facts = joinFacts(await f.all(f.shop.facts()));
      const { first, day: days, amount } = joinOrders(facts, await f.all(f.shop.orders()));
      return ids.map((id) => {
        const row = facts.id.indexOf(id);
        return Array.from({ length: first[row + 1]! - first[row]! }, (_, index) => {
          const at = first[row]! + index;
          return [days[at]!, amount[at]!] as const;
        });
      });
    };

    it('come with local day and hundredths, by day, whatever the order in which they were made', async () => {
      const orders = await told(use(), [
        [
          { at: '2025-10-26 02:30:00', total: 12.34 },
          { at: '2024-12-31 23:59:59', total: 100 },
          { at: '2025-01-01 00:00:00', total: 0.01 },
        ],
        [],
        [{ at: '2026-03-01 12:00:00', total: 9_999_999.99 }],
      ]);
      expect(orders).toEqual([
        [
          [day('2024-12-31'), 10_000],
          [day('2025-01-01'), 1],
          [day('2025-10-26'), 1_234],
        ],
        [],
        [[day('2026-03-01'), 999_999_999]],
      ]);
    });

    it('are worth what they are in the default currency', async () => {
      const orders = await told(use(), [
        [
          { at: '2025-01-01 10:00:00', total: 86, rate: 0.86 },
          { at: '2025-01-02 10:00:00', total: 1_234.5, rate: 160 },
        ],
      ]);
      expect(orders[0]!.map(([, amount]) => amount)).toEqual([10_000, 772]);
    });

    it('count only when they are valid', async () => {
      const orders = await told(use(), [
        [
          { at: '2025-01-01 10:00:00', total: 50, valid: false },
          { at: '2025-01-02 10:00:00', total: 20 },
        ],
        [{ at: '2025-01-01 10:00:00', total: 50, valid: false }],
      ]);
      expect(orders).toEqual([[[day('2025-01-02'), 2_000]], []]);
    });

    it('of guests and deleted customers are not told', async () => {
      const f = use();
      const { customerGroup } = f.target;
      const seat = { defaultGroup: customerGroup, groups: [customerGroup] };
      const [guest, deleted] = await f.target.makeCustomers([
        { ...seat, guest: true },
        { ...seat, deleted: true },
      ]);
      const at = '2025-01-01 10:00:00';
      await f.target.life.orders([guest!, deleted!].map((customer) => ({ customer, at, total: 10 })));
      const told = (await f.all(f.shop.orders())).flatMap(({ customer }) => [...customer]);
      expect(told).not.toContain(guest);
      expect(told).not.toContain(deleted);
    });

    it('come in pages of whole customers', async () => {
      const f = use();
      const ids = await f.customers(3);
      const orders = ids.flatMap((customer) =>
        [1, 2, 3].map((each) => ({ customer, at: `2025-01-0${each} 10:00:00`, total: each })),
      );
      await f.target.life.orders(orders);
      const pages: Record<string, number[]>[] = [];
      for (let after: number | null = ids[0]! - 1; after !== null;) {
        const page = JSON.parse(await f.target.wire(`group_offer_facts?orders=1&after=${after}&limit=2`));
        pages.push(page);
        after = page.next;
      }
      const flat = (column: string) => pages.flatMap((page) => page[column]!);
      expect(flat('customer')).toEqual(ids);
      expect(flat('count')).toEqual([3, 3, 3]);
      expect(flat('amount')).toEqual([100, 200, 300, 100, 200, 300, 100, 200, 300]);
      for (const { customer, count, day: days } of pages) {
        expect(count).toHaveLength(customer!.length);
        expect(days).toHaveLength(count!.reduce((sum, each) => sum + each, 0));
      }
    });
  });
}

type Column = Exclude<keyof Facts, 'groupSets' | 'blockedUntil' | 'pinned'>;

/** One customer of the facts. */
function rowOf(facts: Facts, id: number): Record<Column, number> {
  const row = facts.id.indexOf(id);
  const columns = Object.entries(facts).filter(([, column]) => ArrayBuffer.isView(column));
  return Object.fromEntries(columns.map(([name, column]) => [name, (column as Uint32Array)[row]!])) as Record<
    Column,
    number
  >;
}
