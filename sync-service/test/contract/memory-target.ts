import { MemoryModel, type Seat } from '../shop-in-memory/model.ts';
import { plainCustomer, type Customer } from '../shop-in-memory/rows.ts';
import { MemoryShop } from '../shop-in-memory/shop.ts';
import { bareSqlWrite, checkout, deleteCustomer, deleteGroup, programSave, saveForm } from '../shop-in-memory/staff.ts';
import type { NewCustomer, RawCustomer, Target } from './target.ts';

/** What of a target the shop in memory has; cases that need more are not for it. */
const absent = (): never => {
  throw new Error('the shop in memory only knows what a sync asks');
};

export function memoryTarget(): Target {
  const model = new MemoryModel();
  const { world } = model;
  let nextCustomer = 1;
  const raw = (row: Customer): RawCustomer => {
    const { defaultGroup, groups, dateUpd, ...rest } = row;
    return { defaultGroup, groups, dateUpd: String(dateUpd).padStart(16, '0'), rest: JSON.stringify(rest) };
  };
  const add = ({ id = nextCustomer++, groups, account, ...row }: NewCustomer): number => {
    void account;
    const fields = { ...row, groups: [...groups].sort((a, b) => a - b) };
    world.customers.set(id, plainCustomer(id, model.now() - 1_000, fields));
    return id;
  };
  const row = (id: number) => world.customers.get(id)!;

  return {
    shop: new MemoryShop(model),
    key: '',
    customerGroup: 3,
    defaultShop: 1,
    async makeGroup({ name, reduction = 0, opens }) {
      const id = world.addGroup(name, reduction);
      if (opens === 'more') world.opensMore.add(id);
      return id;
    },
    makeCustomers: async (rows) => rows.map(add),
    makeCategory: async (name, parent) => world.addCategory(name, parent),
    forgetNestedSets: absent,
    makeProduct: async (price, categories) => world.addProduct('contract-product', price, categories),
    async setReduction(group, category, percent) {
      world.setReduction(group, category, percent / 100);
      world.rebuildCache(world.productsOf([category]));
    },
    async setGroupDiscount(group, percent) {
      world.groups.get(group)!.reduction = percent;
    },
    setPriceDisplay: absent,
    makeSpecificPrice: absent,
    async setGroupsFeature(on) {
      world.groupsFeature = on;
    },
    customer: async (id) => (world.customers.has(id) ? raw(row(id)) : null),
    customers: async (ids) => new Map(ids.filter((id) => world.customers.has(id)).map((id) => [id, raw(row(id))])),
    async group(id) {
      const group = world.groups.get(id);
      if (group === undefined) return null;
      return { name: group.name, reduction: group.reduction, modules: [], categories: [], carriers: [] };
    },
    priceCache: async (product) => new Map(world.priceCache.get(product) ?? []),
    async bareWrite(id, values) {
      bareSqlWrite(model, id, values);
    },
    addCart: async (customer) => world.addCart(customer, model.now(), 1).id,
    async order(cart) {
      checkout(model, cart);
    },
    wire: absent,
    get life() {
      return absent();
    },
    forms: {
      open: async (customer) => ({ customer, defaultGroup: row(customer).defaultGroup, groups: row(customer).groups }),
      async save({ customer, ...form }, changes) {
        const rendered: Seat = { default: form.defaultGroup, groups: form.groups };
        const posted = { default: changes.defaultGroup ?? rendered.default, groups: changes.groups ?? rendered.groups };
        saveForm(model, customer, rendered, posted);
      },
    },
    deletions: {
      async customer(id) {
        deleteCustomer(model, id);
      },
      async group(id) {
        deleteGroup(model, id);
      },
    },
    programs: {
      async save(customer, changes) {
        programSave(model, customer, changes);
      },
    },
    close: async () => undefined,
  };
}
