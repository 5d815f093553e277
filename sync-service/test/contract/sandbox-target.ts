import { GENDERS } from '../../src/audience/facts.ts';
import type { Shop } from '../../src/moves/shop.ts';
import {
  MemoryShop,
  addCart,
  bareSqlWrite,
  checkout,
  deleteCustomer,
  deleteGroup,
  plainCustomer,
  programSave,
  renderForm,
  saveForm,
  type Sandbox,
  type Customer,
} from '../shop-in-memory/index.ts';
import { sandboxLife } from './sandbox-life.ts';
import type { NewCustomer, RawCustomer, Target } from './target.ts';

const ascending = (ids: Iterable<number>) => [...new Set(ids)].sort((a, b) => a - b);

/** The sandbox, seen through `shop`: its own in-memory one, or a client on its HTTP. */
export function sandboxTarget(sandbox: Sandbox, shop: Shop = new MemoryShop(sandbox.model)): Target {
  const { model } = sandbox;
  const { world } = model;
  let nextCustomer = Math.max(0, ...world.customers.keys()) + 1;

  const raw = (row: Customer): RawCustomer => {
    const { defaultGroup, groups, dateUpd, ...rest } = row;
    return { defaultGroup, groups, dateUpd: String(dateUpd).padStart(16, '0'), rest: JSON.stringify(rest) };
  };
  const add = ({ id = nextCustomer++, groups, account = {}, ...row }: NewCustomer): number => {
    const { gender = 'unknown', registered = '2020-01-01 00:00:00', ...columns } = account;
    const customer = plainCustomer(id, model.now() - 1_000, {
      ...row,
      ...columns,
      email: `contract-${id}@example.com`,
      firstname: 'contract-first',
      lastname: 'contract-last',
      groups: ascending(groups),
      gender: GENDERS.indexOf(gender) as Customer['gender'],
      dateAdd: world.calendar.instantOf(registered),
    });
    world.customers.set(id, customer);
    return id;
  };

  return {
    shop,
    key: sandbox.key,
    customerGroup: 3,
    async makeGroup({ name, reduction = 0, opens }) {
      const id = world.addGroup(name, reduction);
      world.opens.set(id, world.opens.get(3)!);
      if (opens === 'more') {
        const carriers = new Set([...world.opens.get(3)!.carriers, 99]);
        world.opens.set(id, { ...world.opens.get(3)!, carriers });
      }
      return id;
    },
    makeCustomers: async (rows) => rows.map(add),
    makeCategory: async (name, parent) => world.addCategory(name, parent),
    // It only knows parents.
    forgetNestedSets: async () => {},
    makeProduct: async (price, categories) => world.addProduct(price, categories),
    async setReduction(group, category, percent) {
      world.setReduction(group, category, percent / 100);
      world.rebuildCache(world.productsOf([category]));
    },
    async setGroupDiscount(group, percent) {
      world.groups.get(group)!.reduction = percent;
    },
    async setPriceDisplay(group, { withoutTax, shown }) {
      Object.assign(world.groups.get(group)!, { priceDisplayMethod: withoutTax ? 1 : 0, showPrices: shown });
    },
    async makeSpecificPrice(product, group, what) {
      const price = 'price' in what ? what.price : null;
      const reduction = 'percentOff' in what ? what.percentOff / 100 : 0;
      world.specificPrices.push({ product, group, price, reduction });
    },
    async setGroupsFeature(on) {
      world.groupsFeature = on;
    },
    async customer(id) {
      const row = world.customers.get(id);
      return row === undefined ? null : raw(row);
    },
    async customers(ids) {
      return new Map(
        ids.flatMap((id) => {
          const row = world.customers.get(id);
          return row === undefined ? [] : [[id, raw(row)] as const];
        }),
      );
    },
    async group(id) {
      const group = world.groups.get(id);
      if (group === undefined) return null;
      const opens = world.opens.get(id)!;
      return {
        name: group.name,
        reduction: group.reduction,
        modules: ascending([...opens.modules].map((key) => Number(key.split(':')[0]))),
        categories: ascending(opens.categories),
        carriers: ascending(opens.carriers),
      };
    },
    priceCache: async (product) => new Map(world.priceCache.get(product) ?? []),
    async bareWrite(id, values) {
      bareSqlWrite(model, id, values);
    },
    addCart: async (customer) => addCart(model, customer),
    async order(cart) {
      checkout(model, cart);
    },
    async wire(path) {
      const address = new URL(`api/${path}`, sandbox.url);
      address.searchParams.set('output_format', 'JSON');
      const authorization = `Basic ${Buffer.from(`${sandbox.key}:`).toString('base64')}`;
      return (await fetch(address, { headers: { authorization } })).text();
    },
    life: sandboxLife(model),
    forms: {
      async open(customer) {
        const { default: defaultGroup, groups } = renderForm(model, customer);
        return { customer, defaultGroup, groups };
      },
      async save({ customer, ...form }, changes) {
        const rendered = { default: form.defaultGroup, groups: form.groups };
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
    close: () => sandbox.close(),
  };
}
