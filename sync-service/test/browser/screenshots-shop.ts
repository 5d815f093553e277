import { setTimeout as wait } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';
import { presetRule } from '../../src/audience/index.ts';
import { SampleShop } from '../../demo/sample-shop.ts';
import { runServiceOn } from '../../demo/service.ts';
import { createLog } from '../../src/log.ts';
import { EVERYBODY, type OfferPlan, type Schedule } from '../../src/offer/index.ts';
import { plainPlan } from '../support/plain-plan.ts';
import type { SampleData } from '../../demo/sample-data.ts';
import type { PictureWords } from './screenshots-words.ts';

const ZONE = 'Europe/Madrid';
const SEED = 7;
const CUSTOMERS = 2_400;

/** A merchant's shop on a Wednesday morning in spring, with the real service beside. */
export interface PictureShop {
  readonly shop: SampleShop;
  readonly offers: Readonly<Record<'over' | 'running' | 'turns' | 'recurring' | 'draft', number>>;
  close(): Promise<void>;
}

/**
 * The shop's clock is set to a Friday; an offer runs over that weekend, two begin on Monday, and the pictures are taken on Wednesday. The
 * clock is only set while the service is stopped, as a jump under its eyes would (rightly) hold everything.
 */
export async function openPictureShop(words: PictureWords): Promise<PictureShop> {
  const shop = await SampleShop.open({
    customers: CUSTOMERS,
    seed: SEED,
    now: instantOf('2027-04-09T17:59:57'),
    change: (data) => rename(data, words),
  });
  const api = await shop.api();
  const create = async (plan: Partial<OfferPlan> & Pick<OfferPlan, 'name' | 'schedule'>) =>
    (await api.createOffer({ ...PLAN, ...plan })).id;
  const has = async (offer: number) => (await shop.inside(offer)).length > 0;

  const over = await create({
    name: words.offers.over,
    audience: { ...EVERYBODY, rule: presetRule('loyal') },
    schedule: once('2027-04-09T18:00', '2027-04-11T22:00'),
  });
  let service = await runServiceOn(shop, createLog('warn'));
  await until('the weekend begins', () => has(over));
  await settled(shop);
  // Somebody at the desk makes some of them VIPs in the middle of it: the report tells so.
  for (const customer of (await shop.inside(over)).slice(4, 16)) await shop.addTo(shop.groups.vip, customer, true);
  const goTo = async (moment: string) => {
    await service.stop();
    shop.setClock(instantOf(moment));
    service = await runServiceOn(shop, createLog('warn'));
  };
  await goTo('2027-04-11T21:59:57');
  await until('the weekend is over', async () => (await shop.inside()).length === 0);

  await goTo('2027-04-12T09:59:55');
  const running = await create({
    name: words.offers.running,
    discount: 15,
    reductions: [{ idCategory: shop.category(words.catalogue['Clothes']!), discount: 30, subcategories: true }],
    audience: { ...EVERYBODY, rule: presetRule('occasional') },
    schedule: once('2027-04-12T10:00', '2027-04-18T22:00'),
  });
  const turns = await create({
    name: words.offers.turns,
    priority: 2,
    discount: 25,
    audience: { ...EVERYBODY, rule: presetRule('dormant') },
    schedule: once('2027-04-12T10:00', '2027-04-24T10:00'),
    rotation: { turn: 'P2D', by: { cohorts: 3 }, coolDown: 0, maxTurns: null },
  });
  const recurring = await create({
    name: words.offers.recurring,
    priority: 3,
    discount: 20,
    audience: { ...EVERYBODY, rule: presetRule('loyal') },
    schedule: {
      timezone: ZONE,
      start: '2027-04-16T18:00',
      end: '2027-04-16T22:00',
      recurrence: { rule: 'FREQ=WEEKLY;BYDAY=FR', except: [], cuts: [] },
    },
  });
  const draft = await create({
    name: words.offers.draft,
    intent: 'draft',
    discount: 20,
    reductions: [{ idCategory: shop.category(words.catalogue['Art']!), discount: 35, subcategories: true }],
    audience: { ...EVERYBODY, rule: presetRule('dormant') },
    schedule: once('2027-04-30T18:00', '2027-05-02T23:59'),
  });
  await until('Monday’s offers begin', async () => (await has(running)) && (await has(turns)));
  await settled(shop);
  await goTo('2027-04-14T10:30:00');
  await settled(shop);

  return {
    shop,
    offers: { over, running, turns, recurring, draft },
    async close() {
      await service.stop();
      await shop.close();
    },
  };
}

const PLAN = plainPlan(0, 0, { discount: 10, checkoutGrace: 600 });

function once(start: string, end: string): Schedule {
  return { timezone: ZONE, start, end, recurrence: null };
}

function instantOf(moment: string): number {
  return Temporal.PlainDateTime.from(moment).toZonedDateTime(ZONE).epochMilliseconds;
}

/** The made-up shop has names that are hard on purpose; a guide shows those of a friendly one, in the reader's language. */
function rename({ world, specificPrices }: SampleData, { catalogue }: PictureWords): void {
  for (const rows of [world.categories, world.products, world.groups] as Map<number, { id: number; name: string }>[]) {
    for (const [id, row] of rows) rows.set(id, { ...row, name: catalogue[row.name] ?? row.name });
  }
  for (const price of specificPrices) {
    if (price.rule !== undefined) price.rule = catalogue[price.rule] ?? price.rule;
  }
}

async function until(what: string, is: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; !(await is()); await wait(100)) {
    if (Date.now() > end) throw new Error(`screenshots: ${what} was waited for in vain`);
  }
}

/** Until nobody has moved for two looks of the service. */
async function settled({ db }: SampleShop): Promise<void> {
  for (let before = ''; ; await wait(6_000)) {
    const now = JSON.stringify(await db.rows('SELECT outcome, COUNT(*) FROM #groupoffers_enrolment GROUP BY outcome'));
    if (now === before) return;
    before = now;
  }
}
