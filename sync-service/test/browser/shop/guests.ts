import type { Database } from '../../contract/database.ts';
import { MARK } from '../../contract/sql-catalogue.ts';
import type { NewCustomer, RawCustomer, Target } from '../../contract/target.ts';
import { admin, env } from '../../contract/shop/real-shop.ts';
import { Storefront } from '../../contract/shop/storefront.ts';

const PASSWORD = 'Contract-Pass-1234';
const PRICE = 100;
/** The core's order form wants it in stock. */
const STOCK = 100;

/** A few customers in a group of their own, in a shop that may have a hundred thousand others: whom the offer is for, and nobody else. */
export class Guests {
  readonly groupName = `${MARK}regulars`;
  group = 0;
  product = 0;
  /** Of those whom the offer can be for, the one who goes shopping first. */
  ids: number[] = [];
  readonly storefront = new Storefront(env.SHOP_URL);

  constructor(
    private readonly target: Target,
    private readonly db: Database,
  ) {}

  async make(): Promise<void> {
    const { target, db } = this;
    const { customerGroup } = target;
    this.group = await target.makeGroup({ name: this.groupName, opens: 'as customers' });
    this.product = await target.makeProduct(PRICE, []);
    await db.insert('stock_available', { id_product: this.product, id_shop: 1, quantity: STOCK, out_of_stock: 1 });

    const email = `${MARK}buyer-${Date.now()}@example.com`;
    const buyer = await admin.createCustomer(email, PASSWORD, customerGroup);
    await db.insert('customer_group', { id_customer: buyer, id_group: this.group });
    const groups = [customerGroup, this.group];
    const one: NewCustomer = { defaultGroup: customerGroup, groups };
    const others = await target.makeCustomers([
      ...Array.from({ length: 9 }, () => one),
      { defaultGroup: this.group, groups: [this.group] },
      // May not log in just now, and is a customer all the same.
      { ...one, account: { active: false } },
      // Members too, but of no offer.
      { ...one, guest: true },
      { ...one, deleted: true },
    ]);
    this.ids = [buyer, ...others];

    await this.storefront.logIn(email, PASSWORD);
    await this.storefront.addToCart(this.product);
  }

  /** What the buyer is shown for the product; catalogue and cart agree. */
  async pays(): Promise<number> {
    const { catalogue, cart } = await this.storefront.prices(this.product);
    if (catalogue !== cart) throw new Error(`the catalogue says ${catalogue}, the cart ${cart}`);
    return cart;
  }

  /** How many customers with an account are in the group. */
  async count(): Promise<number> {
    const [row] = await this.db.rows<{ n: number }>(
      `SELECT COUNT(*) AS n FROM #customer c INNER JOIN #customer_group g ON g.id_customer = c.id_customer AND g.id_group = ?
       WHERE c.deleted = 0 AND c.is_guest = 0`,
      [this.group],
    );
    return Number(row!.n);
  }

  /** How many customers are in an offer of that name now, as the shop's own default groups say. */
  async inside(offer: number): Promise<number> {
    const [row] = await this.db.rows<{ n: number }>(
      `SELECT COUNT(*) AS n FROM #customer c INNER JOIN #groupoffers_enrolment e
         ON e.open_customer = c.id_customer AND e.id_group = c.id_default_group WHERE e.id_group_offer = ?`,
      [offer],
    );
    return Number(row!.n);
  }

  /** Everything that an offer must give back. */
  async seats(): Promise<Pick<RawCustomer, 'defaultGroup' | 'groups' | 'rest'>[]> {
    const rows = await this.target.customers(this.ids);
    return this.ids.map((id) => {
      const { defaultGroup, groups, rest } = rows.get(id)!;
      return { defaultGroup, groups, rest };
    });
  }
}
