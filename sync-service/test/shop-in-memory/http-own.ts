import type { EnterBatch, GivenNotice, HoldReason, LeaveBudget, ShopStatus, UntilBatch } from '../../src/moves/shop.ts';
import { enter, setUntil } from './enter.ts';
import { clearIdleGroups, prepareGroups } from './groups.ts';
import { answerAudience, answerFacts } from './http-audience.ts';
import { CODES, indexed, iso, leaseIn, ms, paging, type Body, type Handler } from './http-wire.ts';
import { leaveDue, repair } from './leave.ts';
import type { MemoryModel } from './model.ts';
import { badRequest } from './model.ts';
import { pauseAll } from './offers.ts';
import { detailsOf, enrolmentsPage, historyOf } from './reads.ts';
import { judgeWorseOff } from './worse-off.ts';

/** The module's own resources with compact JSON (docs/PROTOCOL.md). */
export const OWN_RESOURCES: Readonly<Record<string, Handler>> = {
  group_offer_status: answerStatus,
  group_offer_lease: (model, method, _query, body) => {
    if (method === 'POST' && body['release'] !== undefined) {
      model.releaseLease(leaseIn(body, 'release'));
      return { released: true };
    }
    const { number, token, expiresAt } = model.acquireLease(
      String(body['holder'] ?? ''),
      body['previous'] === undefined ? undefined : leaseIn(body, 'previous'),
    );
    return { number, token, expiresAt: iso(expiresAt) };
  },
  group_offer_groups: (model, method, query, body) => {
    const names = { groups: model.world.groups, categories: model.world.categories }[String(query.get('names'))];
    if (names !== undefined) return { names: [...names.values()].map(({ id, name }) => ({ id, name })) };
    if (method === 'GET') return { worseOff: judgeWorseOff(model, model.offerRow(Number(query.get('offer')))) };
    if (body['idle'] === true) {
      model.requireLease(leaseIn(body));
      return { idle: clearIdleGroups(model) };
    }
    const offers = body['offers'];
    if (!Array.isArray(offers)) throw badRequest('offers: must be a list of { offer, version }');
    const wanted = offers.map((each: Body) => ({ id: Number(each['offer']), version: Number(each['version']) }));
    const answers = prepareGroups(model, leaseIn(body), wanted, body['check'] === 'full' ? 'full' : 'quick');
    return {
      groups: answers.map((answer) =>
        'group' in answer
          ? { offer: answer.offer, ...answer.group }
          : {
              offer: answer.offer,
              refused: { code: CODES[answer.refused.code] ?? CODES['bad_request'], message: answer.refused.message },
            },
      ),
    };
  },
  group_offer_facts: answerFacts,
  group_offer_audience: answerAudience,
  group_offer_moves: answerMoves,
  group_offer_enrolments: (model, _method, query) => {
    const { after, limit } = paging(query);
    const offer = query.get('offer');
    if (query.get('open') === '0') {
      const rows = historyOf(model, Number(offer), after, limit).map((row) => ({
        ...row,
        window: iso(row.window),
        until: iso(row.until),
        openedAt: iso(row.openedAt),
        closedAt: row.closedAt === null ? null : iso(row.closedAt),
      }));
      return { rows, next: rows.length < limit ? null : rows.at(-1)!.id };
    }
    const { page, next } = enrolmentsPage(model, { after, limit, ...(offer === null ? {} : { offer: Number(offer) }) });
    const windows = indexed(page.window);
    const untils = indexed(page.until);
    return {
      customer: [...page.customer],
      offer: [...page.offer],
      default: [...page.writtenDefault],
      window: windows.index,
      until: untils.index,
      windows: windows.instants,
      untils: untils.instants,
      next,
    };
  },
};

function answerStatus(model: MemoryModel, method: string, query: URLSearchParams, body: Body): unknown {
  if (method === 'POST') {
    const notices = body['notices'] as readonly GivenNotice[] | undefined;
    if (body['lease'] !== undefined) {
      // A stopped service that wakes while another works tells nobody what it believed before.
      if (notices !== undefined || body['hold'] !== undefined) model.requireLease(leaseIn(body));
      else model.renewLease(leaseIn(body));
    }
    for (const notice of notices ?? []) model.notify(notice);
    if (body['hold'] !== undefined) model.setHold(body['hold'] as HoldReason | null);
  }
  const status = statusWire(model.status());
  return {
    ...status,
    ...(query.get('detail') === '1' ? { detail: detailWire(model) } : {}),
    ...(query.get('permissions') === '1' ? { permissions: permissionsWire() } : {}),
  };
}

function permissionsWire(): Readonly<Record<string, readonly string[]>> {
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
  return Object.fromEntries(['group_offers', ...Object.keys(OWN_RESOURCES)].map((name) => [name, methods]));
}

function statusWire(status: ShopStatus) {
  return {
    now: iso(status.now),
    timezone: status.timezone,
    module: status.moduleVersion,
    prestashop: status.prestashopVersion,
    counter: status.counter,
    ledger: status.ledger,
    groupsFeature: status.groupsFeature,
    minUntil: status.minUntil === null ? null : iso(status.minUntil),
    open: status.openEnrolments,
    leaseNumber: status.leaseNumber,
    heartbeat: status.heartbeat === null ? null : iso(status.heartbeat),
    hold: status.hold,
    notices: status.notices.map((notice) => ({ ...notice, at: iso(notice.at) })),
  };
}

function detailWire(model: MemoryModel) {
  const { phpVersion, databaseVersion, ...details } = detailsOf(model);
  return { php: phpVersion, database: databaseVersion, ...details };
}

function answerMoves(model: MemoryModel, _method: string, _query: URLSearchParams, body: Body): unknown {
  switch (body['kind']) {
    case 'enter': {
      const { deferredTo, ...result } = enter(model, leaseIn(body), enterBatch(body));
      return { ...result, deferredTo: deferredTo === null ? null : iso(deferredTo) };
    }
    case 'until':
      return setUntil(model, leaseIn(body), { ...frame(body), ids: body['ids'] as number[] } satisfies UntilBatch);
    case 'leave': {
      const budget = (body['budget'] ?? { customers: 20_000, ms: 3_000 }) as LeaveBudget;
      const from = body['from'] === 'last' ? 'last' : 'first';
      if (body['lease'] !== undefined) model.renewLease(leaseIn(body));
      const { nextDue, ...result } = leaveDue(model, { ...budget, from });
      return { ...result, nextDue: nextDue === null ? null : iso(nextDue) };
    }
    case 'repair':
      return repair(model, leaseIn(body));
    case 'pauseAll':
      return { paused: pauseAll(model) };
    default:
      throw badRequest(`kind: ${JSON.stringify(body['kind'])} must be enter, until, leave, repair or pauseAll`);
  }
}

function enterBatch(body: Body): EnterBatch {
  const expect = body['expect'] as readonly { default: number; ids: number[] }[] | undefined;
  if (!Array.isArray(expect)) throw badRequest('expect: must be a list of { default, ids }');
  return {
    ...frame(body),
    expect: expect.map((each: { default: number; ids: number[] }) => ({ defaultGroup: each.default, ids: each.ids })),
  };
}

function frame(body: Body) {
  const window = body['window'] as { start: string; end: string } | undefined;
  if (window === undefined) throw badRequest('window: is missing');
  return {
    key: String(body['key'] ?? ''),
    offer: Number(body['offer']),
    version: Number(body['version']),
    windowStart: ms(window.start, 'window.start'),
    windowEnd: ms(window.end, 'window.end'),
    until: ms(body['until'], 'until'),
  };
}
