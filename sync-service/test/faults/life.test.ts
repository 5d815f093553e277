import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ShopClock } from '../../src/clock.ts';
import { LeaseKeeper } from '../../src/lease.ts';
import { silentLog } from '../../src/log.ts';
import { EVERYBODY } from '../../src/offer/index.ts';
import { PrestaShopShop } from '../../src/shop/prestashop/index.ts';
import type { SyncContext } from '../../src/sync/context.ts';
import { SyncMemory } from '../../src/sync/memory.ts';
import { syncShop } from '../../src/sync.ts';
import { Database } from '../contract/database.ts';
import { Fixture } from '../contract/fixture.ts';
import { sqlTarget } from '../contract/sql-target.ts';
import { standInBackOffice, startStandIn, type StandIn } from '../contract/stand-in.ts';
import { tellFigures } from '../support/figures.ts';
import { Visitors } from '../support/visitors.ts';

const CUSTOMERS = 20_000;
const CONNECTIONS = 6;
/** Whose memberships are written anew all the time, whom staff edit, whom staff delete; all others only live. */
const REGROUPED = 20;
const EDITED = 200;
const DELETED = 20;

describe('life in the shop while batches run', () => {
  let standIn: StandIn;
  let db: Database;
  let fixture: Fixture;
  let ids: number[];
  let list: number;
  let visitors: Visitors;

  beforeAll(async () => {
    standIn = await startStandIn();
    const { url, key, planningKey, stop } = standIn;
    db = new Database(standIn.db);
    const options = { name: 'stand-in', url, key, planningKey, allowHttp: true, requestsPerMinute: 100_000 };
    const shop = new PrestaShopShop(options, silentLog);
    fixture = new Fixture(await sqlTarget({ shop, db, url, key, ...standInBackOffice(url), stop }));
    ids = (await fixture.customers(CUSTOMERS)).sort((a, b) => a - b);
    ({ list } = await fixture.shop.createList(ids));
  });
  afterAll(async () => {
    visitors.kill();
    await fixture.target.close();
  });

  it('nobody is shown a deadlock, everybody gets through, and everything is whole (invariants 1, 3, 7, 9)', async ({
    task,
  }) => {
    const { target, shop } = fixture;
    const context: SyncContext = {
      shop,
      lease: new LeaseKeeper(shop, 'contract'),
      clock: new ShopClock(),
      memory: new SyncMemory(),
      newKey: randomUUID,
      sleep: (ms) => sleep(ms),
      batchSize: 2_000,
    };
    const look = async () => {
      await context.clock.learn(() => shop.status());
      return syncShop(context, { kind: 'sweep', at: context.clock.now() });
    };
    const regrouped = ids.slice(0, REGROUPED);
    const edited = ids.slice(REGROUPED, REGROUPED + EDITED);
    const deleted = ids.slice(REGROUPED + EDITED, REGROUPED + EDITED + DELETED);
    // Those of the back office are not deleted under a visitor's hands.
    const customers = ids.slice(REGROUPED + EDITED + DELETED);
    const { customerGroup } = target;
    visitors = new Visitors({ db: standIn.db, connections: CONNECTIONS, customers, regrouped, customerGroup });
    await visitors.phase('quiet');
    await sleep(1_500);

    const audience = { ...EVERYBODY, worseOff: 'include' as const, rule: { kind: 'list' as const, list } };
    const offer = await fixture.create(await fixture.plan({ audience }));
    let pages = 0;
    const staff = async (isBusy: () => boolean) => {
      for (; isBusy(); pages++) {
        if (pages % 10 === 9 && deleted.length > 0) {
          await target.deletions.customer(deleted.pop()!);
          continue;
        }
        const form = await target.forms.open(edited[pages % edited.length]!);
        await target.forms.save(form, { groups: [...new Set([...form.groups, 2])] });
      }
    };
    const during = async (phase: string, work: () => Promise<unknown>) => {
      let isBusy = true;
      await visitors.phase(phase);
      const employee = staff(() => isBusy);
      try {
        await work();
      } finally {
        isBusy = false;
        await visitors.phase('quiet');
        await employee;
      }
    };
    await during('entering', look);
    const { id } = await fixture.change(offer, { cutAt: (await fixture.now()) - 1_000 });
    await during('leaving', look);
    const { waits, shown } = await visitors.stop();
    const { quiet, entering, leaving } = waits;
    await look();
    await look();

    expect(shown).toEqual({});
    for (const phase of ['entering', 'leaving']) expect(waits[phase]!.statements, phase).toBeGreaterThan(100);
    const seats = await target.customers(ids);
    const astray = ids.filter((each) => {
      const seat = seats.get(each);
      if (seat === undefined) return customers.includes(each) || regrouped.includes(each) || edited.includes(each);
      const groups = seat.groups.filter((group) => group !== 2 || !edited.includes(each));
      return seat.defaultGroup !== customerGroup || groups.join() !== String(customerGroup);
    });
    expect(astray).toEqual([]);
    const [open] = await db.rows<{ n: number }>(
      "SELECT COUNT(*) AS n FROM #groupoffers_enrolment WHERE outcome = 'open'",
    );
    expect(Number(open!.n)).toBe(0);
    const entered = await db.rows<{ n: number }>(
      'SELECT COUNT(DISTINCT id_customer) AS n FROM #groupoffers_enrolment WHERE id_group_offer = ?',
      [id],
    );
    expect(Number(entered[0]!.n)).toBeGreaterThan(CUSTOMERS - EDITED);
    tellFigures(task, 'life in the shop', {
      ...{ customers: CUSTOMERS, connections: CONNECTIONS, staffPages: pages, shown, quiet, entering, leaving },
    });
  });
});
