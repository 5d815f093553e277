import { silentLog } from '../../src/log.ts';
import { EVERYBODY, type Offer } from '../../src/offer/index.ts';
import { PrestaShopShop } from '../../src/shop/prestashop/index.ts';
import type { MemoryModel } from '../shop-in-memory/model.ts';
import { Database, type Value } from '../contract/database.ts';
import { askStandIn, startFrozenStandIn, type ClockedStandIn } from '../contract/stand-in.ts';
import type { OpenForm } from '../contract/target.ts';
import { copyWorld, writeCustomer, writeGroup } from '../support/world-tables.ts';
import { Copies, type Copy } from './php-tables.ts';
import type { Seat, Stage, StageState } from './stage.ts';

/** The module's PHP on MariaDB, through the service's own client, on a clock that stands still until it is set. */
export class PhpStage implements Stage {
  readonly customerGroup = 3;
  readonly wholesale: number;
  readonly categories: readonly number[];
  readonly shop: PrestaShopShop;
  /** What a form showed, with the seal that the module put into it. */
  private readonly forms = new WeakMap<Seat, OpenForm>();
  private now = 0;

  private constructor(
    readonly standIn: ClockedStandIn,
    readonly db: Database,
    private readonly copies: Copies,
    private readonly pristine: Copy,
    { world, seeded }: MemoryModel,
  ) {
    const { url, key, planningKey } = standIn;
    const options = { name: 'stand-in', url, key, planningKey, allowHttp: true, requestsPerMinute: 1e6, tries: 1 };
    this.shop = new PrestaShopShop(options, silentLog);
    this.wholesale = seeded.wholesale;
    this.categories = [...world.categories.keys()].filter((id) => id > 2);
  }

  /**
   * @param model whose shop it begins as, with each {@link begin} again
   * @param beside another one, whose MariaDB it takes: that has to be closed last
   */
  static async start(model: MemoryModel, beside?: PhpStage): Promise<PhpStage> {
    const standIn = await startFrozenStandIn(model.chunk, beside?.standIn);
    const db = new Database(standIn.db);
    await copyWorld(db, model.world);
    const copies = new Copies(db);
    return new PhpStage(standIn, db, copies, await copies.take('pristine'), model);
  }

  async begin(now: number): Promise<void> {
    this.setNow(now);
    await this.cutBatch(1_000);
    await this.copies.put(this.pristine);
    await this.db.write('ALTER TABLE #customer AUTO_INCREMENT = 1');
  }

  async close(): Promise<void> {
    this.shop.close();
    await this.db.close();
    await this.standIn.stop();
  }

  setNow(ms: number): void {
    if (ms === this.now) return;
    this.now = ms;
    this.standIn.setClock(ms, 0);
  }

  /** The clock shows this now, and goes on from there as ours does, or stands. */
  setClock(ms: number, runs: boolean): void {
    this.now = ms;
    this.standIn.setClock(ms, runs ? 1 : 0);
  }

  async state(): Promise<StageState> {
    const [customers, open, closed, offers] = await Promise.all([
      this.customers(),
      this.open(),
      this.closed(),
      this.offers(),
    ]);
    const { db } = this;
    const kept = await db.rows<{ offer: number; group: number; discount: string | null }>(
      'SELECT k.id_group_offer AS offer, k.id_group AS `group`, g.reduction AS discount FROM #groupoffers_group k LEFT JOIN #group g USING (id_group) ORDER BY k.id_group',
    );
    const groups = await db.rows<{ id: number }>(
      'SELECT g.id_group AS id FROM #group g LEFT JOIN #groupoffers_group k USING (id_group) WHERE k.id_group IS NULL ORDER BY id',
    );
    const turns = await db.rows<{ offer: number; customer: number; turns: number; last: string | null }>(
      'SELECT id_group_offer AS offer, id_customer AS customer, turns, last_turn AS last FROM #groupoffers_rotation',
    );
    const notices = await db.rows<{ name: string }>(
      "SELECT CONCAT(code, ' ', id_group_offer) AS name FROM #groupoffers_notice",
    );
    const [hold] = await db.rows<{ value: string | null }>("SELECT value FROM #groupoffers_state WHERE name = 'hold'");
    return {
      customers,
      open,
      closed,
      offers,
      offerGroups: kept
        .filter(({ discount }) => discount !== null)
        .map(({ offer, group, discount }) => ({ offer, group, discount: Number(discount) })),
      groups: groups.map(({ id }) => id),
      sharedNames: (
        await db.rows<{ id: number }>(
          'SELECT DISTINCT k.id_group AS id FROM #groupoffers_group k JOIN #group_lang l USING (id_group) JOIN #group_lang o ON o.name = l.name AND o.id_group <> l.id_group',
        )
      ).map(({ id }) => id),
      wrongCache: await this.wrongCache(),
      turns: turns.map((row) => ({ ...row, last: instant(row.last) ?? 0 })),
      notices: notices.map(({ name }) => name).sort(),
      hold: hold?.value ?? null,
    };
  }

  /** Ids of customers whom offers are about: no guests. */
  async accounts(): Promise<number[]> {
    const sql = 'SELECT id_customer AS id FROM #customer WHERE is_guest = 0 AND deleted = 0 ORDER BY id';
    return (await this.db.rows<{ id: number }>(sql)).map(({ id }) => id);
  }

  async makeUnreadable(offer: number): Promise<true> {
    const rule = JSON.stringify({ ...EVERYBODY, rule: { kind: 'phase of the moon' } });
    await this.db.write('UPDATE #groupoffers_offer SET audience = ? WHERE id_group_offer = ?', [rule, offer]);
    return true;
  }

  private async customers(): Promise<StageState['customers']> {
    const rows = await this.db.rows<Record<string, Value> & { members: string | null }>(
      'SELECT c.*, (SELECT GROUP_CONCAT(id_group ORDER BY id_group) FROM #customer_group m WHERE m.id_customer = c.id_customer) AS members FROM #customer c ORDER BY id_customer',
    );
    return rows.map(({ id_customer, id_default_group, date_upd, members, ...rest }) => {
      void date_upd;
      return { id: Number(id_customer), ...seat(id_default_group, members), rest: Object.values(rest).join() };
    });
  }

  private async open(): Promise<StageState['open']> {
    const rows = await this.db.rows<Enrolment>(
      `SELECT ${ENROLMENT} FROM #groupoffers_enrolment WHERE outcome = 'open' ORDER BY id_customer`,
    );
    return rows.map((row) => ({
      ...{ customer: row.customer, offer: row.offer, window: instant(row.window)!, until: instant(row.until)! },
      ...{ deferred: instant(row.deferred), openedAt: instant(row.opened)! },
      ...{ base: seat(row.base, row.baseGroups), written: seat(row.written, row.writtenGroups) },
    }));
  }

  private async closed(): Promise<StageState['closed']> {
    const rows = await this.db.rows<Enrolment>(
      `SELECT ${ENROLMENT} FROM #groupoffers_enrolment WHERE outcome <> 'open' ORDER BY id_enrolment`,
    );
    return rows.map((row) => ({
      ...{ customer: row.customer, offer: row.offer, window: instant(row.window)!, openedAt: instant(row.opened)! },
      ...{ closedAt: instant(row.closed)!, outcome: row.outcome, base: seat(row.base, row.baseGroups) },
      written: seat(row.written, row.writtenGroups),
      left: leftWith(row),
    }));
  }

  private async offers(): Promise<StageState['offers']> {
    const rows = await this.db.rows<
      Record<'intent' | 'starts' | 'ends' | 'audience', string> & Record<'id' | 'version', number>
    >(
      'SELECT id_group_offer AS id, version, intent, starts_at AS starts, LEAST(ends_at, COALESCE(cut_at, ends_at)) AS ends, audience FROM #groupoffers_offer ORDER BY id',
    );
    return rows.map(({ id, version, intent, starts, ends, audience }) => {
      const leavesOut = (JSON.parse(audience) as Offer['audience']).worseOff === 'leaveOut';
      return { id, version, intent, startsAt: instant(starts)!, endsAt: instant(ends)!, leavesOut };
    });
  }

  private async wrongCache(): Promise<string[]> {
    const now = new Date(this.standIn.now()).toISOString().slice(0, 23).replace('T', ' ');
    const held = await this.db.rows<{ id: number }>(
      "SELECT DISTINCT e.id_group AS id FROM #groupoffers_enrolment e JOIN #groupoffers_offer o USING (id_group_offer) WHERE e.outcome = 'open' AND o.intent <> 'archived' AND GREATEST(e.window_start, o.starts_at) <= ? AND e.until_at > ?",
      [now, now],
    );
    if (held.length === 0) return [];
    const words = async (sql: string) => {
      const groups = held.map(({ id }) => id);
      const rows = await this.db.rows<{ product: number; group: number; fraction: string }>(sql, [groups]);
      const of = new Map<number, string[]>();
      for (const { product, group, fraction } of rows)
        of.set(product, [...(of.get(product) ?? []), `${group}:${Number(fraction)}`]);
      return of;
    };
    const is = await words(
      'SELECT id_product AS product, id_group AS `group`, reduction AS fraction FROM #product_group_reduction_cache WHERE id_group IN (?)',
    );
    const shall = await words(
      'SELECT p.id_product AS product, r.id_group AS `group`, MAX(r.reduction) AS fraction FROM #group_reduction r JOIN #category_product p USING (id_category) WHERE r.id_group IN (?) GROUP BY p.id_product, r.id_group',
    );
    return [...new Set([...is.keys(), ...shall.keys()])]
      .sort((a, b) => a - b)
      .flatMap((product) => {
        const [has, wants] = [is, shall].map((rows) => (rows.get(product) ?? []).sort().join());
        return has === wants ? [] : [`product ${product} has ${has}, not ${wants}`];
      });
  }

  async leaseNumber(): Promise<number> {
    return (await this.db.rows<{ number: number }>('SELECT number FROM #groupoffers_lease'))[0]!.number;
  }

  async openForm(customer: number): Promise<Seat> {
    const form = (await this.ask(`form?customer=${customer}`)) as OpenForm;
    const shown = { default: form.defaultGroup, groups: form.groups };
    this.forms.set(shown, form);
    return shown;
  }

  async saveForm(customer: number, rendered: Seat, posted: Seat): Promise<void> {
    const sql = "SELECT CONCAT(firstname, '.') AS name FROM #customer WHERE id_customer = ?";
    const [row] = await this.db.rows<{ name: string }>(sql, [customer]);
    const changed = { defaultGroup: posted.default, groups: posted.groups, firstName: row!.name };
    await this.ask('form', { ...this.forms.get(rendered)!, ...changed });
  }

  async deactivate(id: number): Promise<void> {
    await this.ask('deactivate', { id });
  }

  async programSave(id: number, defaultGroup: number): Promise<void> {
    await this.ask('save-customer', { id, defaultGroup, groups: null });
  }

  async bareWrite(customer: number, { default: group, groups }: Partial<Seat>): Promise<void> {
    const { db } = this;
    if (group !== undefined)
      await db.write('UPDATE #customer SET id_default_group = ? WHERE id_customer = ?', [group, customer]);
    if (groups === undefined) return;
    await db.write('DELETE FROM #customer_group WHERE id_customer = ?', [customer]);
    const rows = groups.map((each) => [customer, each]);
    await db.insertAll('customer_group', ['id_customer', 'id_group'], rows);
  }

  async deleteCustomer(id: number): Promise<void> {
    await this.ask('delete-customer', { id });
  }

  async newCustomer({ default: group, groups }: Seat): Promise<number> {
    return writeCustomer(this.db, { id_default_group: group }, groups);
  }

  async newGroup(likeOurs: boolean): Promise<number> {
    const { db } = this;
    const names =
      'SELECT l.name FROM #groupoffers_group k JOIN #group_lang l USING (id_group) ORDER BY k.id_group LIMIT 1';
    const [ours] = likeOurs ? await db.rows<{ name: string }>(names) : [];
    const id = await writeGroup(db, { reduction: 2 }, ours?.name ?? 'Made by staff');
    await db.write('INSERT INTO #category_group (id_category, id_group) SELECT id_category, ? FROM #category', [id]);
    await db.write('INSERT INTO #carrier_group (id_carrier, id_group) SELECT id_carrier, ? FROM #carrier', [id]);
    await db.write('INSERT INTO #module_group SELECT id_module, 1, ? FROM #module', [id]);
    await this.ask('group-added', { id });
    return id;
  }

  async deleteGroup(id: number): Promise<void> {
    await this.ask('delete-group', { id });
  }

  /** As the core, but for hooks: the module has none there. */
  async deleteCategory(id: number): Promise<readonly number[]> {
    const rows = await this.db.rows<{ id: number }>(
      'SELECT c.id_category AS id FROM #category c JOIN #category top ON top.id_category = ? WHERE c.nleft BETWEEN top.nleft AND top.nright ORDER BY id',
      [id],
    );
    const gone = rows.map((row) => row.id);
    const own = ['category', 'category_lang', 'category_shop', 'category_group', 'category_product', 'group_reduction'];
    for (const table of own) await this.db.write(`DELETE FROM #${table} WHERE id_category IN (?)`, [gone]);
    return gone;
  }

  async copyProduct(product: number): Promise<void> {
    const { db } = this;
    const id = await db.insert('product', { price: 1, active: 1, date_add: this.local(), date_upd: this.local() });
    await db.write(
      'INSERT INTO #category_product (id_category, id_product, position) SELECT id_category, ?, 0 FROM #category_product WHERE id_product = ?',
      [id, product],
    );
    await this.ask('product-copied', { id, from: product });
  }

  async nativeEdit(id: number): Promise<void> {
    await this.ask('discount-group', { id, percent: 77 });
  }

  async addCart(customer: number): Promise<void> {
    const at = this.local();
    await this.db.insert('cart', { id_customer: customer, date_add: at, date_upd: at });
  }

  async order(customer: number): Promise<void> {
    const at = this.local();
    await this.db.write(
      'INSERT INTO #orders (id_customer, id_cart, date_add, date_upd) SELECT id_customer, id_cart, ?, ? FROM #cart c WHERE id_customer = ? AND NOT EXISTS (SELECT 1 FROM #orders o WHERE o.id_cart = c.id_cart)',
      [at, at, customer],
    );
  }

  async visit(): Promise<boolean> {
    return ((await this.ask('visit', {})) as { again: boolean }).again;
  }

  async cutBatch(chunks: number): Promise<void> {
    await this.ask('cut', { chunks });
  }

  async backup(): Promise<Copy> {
    return this.copies.take('yesterday');
  }

  async restore(copy: unknown): Promise<void> {
    await this.copies.put(copy as Copy);
  }

  private ask(path: string, body?: object): Promise<unknown> {
    return askStandIn(this.standIn.url, path, body);
  }

  /** The shop's zone is UTC. */
  private local(): string {
    return new Date(this.standIn.now()).toISOString().slice(0, 19).replace('T', ' ');
  }
}

const ENROLMENT = `id_customer AS customer, id_group_offer AS offer, window_start AS \`window\`, until_at AS until, deferred_until AS deferred,
  opened_at AS opened, closed_at AS closed, outcome, base_default AS base, base_groups AS baseGroups, written_default AS written,
  written_groups AS writtenGroups, left_default AS \`left\`, left_groups AS leftGroups`;

interface Enrolment {
  readonly customer: number;
  readonly offer: number;
  readonly window: string;
  readonly until: string;
  readonly deferred: string | null;
  readonly opened: string;
  readonly closed: string | null;
  readonly outcome: string;
  readonly base: number;
  readonly baseGroups: string;
  readonly written: number;
  readonly writtenGroups: string;
  readonly left: number | null;
  readonly leftGroups: string | null;
}

/** The table keeps what leaving wrote only where it was not exactly the base. */
function leftWith({ outcome, base, baseGroups, left, leftGroups }: Enrolment): Seat | null {
  if (outcome === 'deleted') return null;
  return left === null ? seat(base, baseGroups) : seat(left, leftGroups);
}

/** UTC text of the module's tables -> ms */
export const instant = (text: string | null) => (text === null ? null : Date.parse(`${text.replace(' ', 'T')}Z`));

const seat = (group: Value | undefined, groups: string | null): Seat => ({
  default: Number(group),
  groups: groups === null || groups === '' ? [] : groups.split(',').map(Number),
});
