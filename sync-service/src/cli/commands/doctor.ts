import { ShopClock } from '../../clock.ts';
import { withCleanup } from '../../concurrency.ts';
import type { Config } from '../../config.ts';
import { InvalidInputError } from '../../errors.ts';
import { errorText, noticeText, problemText } from '../../messages/index.ts';
import { openRedis, tryJob } from '../../queue/index.ts';
import type { KeyRights, Shop, ShopDetails, ShopStatus } from '../../moves/index.ts';
import type { Offer } from '../../offer/index.ts';
import { zoneDifference } from '../../windows/index.ts';
import { awaitingApproval } from '../approval.ts';
import { table } from '../output.ts';
import { serviceState } from './look.ts';
import type { Session } from '../session.ts';

interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
}

/** Further off than this and logs of shop and service are hard to read side by side. Edges are met by the shop's clock anyway. */
const CLOCK_WARN_MS = 5_000;

/** Looks at everything an offer needs and says how to fix what is not right. Changes no customer. */
export async function doctor({ shop, config, output }: Session): Promise<void> {
  const findings: Finding[] = (config.skippedShops ?? []).map((found) => {
    return { check: 'a shop that is left out', state: 'warn', found };
  });
  const look = async <T>(check: string, work: () => Promise<T>, found: (result: T) => string): Promise<T | null> => {
    try {
      const result = await work();
      findings.push({ check, state: 'ok', found: found(result) });
      return result;
    } catch (error) {
      findings.push({ check, state: 'fail', found: error instanceof Error ? errorText(error) : String(error) });
      return null;
    }
  };

  const clock = new ShopClock();
  const status = await look(
    'connection, module',
    () => clock.learn(() => shop.status()),
    (s) => `PrestaShop ${s.prestashopVersion}, module ${s.moduleVersion}`,
  );
  // Without an answer of the module there is nothing to say of the key: what was said above is the way out.
  if (status !== null) findings.push(...(await lookAtPermissions(shop, look)));
  const details = await look(
    'shop details',
    () => shop.details(),
    (d) => `PHP ${d.phpVersion}, database ${d.databaseVersion}, ${d.shops.length} shop(s)`,
  );
  if (status !== null) findings.push(...aboutStatus(status, clock), ...aboutCalendars(status));
  if (details !== null) findings.push(...aboutDetails(details));
  if (status !== null) {
    const offers = await look(
      'offers',
      () => shop.offers(),
      (each) => `${each.length} to run or running`,
    );
    if (offers !== null) {
      findings.push(...aboutZones(offers, status.now));
      for (const { offer, message } of await awaitingApproval(shop, offers)) {
        findings.push({ check: `approval of offer ${offer}`, state: 'warn', found: message });
      }
    }
  }
  const redis = await look(
    'Redis',
    () => redisAtWork(config),
    ({ lateMs }) => `a delayed job came ${lateMs} ms late`,
  );
  if (redis !== null && redis.policy !== null && redis.policy !== 'noeviction') {
    findings.push({
      check: 'Redis policy',
      state: 'warn',
      found: `maxmemory-policy is ${redis.policy}; set it to noeviction, or Redis may throw jobs away`,
    });
  }

  output.result({ ok: findings.every(({ state }) => state !== 'fail'), findings }, () =>
    table(
      ['', 'check', 'found'],
      findings.map(({ state, check, found }) => [state, check, wrap(found)]),
    ),
  );
  if (findings.some(({ state }) => state === 'fail')) process.exitCode = 1;
}

type Look = <T>(check: string, work: () => Promise<T>, found: (result: T) => string) => Promise<T | null>;

/** The least that works; the keys that the module makes have it. */
const NEEDED = {
  service: {
    group_offers: ['GET'],
    group_offer_status: ['GET', 'POST'],
    group_offer_lease: ['POST'],
    group_offer_groups: ['GET', 'POST'],
    group_offer_facts: ['GET'],
    group_offer_audience: ['GET', 'POST'],
    group_offer_moves: ['POST'],
    group_offer_enrolments: ['GET'],
  },
  planning: {
    group_offers: ['GET', 'POST', 'PUT'],
    group_offer_status: ['GET'],
    group_offer_imports: ['POST'],
    group_offer_exclusions: ['POST'],
    group_offer_control: ['POST'],
  },
} as const satisfies Record<string, Readonly<Record<string, readonly string[]>>>;

/** What each key may do, and where its rights are not those that it should have. */
async function lookAtPermissions(shop: Shop, look: Look): Promise<Finding[]> {
  const service = await look(
    'SHOP_KEY',
    () => shop.permissions(),
    () => 'carries out offers: reads them and customers’ figures, moves customers in and out; plans nothing',
  );
  const findings = service === null ? [] : await lookAtRights('SHOP_KEY', service, NEEDED.service, look);
  if (service !== null) {
    await look(
      'reads customers’ facts',
      () => first(shop.facts()),
      (page) => `${page?.id.length ?? 0} customers in the first page`,
    );
  }
  const planning = await look(
    'SHOP_PLANNING_KEY',
    () => shop.planningPermissions(),
    (each) =>
      each === null
        ? 'not set: this machine only runs offers. To plan, import or exclude from it, make that key under Customers > Group offers > Connection'
        : 'plans: creates and changes offers, imports, excludes, confirms, pauses all; reads no customer',
  );
  if (planning === null) return findings;
  return [...findings, ...(await lookAtRights('SHOP_PLANNING_KEY', planning, NEEDED.planning, look))];
}

async function lookAtRights(
  name: string,
  allowed: KeyRights,
  needed: Readonly<Record<string, readonly string[]>>,
  look: Look,
): Promise<Finding[]> {
  for (const [resource, methods] of Object.entries(needed)) {
    const check = async () => {
      const missing = methods.filter((method) => allowed.get(resource)?.has(method) !== true);
      if (missing.length === 0) return;
      throw new InvalidInputError(
        `the key in ${name} lacks ${missing.join(', ')}; allow it under Advanced Parameters > Webservice, or make a new key on the module's configuration page`,
      );
    };
    await look(`${name} may use ${resource}`, check, () => methods.join(', '));
  }
  const more = [...allowed].flatMap(([resource, methods]) =>
    [...methods].filter((method) => needed[resource]?.includes(method) !== true).map((each) => `${each} ${resource}`),
  );
  if (more.length === 0) return [];
  const found = `may also ${more.join(', ')}, which it never does; take that away under Advanced Parameters > Webservice`;
  return [{ check: name, state: 'warn', found }];
}

function aboutStatus(status: ShopStatus, clock: ShopClock): Finding[] {
  const ahead = Math.round(clock.ahead);
  const service = serviceState(status);
  return [
    status.groupsFeature
      ? { check: 'customer groups feature', state: 'ok', found: 'on' }
      : {
          check: 'customer groups feature',
          state: 'fail',
          found:
            'off, so every group price is ignored; switch it on under Advanced Parameters > Performance > Optional features',
        },
    Math.abs(ahead) <= CLOCK_WARN_MS
      ? {
          check: 'clock',
          state: 'ok',
          found: `the shop's is ${ahead} ms ahead of ours; its zone is ${status.timezone}`,
        }
      : {
          check: 'clock',
          state: 'warn',
          found: `the shop's is ${Math.round(ahead / 1000)} s ahead of ours (zone ${status.timezone}); offers follow the shop's, set both with NTP`,
        },
    status.hold === null
      ? { check: 'hold', state: 'ok', found: 'none' }
      : {
          check: 'hold',
          state: 'warn',
          found: `${status.hold}: nobody enters; look at the shop, then: group-offers confirm`,
        },
    { check: 'service', state: service.isWell ? 'ok' : 'warn', found: service.text },
  ];
}

/** Offers that come again, of which the shop knows few windows or none: nobody enters outside of those. */
function aboutCalendars({ notices }: ShopStatus): Finding[] {
  return notices
    .filter(({ code }) => code === 'calendar_missing' || code === 'calendar_ends')
    .map((notice) => ({ check: `windows of offer ${notice.idOffer}`, state: 'warn', found: noticeText(notice) }));
}

/** Times are the shop's: another idea of a zone here is told, since logs and messages would be hard to understand. */
function aboutZones(offers: readonly Offer[], now: number): Finding[] {
  const told = new Map(offers.map((offer) => [offer.schedule.timezone, zoneDifference(offer, now)]));
  const differing = [...told.values()].filter((each) => each !== null);
  if (differing.length === 0) return [{ check: 'time zone data', state: 'ok', found: 'as in the shop' }];
  return differing.map((found) => ({
    check: 'time zone data',
    state: 'warn',
    found: problemText(found),
  }));
}

/** Each switch that the module found standing wrong, and the way out. */
const SWITCHES: Readonly<
  Record<string, { readonly state: 'warn' | 'fail'; readonly found: (what: string) => string }>
> = {
  module_off_in_shop: {
    state: 'fail',
    found: (what) =>
      `the module is disabled in ${what}, where nothing of it runs; enable it in the Module Manager with all shops chosen`,
  },
  foreign_modules_off: {
    state: 'fail',
    found: () =>
      'non-PrestaShop modules are disabled; switch that off under Advanced Parameters > Performance > Debug mode',
  },
  hook_missing: {
    state: 'fail',
    found: (what) => `not registered: ${what}; "Reset" the module in the Module Manager, which keeps all data`,
  },
  hook_exceptions: {
    state: 'warn',
    found: (what) => `does not run on ${what}; take the exceptions away under Design > Positions`,
  },
  webservice_off: { state: 'fail', found: () => 'off; switch it on under Advanced Parameters > Webservice' },
  key_off: {
    state: 'fail',
    found: () => 'is switched off or gone; make a new one under Customers > Group offers > Connection',
  },
  key_lacks_rights: {
    state: 'fail',
    found: (what) =>
      `lacks ${what}; allow it under Advanced Parameters > Webservice, or make a new key under Customers > Group offers > Connection`,
  },
  foreign_errors: {
    state: 'warn',
    found: (what) =>
      `PHP errors of other modules at each request, in spite of which offers run: ${what}; update these modules in the Module Manager, or tell their makers`,
  },
  cron_needed: {
    state: 'warn',
    found: (what) =>
      `somebody overdue waited ${what} minutes, since no page of the shop ran the module; set up the cron line under Customers > Group offers > Connection`,
  },
  group_like_ours: {
    state: 'warn',
    found: (what) =>
      `named like an offer's group, but of no offer: ${what}; an import may have made it. Move its customers to the right group, then delete it under Customers > Groups`,
  },
};

function aboutSwitches(switches: ShopDetails['switches']): Finding[] {
  if (switches.length === 0) return [{ check: 'switches of the shop', state: 'ok', found: 'none in the way' }];
  return switches.map(({ code, what }) => {
    const names = what.join(', ');
    const known = SWITCHES[code];
    return {
      check: `switch ${code}`,
      state: known?.state ?? 'warn',
      found: known?.found(names) ?? `${names === '' ? code : names}; see the module's page`,
    };
  });
}

function aboutDetails({ moduleGroupsRepaired, switches }: ShopDetails): Finding[] {
  const missing = moduleGroupsRepaired.map(({ idGroup, idShop }) => `group ${idGroup} in shop ${idShop}`).join(', ');
  return [
    missing === ''
      ? { check: 'module authorised for all groups', state: 'ok', found: 'every group, every shop' }
      : { check: 'module authorised for all groups', state: 'warn', found: `was missing and is repaired: ${missing}` },
    ...aboutSwitches(switches),
  ];
}

async function first<T>(pages: AsyncIterable<T>): Promise<T | null> {
  for await (const page of pages) return page;
  return null;
}

async function redisAtWork(config: Config): Promise<{ readonly lateMs: number; readonly policy: string | null }> {
  const redis = await openRedis(config.redisUrl, config);
  return withCleanup(
    async () => ({ lateMs: await tryJob(redis), policy: await redis.evictionPolicy() }),
    () => redis.close(),
  );
}

const wrap = (text: string) => text.replace(/(.{60,90}?) /g, '$1\n');
