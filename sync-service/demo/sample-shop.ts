import type { ShopConfig } from '../src/config.ts';
import { silentLog } from '../src/log.ts';
import type { EpochMs } from '../src/moves/shop.ts';
import { PrestaShopShop } from '../src/shop/prestashop/client.ts';
import type { World } from '../test/shop-in-memory/world.ts';
import { Database, type Value } from '../test/contract/database.ts';
import { insertCart, insertOrder } from '../test/contract/sql-life.ts';
import { askStandIn, standInBackOffice, startClockedStandIn, type ClockedStandIn } from '../test/contract/stand-in.ts';
import { SampleData } from './sample-data.ts';
import { writeSample } from './sample-tables.ts';

export interface SampleOptions {
  /** How many made-up customers; the same for the same seed. */
  readonly customers: number;
  readonly seed?: number;
  /** What the shop's clock shows at the beginning, ms since 1970; ours unless told otherwise. */
  readonly now?: EpochMs;
  /** How many times as fast as ours it runs. */
  readonly speed?: number;
  /** Of the loopback; 0: any free one. */
  readonly port?: number;
  /** Folder of the built page; the module's own unless told otherwise. */
  readonly built?: string;
  /** Whose customers they are; one shop unless told otherwise. */
  readonly shops?: World['shops'];
  /** Changes what was made up before it is written. */
  readonly change?: (data: SampleData) => void;
}

/** A row of the shop's table. */
export interface Customer {
  readonly id: number;
  readonly guest: boolean;
  readonly defaultGroup: number;
  /** Ascending. */
  readonly groups: readonly number[];
  /** All of it that no offer may touch. */
  readonly rest: string;
}

/** What goes wrong on purpose: ms that each answer takes longer; how many answers fail; whether every session is over. */
export interface Trouble {
  readonly slow: number;
  readonly fail: number;
  readonly loggedOut: 0 | 1;
}

/** A made-up shop on the module's own PHP and a MariaDB of its own, with a back office at `admin/`. */
export class SampleShop {
  readonly staff: ReturnType<typeof standInBackOffice>;
  readonly db: Database;
  private client: PrestaShopShop;
  private clientKeys: string;

  private constructor(
    private readonly standIn: ClockedStandIn,
    /** As it was made, before anybody changed anything. */
    readonly data: SampleData,
    readonly speed: number,
  ) {
    this.staff = standInBackOffice(standIn.url);
    this.db = new Database(standIn.db);
    const { key, planningKey } = standIn;
    this.clientKeys = [key, planningKey].join();
    this.client = new PrestaShopShop(this.config(key, planningKey), silentLog);
  }

  static async open({ customers, seed = 1, now = Date.now(), speed = 1, ...more }: SampleOptions): Promise<SampleShop> {
    const options = [
      ...(more.port === undefined ? [] : ['--port', String(more.port)]),
      ...(more.built === undefined ? [] : ['--built', more.built]),
    ];
    const standIn = await startClockedStandIn(speed, options);
    const shops = more.shops ?? [{ id: 1, name: 'Sample shop', sharesCustomersWith: [1] }];
    const data = new SampleData({ customers, seed, now }, shops);
    const shop = new SampleShop(standIn, data, speed);
    more.change?.(data);
    await writeSample(shop.db, data);
    standIn.setClock(now, speed);
    return shop;
  }

  get world(): World {
    return this.data.world;
  }

  get groups(): SampleData['groups'] {
    return this.data.groups;
  }

  /** Root address, ending in a slash. */
  get url(): string {
    return this.standIn.url;
  }

  now(): EpochMs {
    return this.standIn.now();
  }

  /** A jump. It goes on as fast as before. */
  setClock(ms: EpochMs): void {
    this.standIn.setClock(ms, this.speed);
  }

  /** The Webservice key that the service uses now; empty when it was withdrawn. */
  key(): Promise<string> {
    return this.keyOf('key_service');
  }

  /** That of the command line. */
  planningKey(): Promise<string> {
    return this.keyOf('key_planning');
  }

  private async keyOf(state: string): Promise<string> {
    const sql =
      'SELECT a.`key` FROM #webservice_account a JOIN #groupoffers_state s ON s.value = a.id_webservice_account WHERE s.name = ?';
    return (await this.db.rows<{ key: string }>(sql, [state]))[0]?.key ?? '';
  }

  /** Through the Webservice, with the key of now. */
  async api(): Promise<PrestaShopShop> {
    const keys = [await this.key(), await this.planningKey()] as const;
    if (keys.join() !== this.clientKeys) {
      this.client.close();
      this.client = new PrestaShopShop(this.config(...keys), silentLog);
      this.clientKeys = keys.join();
    }
    return this.client;
  }

  /** How a service reaches it, or a command line. */
  config(key: string, planningKey: string | null = null): ShopConfig {
    const pace = { requestsPerMinute: 6_000, requestsAtOnce: 2 };
    return { name: 'sample', url: this.url, key, planningKey, allowHttp: true, keyInAddress: false, ...pace };
  }

  /** Customers who are in an offer now, or in that one. */
  async inside(offer?: number): Promise<number[]> {
    const sql = "SELECT id_customer AS id FROM #groupoffers_enrolment WHERE outcome = 'open'";
    const rows = await this.db.rows<{ id: number }>(
      offer === undefined ? sql : `${sql} AND id_group_offer = ?`,
      offer === undefined ? [] : [offer],
    );
    return rows.map(({ id }) => id);
  }

  /** Id of the category of that name. */
  category(name: string): number {
    return [...this.world.categories.values()].find((each) => each.name === name)!.id;
  }

  /** Somebody at the desk adds a customer to a group, and may make it their default. */
  async addTo(group: number, customer: number, isDefault: boolean): Promise<void> {
    const form = await this.staff.forms.open(customer);
    const groups = [...new Set([...form.groups, group])];
    await this.staff.forms.save(form, { groups, ...(isDefault ? { defaultGroup: group } : {}) });
  }

  /** A customer goes to the checkout. @returns the cart */
  async addCart(customer: number): Promise<number> {
    return insertCart(this.db, customer, 1, this.data.localTime(this.now()));
  }

  async order(cart: number): Promise<void> {
    await insertOrder(this.db, cart, 1, this.data.localTime(this.now()));
  }

  /** All customers as they are now. */
  async customers(): Promise<Customer[]> {
    const members = 'SELECT GROUP_CONCAT(id_group ORDER BY id_group) FROM #customer_group m';
    const rows = await this.db.rows<Record<string, Value>>(
      `SELECT c.*, (${members} WHERE m.id_customer = c.id_customer) AS members FROM #customer c ORDER BY id_customer`,
    );
    return rows.map(({ id_customer, id_default_group, is_guest, members: groups, firstname, date_upd, ...rest }) => {
      // What staff save with each form.
      void [firstname, date_upd];
      return {
        ...{ id: Number(id_customer), guest: is_guest === 1, defaultGroup: Number(id_default_group) },
        groups: groups === null ? [] : String(groups).split(',').map(Number),
        rest: Object.values(rest).join('|'),
      };
    });
  }

  /** Offers' groups, by offer. */
  async offerGroups(): Promise<Map<number, number>> {
    const sql = 'SELECT id_group_offer AS offer, id_group AS id FROM #groupoffers_group';
    return new Map((await this.db.rows<{ offer: number; id: number }>(sql)).map(({ offer, id }) => [offer, id]));
  }

  async trouble(): Promise<Trouble> {
    return (await askStandIn(this.url, 'trouble')) as Trouble;
  }

  async makeTrouble(changes: Partial<Trouble>): Promise<void> {
    await askStandIn(this.url, 'trouble', changes);
  }

  async close(): Promise<void> {
    this.client.close();
    await this.db.close();
    await this.standIn.stop();
  }
}
