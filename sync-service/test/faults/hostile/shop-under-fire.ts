import type { Offer } from '../../../src/offer/offer.ts';
import { silentLog } from '../../../src/log.ts';
import { PrestaShopShop } from '../../../src/shop/prestashop/index.ts';
import { Database } from '../../contract/database.ts';
import { audience, Fixture } from '../../contract/fixture.ts';
import { OpenPage } from '../../contract/page-door.ts';
import { sqlTarget } from '../../contract/sql-target.ts';
import { standInBackOffice, startStandIn, type StandIn } from '../../contract/stand-in.ts';

/** Renewed by every call that carries a valid lease, also by one that is refused for something else. */
const LEASE = 'ps_groupoffers_lease';
/** Figures that are worked out from everything else, and kept so that they need not be again. */
const KEPT = 'ps_groupoffers_worse_off';

/** The module's PHP on a MariaDB, with one of each thing in it that a request can name, and a copy of every row to compare with. */
export class ShopUnderFire {
  private tables: string[] = [];
  private whole = '';

  private constructor(
    readonly standIn: StandIn,
    readonly db: Database,
    readonly fixture: Fixture,
    readonly pages: Readonly<Record<'editor' | 'viewer', OpenPage>>,
    readonly ids: readonly number[],
    readonly offers: Readonly<Record<'armed' | 'draft' | 'archived' | 'asking', Offer>>,
    readonly lists: Readonly<Record<'named' | 'nameless' | 'begun', number>>,
  ) {}

  static async start(): Promise<ShopUnderFire> {
    const standIn = await startStandIn();
    const { url, key, planningKey, stop } = standIn;
    const db = new Database(standIn.db);
    const shop = new PrestaShopShop(
      { name: 'stand-in', url, key, planningKey, allowHttp: true, requestsPerMinute: 100_000 },
      silentLog,
    );
    const fixture = new Fixture(await sqlTarget({ shop, db, url, key, ...standInBackOffice(url), stop }));
    await fixture.takeLease();
    const ids = [...(await fixture.customers(8))].sort((a, b) => a - b);
    const armed = await fixture.offer({ discount: 20 });
    await fixture.enter(armed, ids.slice(0, 3));
    const draft = await fixture.create(await fixture.plan({ intent: 'draft' }));
    const archived = await fixture.create(await fixture.plan({ intent: 'archived' }));
    const period = { from: { days: 30 } };
    const asked = audience({
      kind: 'anyOf',
      of: [
        { kind: 'postcode', prefixes: ['28', '08'] },
        { kind: 'visited', period },
        { kind: 'boughtCategory', category: 2, subcategories: true, orders: 1, period },
      ],
    });
    const asking = await fixture.create(await fixture.plan({ intent: 'draft', audience: asked }));
    const { list: nameless } = await shop.createList(ids.slice(0, 4));
    const door = async (who: string) => {
      const response = await fetch(new URL(`stand-in/page?employee=${who}`, url));
      return new OpenPage(await response.json(), url);
    };
    const pages = { editor: await door('editor'), viewer: await door('viewer') };
    const begin = async () => {
      const lines = { list: 0, kind: 'score', lines: [[1, ids[5]!, 4.5]] };
      return (await imported(pages.editor, lines)) as { list: number };
    };
    const done = await imported(pages.editor, { list: (await begin()).list, finish: 'Named' });
    const named = (done as { list: { id: number } }).list.id;
    const lists = { named, nameless, begun: (await begin()).list };
    const made = new ShopUnderFire(standIn, db, fixture, pages, ids, { armed, draft, archived, asking }, lists);
    await made.copy();
    return made;
  }

  /** One text for every row of the shop but the lease and kept figures: two are the same when nothing changed. */
  async state(): Promise<string> {
    const names = this.tables.map((table) => `\`${table}\``).join(',');
    const rows = await this.db.rows<{ Table: string; Checksum: number }>(`CHECKSUM TABLE ${names}`);
    return rows
      .filter(({ Table }) => !Table.endsWith(LEASE) && !Table.endsWith(KEPT))
      .map(({ Table, Checksum }) => `${Table} ${Checksum}`)
      .join('\n');
  }

  /** The {@link state} to which {@link restore} goes back. */
  get before(): string {
    return this.whole;
  }

  /** What is there now is what to go back to. */
  async keep(): Promise<void> {
    await this.db.write(`DROP DATABASE \`${this.copyName}\``);
    await this.copy();
  }

  /** A shop that shares customers with no other. */
  async otherShop(id: number): Promise<void> {
    await this.db.write(`INSERT INTO #shop_group (id_shop_group, name, share_customer) VALUES (${id}, 'Alone', 0)`);
    await this.db.write(
      `INSERT INTO #shop (id_shop, id_shop_group, name, id_category) VALUES (${id}, ${id}, 'Other', 2)`,
    );
  }

  /** The tables in which something is not as it was. */
  changed(state: string): string[] {
    const before = new Set(this.whole.split('\n'));
    return state
      .split('\n')
      .filter((line) => !before.has(line))
      .map((line) => line.replace(/^.*\.|\s.*$/g, ''));
  }

  /** Puts back what a request changed that was taken, so that the next one finds the same shop. */
  async restore(tables: readonly string[]): Promise<void> {
    for (const table of [...tables, LEASE, KEPT]) {
      await this.db.write(`DELETE FROM \`${table}\``);
      await this.db.write(`INSERT INTO \`${table}\` SELECT * FROM \`${this.copyName}\`.\`${table}\``);
    }
  }

  private get copyName(): string {
    return `${this.db.name}_copy`;
  }

  async close(): Promise<void> {
    await this.db.close();
    await this.standIn.stop();
  }

  private async copy(): Promise<void> {
    const found = await this.db.rows<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'",
    );
    this.tables = found.map(({ name }) => name);
    const { copyName, db } = this;
    await db.write(`CREATE DATABASE \`${copyName}\``);
    for (const table of this.tables) {
      await this.db.write(`CREATE TABLE \`${copyName}\`.\`${table}\` LIKE \`${table}\``);
      await this.db.write(`INSERT INTO \`${copyName}\`.\`${table}\` SELECT * FROM \`${table}\``);
    }
    // The lease as it is while a service lives: far from its end for as long as the run takes.
    for (const database of [db.name, copyName]) {
      await this.db.write(`UPDATE \`${database}\`.\`${LEASE}\` SET expires_at = UTC_TIMESTAMP() + INTERVAL 1 DAY`);
    }
    this.whole = await this.state();
  }
}

async function imported(page: OpenPage, body: object): Promise<unknown> {
  return (await page.ask({ resource: 'group_offer_imports', method: 'POST', body: { import: body } })).json;
}
