import type { ShopConfig } from '../src/config.ts';
import { silentLog } from '../src/log.ts';
import type { EpochMs } from '../src/moves/shop.ts';
import { PrestaShopShop } from '../src/shop/prestashop/client.ts';
import { seedWorld, type SeededGroups } from '../src/shop/sandbox/seed.ts';
import { World } from '../src/shop/sandbox/world.ts';
import { Database } from '../test/contract/database.ts';
import { askStandIn, standInBackOffice, startClockedStandIn, type ClockedStandIn } from '../test/contract/stand-in.ts';
import { copyShop } from '../test/support/world-life.ts';

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
  /** Changes what was made up before it is written. */
  readonly change?: (world: World) => void;
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
  /** Through the Webservice, with the first key. */
  readonly api: PrestaShopShop;

  private constructor(
    private readonly standIn: ClockedStandIn,
    /** As it was made, before anybody changed anything. */
    readonly world: World,
    readonly groups: SeededGroups,
    readonly speed: number,
  ) {
    this.staff = standInBackOffice(standIn.url);
    this.db = new Database(standIn.db);
    this.api = new PrestaShopShop({ ...this.config(standIn.key), name: 'sample' }, silentLog);
  }

  static async open({ customers, seed = 1, now = Date.now(), speed = 1, ...more }: SampleOptions): Promise<SampleShop> {
    const options = [
      ...(more.port === undefined ? [] : ['--port', String(more.port)]),
      ...(more.built === undefined ? [] : ['--built', more.built]),
    ];
    const standIn = await startClockedStandIn(speed, options);
    const world = new World({
      timezone: 'Europe/Madrid',
      shops: [{ id: 1, name: 'Sample shop', sharesCustomersWith: [1] }],
    });
    const shop = new SampleShop(standIn, world, seedWorld(world, { customers, seed, now }), speed);
    more.change?.(world);
    await copyShop(shop.db, world);
    standIn.setClock(now, speed);
    return shop;
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

  /** The Webservice key that the shop accepts now. */
  async key(): Promise<string> {
    const sql = "SELECT `key` FROM #webservice_account WHERE module_name = 'groupoffers'";
    return (await this.db.rows<{ key: string }>(sql))[0]!.key;
  }

  /** How a service reaches it. */
  config(key: string): ShopConfig {
    const pace = { requestsPerMinute: 6_000, requestsAtOnce: 2 };
    return { name: 'sample', url: this.url, key, allowHttp: true, keyInAddress: false, ...pace };
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

  /** @returns its id, by its name before it was changed */
  category(name: string): number {
    return [...this.world.categories.values()].find((each) => each.name === name)!.id;
  }

  /** Somebody at the desk gives a customer another default group. */
  async setDefault(customer: number, group: number): Promise<void> {
    const form = await this.staff.forms.open(customer);
    await this.staff.forms.save(form, { defaultGroup: group, groups: [...new Set([...form.groups, group])] });
  }

  async trouble(): Promise<Trouble> {
    return (await askStandIn(this.url, 'trouble')) as Trouble;
  }

  async makeTrouble(changes: Partial<Trouble>): Promise<void> {
    await askStandIn(this.url, 'trouble', changes);
  }

  async close(): Promise<void> {
    this.api.close();
    await this.db.close();
    await this.standIn.stop();
  }
}
