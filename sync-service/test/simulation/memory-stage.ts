import { deadMansEnd, seatOf } from '../shop-in-memory/leave.ts';
import { MemoryModel, windowEnd, type Enrolment } from '../shop-in-memory/model.ts';
import { plainCustomer, type Customer } from '../shop-in-memory/rows.ts';
import { MemoryShop } from '../shop-in-memory/shop.ts';
import { bareSqlWrite, checkout, deleteCustomer, deleteGroup, programSave, saveForm } from '../shop-in-memory/staff.ts';
import type { World } from '../shop-in-memory/world.ts';
import type { Seat, Stage, StageState } from './stage.ts';

const CUSTOMERS = 30;
/** Ids of customers have 32 bits, without a sign. */
const FIRST = 2 ** 32 - 1_000;
/** Small, so that a batch of thirty customers has many. */
const CHUNK = 7;
/** What a database does not hold. */
const NOT_DATA: ReadonlySet<string> = new Set(['now', 'world', 'crashAfterChunks']);

/** All of a row but the default group, the memberships and `date_upd`; made anew when something in it may have changed. */
function restOf(row: Customer): string {
  const { dateUpd, defaultGroup, groups, ...rest } = row;
  void dateUpd;
  void defaultGroup;
  void groups;
  return Object.values(rest).join();
}

/** The shop in memory, on a clock that stands still until it is set. */
export class MemoryStage implements Stage {
  readonly customerGroup = 3;
  readonly wholesale: number;
  readonly model: MemoryModel;
  readonly shop: MemoryShop;
  readonly categories: readonly number[];
  private clock: number;

  constructor(begin: number, customers = CUSTOMERS) {
    this.clock = begin;
    this.model = new MemoryModel({
      ...{ timezone: 'UTC', customers, firstCustomer: FIRST, chunk: CHUNK },
      now: () => this.clock,
    });
    this.shop = new MemoryShop(this.model);
    this.wholesale = this.model.seeded.wholesale;
    this.categories = [...this.world.categories.keys()].filter((id) => id > 2);
  }

  private get world(): World {
    return this.model.world;
  }

  setNow(ms: number): void {
    this.clock = ms;
  }

  async state(): Promise<StageState> {
    const { model, world } = this;
    return {
      customers: [...world.customers.values()].map((row) => {
        return { id: row.id, default: row.defaultGroup, groups: row.groups, rest: restOf(row) };
      }),
      open: [...model.open.values()]
        .map((each) => ({
          customer: each.customer,
          offer: each.offer,
          window: each.window,
          until: each.until,
          deferred: each.deferredUntil,
          openedAt: each.openedAt,
          base: { default: each.baseDefault, groups: each.baseGroups },
          written: { default: each.writtenDefault, groups: each.writtenGroups },
        }))
        .sort((a, b) => a.customer - b.customer),
      closed: model.ledger
        .filter(({ outcome }) => outcome !== 'open')
        .map(({ customer, offer, window, openedAt, closedAt, outcome, left, ...row }) => {
          const base = { default: row.baseDefault, groups: row.baseGroups };
          const written = { default: row.writtenDefault, groups: row.writtenGroups };
          return { customer, offer, window, openedAt, closedAt: closedAt!, outcome, base, written, left };
        }),
      offers: [...model.offers.values()].map((offer) => {
        const { id, version, intent, startsAt, audience } = offer;
        const leavesOut = audience.worseOff === 'leaveOut';
        return { id, version, intent, startsAt, endsAt: windowEnd(offer), leavesOut };
      }),
      offerGroups: [...model.keptGroups.values()].map(({ offer, idGroup: group }) => {
        return { offer, group, discount: world.groups.get(group)?.reduction ?? -1 };
      }),
      groups: [...world.groups.keys()].filter((id) => !model.isOfferGroup(id)),
      sharedNames: [],
      wrongCache: this.wrongCache(),
      turns: [...model.rotation].flatMap(([offer, rows]) =>
        [...rows].map(([customer, { turns, last }]) => ({ offer, customer, turns, last })),
      ),
      notices: [...model.notices.keys()].sort(),
      hold: model.hold,
    };
  }

  /** Ids of customers whom offers are about. */
  async accounts(): Promise<number[]> {
    return [...this.world.customers.values()].filter(({ guest, deleted }) => !guest && !deleted).map(({ id }) => id);
  }

  private wrongCache(): string[] {
    const { world } = this;
    // The service sees to the groups of offers that run: not of archived ones, nor where somebody at the checkout is all that is left, nor where
    // a start is ahead again since it was moved or the clock was.
    const runs = ({ offer, window, until }: Enrolment) => {
      const row = this.model.offers.get(offer);
      return row?.intent !== 'archived' && Math.max(window, row?.startsAt ?? 0) <= this.clock && until > this.clock;
    };
    const held = new Set([...this.model.open.values()].filter(runs).map(({ idGroup }) => idGroup));
    if (held.size === 0) return [];
    const words = (rows: ReadonlyMap<number, number>) =>
      [...rows]
        .filter(([group]) => held.has(group))
        .map(([group, fraction]) => `${group}:${fraction}`)
        .sort();
    return [...world.products.keys()].flatMap((product) => {
      const is = words(world.priceCache.get(product) ?? new Map()).join();
      const shall = words(world.cacheRowsFor(product)).join();
      return is === shall ? [] : [`product ${product} has ${is}, not ${shall}`];
    });
  }

  async leaseNumber(): Promise<number> {
    return this.model.status().leaseNumber;
  }

  async openForm(customer: number): Promise<Seat> {
    return seatOf(this.row(customer));
  }

  async saveForm(customer: number, rendered: Seat, posted: Seat): Promise<void> {
    this.row(customer).firstname += '.';
    saveForm(this.model, customer, rendered, posted);
  }

  async deactivate(customer: number): Promise<void> {
    this.row(customer).active = false;
    programSave(this.model, customer, { defaultGroup: this.row(customer).defaultGroup });
  }

  async programSave(customer: number, defaultGroup: number): Promise<void> {
    programSave(this.model, customer, { defaultGroup });
  }

  async bareWrite(customer: number, seat: Partial<Seat>): Promise<void> {
    bareSqlWrite(this.model, customer, {
      ...(seat.default === undefined ? {} : { defaultGroup: seat.default }),
      ...(seat.groups === undefined ? {} : { groups: seat.groups }),
    });
  }

  async deleteCustomer(customer: number): Promise<void> {
    deleteCustomer(this.model, customer);
  }

  async newCustomer({ default: defaultGroup, groups }: Seat): Promise<number> {
    // Ids are never given twice, as a database does it.
    const id = Math.max(FIRST + CUSTOMERS - 1, ...this.model.ledger.map(({ customer }) => customer), ...this.made) + 1;
    this.made.push(id);
    this.world.customers.set(id, plainCustomer(id, this.clock, { defaultGroup, groups }));
    return id;
  }

  private made: number[] = [];

  async newGroup(): Promise<number> {
    const id = this.world.addGroup('Made by staff', 2);
    this.model.bump();
    return id;
  }

  async deleteGroup(group: number): Promise<void> {
    deleteGroup(this.model, group);
  }

  async deleteCategory(category: number): Promise<readonly number[]> {
    const gone = this.world.subtree(category);
    this.world.removeCategory(category);
    return [...gone].sort((a, b) => a - b);
  }

  async copyProduct(product: number): Promise<void> {
    const { name, price, categories } = this.world.products.get(product)!;
    this.world.addProduct(name, price, categories);
  }

  async nativeEdit(group: number): Promise<void> {
    this.world.groups.get(group)!.reduction = 77;
    this.model.bump();
  }

  async addCart(customer: number): Promise<void> {
    // The core writes whole seconds.
    this.world.addCart(customer, Math.floor(this.clock / 1_000) * 1_000, 1);
  }

  async order(customer: number): Promise<void> {
    for (const cart of this.world.cartsOf.get(customer) ?? []) if (!cart.ordered) checkout(this.model, cart.id);
  }

  async visit(): Promise<boolean> {
    return deadMansEnd(this.model);
  }

  async cutBatch(chunks: number): Promise<void> {
    this.model.crashAfterChunks = chunks;
  }

  async backup(): Promise<unknown> {
    return structuredClone(this.data());
  }

  async restore(backup: unknown): Promise<void> {
    const { model, world } = structuredClone(backup as ReturnType<MemoryStage['data']>);
    Object.assign(this.model, model);
    Object.assign(this.world, world);
  }

  /** One object, so that what several tables share stays shared. */
  private data() {
    const part = (of: object) => Object.fromEntries(Object.entries(of).filter(([name]) => !NOT_DATA.has(name)));
    return { model: part(this.model), world: part(this.world) };
  }

  private row(customer: number): Customer {
    return this.world.customers.get(customer)!;
  }
}
