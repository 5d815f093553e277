import type { OfferChanges } from '../../src/moves/index.ts';
import { RefusedError } from '../../src/errors.ts';
import { EVERYBODY, type AudienceRule, type OfferPlan } from '../../src/offer/index.ts';
import { plainPlan, schedule } from '../support/plain-plan.ts';
import type { HistoryEvent, Of } from './events.ts';
import { pick, type Life } from './life.ts';
import type { StageState } from './stage.ts';

/** Armed and not over, at the same time. */
const OFFERS = 3;
const DAY_MS = 86_400_000;
const RULES: readonly AudienceRule[] = [
  { kind: 'all' },
  { kind: 'memberGroups', groups: [3] },
  { kind: 'defaultGroups', groups: [3] },
  { kind: 'chance', percent: 50, seed: 7 },
];

/** What the merchant does with offers. @returns whether it did anything; null for what is not the merchant's */
export async function merchantDoes(life: Life, event: HistoryEvent, state: StageState): Promise<boolean | null> {
  const { stage } = life;
  switch (event.kind) {
    case 'plan':
      return plan(life, event, state);
    case 'pause':
    case 'resume':
    case 'endNow':
    case 'archive':
    case 'discount':
    case 'flipMembership':
    case 'audience':
    case 'moveStart':
    case 'moveEnd':
      return change(life, event, state);
    case 'pauseAll':
      return (await stage.shop.pauseAll()) > 0;
    case 'confirm':
      await stage.shop.confirm();
      return state.hold !== null;
    case 'pin':
    case 'unpin': {
      const customer = pick(state.customers, event.customer);
      if (customer !== undefined) life.seen.disturbed.add(customer.id);
      if (customer !== undefined) await stage.shop.pin([customer.id], event.kind === 'pin');
      return customer !== undefined;
    }
    default:
      return null;
  }
}

async function plan(life: Life, event: Of<'plan'>, state: StageState): Promise<boolean> {
  const live = state.offers.filter(({ intent, endsAt }) => intent === 'armed' && endsAt > life.shopNow);
  if (live.length >= OFFERS) return false;
  const start = life.shopNow + event.startIn * 1_000;
  const rotates = event.cohorts > 0;
  // A turn lasts five minutes at least.
  const end = Math.max(start, life.shopNow) + event.lasts * (rotates ? 2_000 : 1_000);
  // One that recurs began yesterday and ends tomorrow.
  const once = schedule(start, end);
  const daily = { rule: 'FREQ=DAILY;COUNT=3', except: [], cuts: [] };
  const plan: OfferPlan = plainPlan(start, end, {
    schedule: event.repeats === 0 ? once : { ...schedule(start - DAY_MS, end - DAY_MS), recurrence: daily },
    reductions: event.reduced
      ? life.categories.slice(0, 2).map((idCategory) => ({ idCategory, discount: 40, subcategories: true }))
      : [],
    priority: event.priority,
    membership: event.exclusive ? 'exclusive' : 'keep',
    audience: {
      ...EVERYBODY,
      rule: RULES[event.audience]!,
      taken: event.live ? 'live' : 'frozen',
      worseOff: event.include ? 'include' : 'leaveOut',
    },
    rotation: rotates ? { turn: 'PT5M', by: { cohorts: event.cohorts }, coolDown: 0, maxTurns: null } : null,
    checkoutGrace: event.grace,
  });
  return attempt(() => life.stage.shop.createOffer(plan));
}

type Change =
  'pause' | 'resume' | 'endNow' | 'archive' | 'discount' | 'flipMembership' | 'audience' | 'moveStart' | 'moveEnd';

async function change(life: Life, event: Of<Change>, state: StageState): Promise<boolean> {
  const { shop } = life.stage;
  const chosen = pick(
    state.offers.filter(({ intent }) => intent !== 'archived'),
    event.offer,
  );
  if (chosen === undefined) return false;
  const offer = await shop.offer(chosen.id);
  life.seen.irregular.add(offer.id);
  const by = 'by' in event ? event.by * 1_000 : 0;
  // Only single windows are cut short as a whole.
  if (event.kind === 'endNow' && offer.schedule.recurrence !== null) return false;
  const { startsAt, endsAt } = chosen;
  const moved = (start: number, end: number): OfferChanges => ({
    schedule: schedule(start, Math.max(end, start + 5_000)),
  });
  const changes: Record<Change, () => OfferChanges> = {
    pause: () => ({ intent: 'paused' }),
    resume: () => ({ intent: 'armed' }),
    endNow: () => ({ cutAt: life.shopNow }),
    archive: () => ({ intent: 'archived' }),
    discount: () => ({ discount: offer.discount === 20 ? 35 : 20 }),
    flipMembership: () => ({ membership: offer.membership === 'keep' ? 'exclusive' : 'keep' }),
    audience: () => ({ audience: { ...offer.audience, rule: RULES[(RULES.indexOf(offer.audience.rule) + 1) % 4]! } }),
    moveStart: () => moved(startsAt + by, endsAt),
    moveEnd: () => moved(startsAt, endsAt + by),
  };
  const done = await attempt(() => shop.changeOffer(offer.id, offer.version, changes[event.kind]()));
  if (!done && ['pause', 'endNow', 'archive'].includes(event.kind)) {
    throw new Error(`invariant 4: ${event.kind} was refused for offer ${offer.id}`);
  }
  return done;
}

/** What the merchant plans may be refused: then nothing is changed. */
async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}
