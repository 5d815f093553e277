import { checkAudience, type Check } from './check-audience.ts';
import type { OfferInput, MemoryModel } from './model.ts';
import { badRequest } from './model.ts';

const INTENTS = new Set(['draft', 'armed', 'paused', 'cancelled', 'archived']);
/** Seconds. A real shop says 300; here turns may be watched. */
export const SHORTEST_TURN = 1;

/** The shop's own check of an offer, whoever wrote it. @throws RefusedError naming field, value and way out */
export function checkOffer(model: MemoryModel, offer: OfferInput, old: OfferInput | null): void {
  const { groups, categories, modules, shops } = model.world;
  const check: Check = (ok, field, value, wayOut) => {
    if (!ok) throw badRequest(`${field}: ${JSON.stringify(value)} ${wayOut}`);
  };
  // What an unchanged field names may have been deleted since, and the offer must still be pausable.
  const arming = offer.intent === 'armed' && old?.intent !== 'armed';
  const isDue = (field: keyof OfferInput) => arming || JSON.stringify(old?.[field]) !== JSON.stringify(offer[field]);
  const percent = (value: number) => value >= 0 && value <= 100;
  const isGroup = (id: number) => groups.has(id) && !model.isOfferGroup(id);
  const length = [...offer.name].length;
  check(length >= 1 && length <= 128, 'name', offer.name, 'must have 1 to 128 characters');
  check(INTENTS.has(offer.intent), 'intent', offer.intent, `must be one of ${[...INTENTS].join(', ')}`);
  check(Number.isInteger(offer.priority), 'priority', offer.priority, 'must be a whole number');
  const isShop = offer.idShop === 0 || shops.some(({ id }) => id === offer.idShop);
  if (isDue('idShop')) check(isShop, 'id_shop', offer.idShop, 'is no shop (0: all)');
  check(percent(offer.discount), 'discount', offer.discount, 'must be between 0 and 100 percent');
  const seen = new Set<number>();
  for (const { idCategory, discount } of offer.reductions) {
    if (isDue('reductions')) check(categories.has(idCategory), 'reductions', idCategory, 'is no category');
    check(percent(discount), 'reductions', discount, 'must be between 0 and 100 percent');
    check(!seen.has(idCategory), 'reductions', idCategory, 'stands twice; name each category once');
    seen.add(idCategory);
  }
  const reference = offer.idReferenceGroup;
  const isReference = reference === 0 || isGroup(reference);
  const way = "is no group (0: the shop's customer group)";
  if (isDue('idReferenceGroup')) check(isReference, 'id_reference_group', reference, way);
  check(['keep', 'exclusive'].includes(offer.membership), 'membership', offer.membership, 'must be keep or exclusive');
  const mayDeny = offer.modulesDenied.length === 0 || offer.membership === 'exclusive';
  check(mayDeny, 'modules_denied', offer.modulesDenied, 'needs membership exclusive');
  const isModule = (id: number) => modules.some((module) => module.id === id);
  if (isDue('modulesDenied') || isDue('membership')) {
    for (const id of offer.modulesDenied) check(isModule(id), 'modules_denied', id, 'is no module');
  }
  if (isDue('audience')) checkAudience(model, offer.audience, check, isGroup);
  check(offer.endsAt > offer.startsAt, 'ends_at', new Date(offer.endsAt).toISOString(), 'must be after starts_at');
  checkRecurrence(offer, check);
  checkRotation(offer, check);
  const grace = offer.checkoutGrace;
  const isGrace = Number.isInteger(grace) && grace >= 0 && grace <= 86_400;
  check(isGrace, 'checkout_grace', grace, 'must be 0 to 86400 seconds');
}

const FREQUENCIES = /(?:^|;)FREQ=(SECONDLY|MINUTELY|HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)(?:;|$)/;

function checkRecurrence({ schedule }: OfferInput, check: Check): void {
  const { recurrence } = schedule;
  if (recurrence === null) return;
  const field = 'schedule.recurrence';
  check(typeof recurrence === 'object', field, recurrence, 'must be null, or a rule with except and cuts');
  const { rule, except, cuts } = recurrence;
  check(typeof rule === 'string' && FREQUENCIES.test(rule), field, rule, 'must have a FREQ, like FREQ=WEEKLY;BYDAY=FR');
  check(Array.isArray(except), field, except, 'must be a list of dates');
  for (const date of except) check(/^\d{4}-\d\d-\d\d$/.test(date), field, date, 'must be a date like 2026-12-25');
  check(Array.isArray(cuts), field, cuts, 'must be a list of instants');
  for (const cut of cuts) {
    const isInstant = cut.endsWith('Z') && !Number.isNaN(Date.parse(cut));
    check(isInstant, field, cut, 'must be an instant like 2026-11-27T18:22:10Z');
  }
}

/** Seconds by which a calendar's day may be shorter or longer. */
const CLOCK_CHANGE = 7_200;
const DURATION = /^P(?!$)(?:(\d+)W|(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)$/;

function checkRotation(offer: OfferInput, check: Check): void {
  const { rotation } = offer;
  if (rotation === null) return;
  const { turn, by, coolDown, maxTurns } = rotation;
  const parts = DURATION.exec(typeof turn === 'string' ? turn : '')
    ?.slice(1)
    .map((part) => Number(part ?? 0));
  check(parts !== undefined, 'rotation.turn', turn, 'must be a duration like P7D or PT8H');
  const [weeks, days, hours, minutes, seconds] = parts as [number, number, number, number, number];
  const length = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds;
  check(length >= SHORTEST_TURN, 'rotation.turn', turn, `must be at least ${SHORTEST_TURN} s`);
  const window = (offer.endsAt - offer.startsAt) / 1000 + (/^PT/.test(turn) ? 0 : CLOCK_CHANGE);
  const fits = offer.schedule.recurrence !== null || length <= window;
  check(fits, 'rotation.turn', turn, 'is longer than the window; give a shorter turn, or a longer window');
  const count = (value: unknown, least: number) => Number.isInteger(value) && (value as number) >= least;
  const sizes = Object.entries((by ?? {}) as Readonly<Record<string, unknown>>);
  const isSize = sizes.length === 1 && ['cohorts', 'capacity'].includes(sizes[0]![0]) && count(sizes[0]![1], 1);
  check(isSize, 'rotation.by', by, 'must be {"cohorts": n} or {"capacity": n}, n at least 1');
  check(count(coolDown, 0), 'rotation.coolDown', coolDown, 'must be 0 or more turns');
  check(maxTurns === null || count(maxTurns, 1), 'rotation.maxTurns', maxTurns, 'must be null, or 1 or more');
}
