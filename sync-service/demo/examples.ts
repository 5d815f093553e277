import { Temporal } from 'temporal-polyfill';
import { presetRule } from '../src/audience/index.ts';
import { EVERYBODY } from '../src/offer/index.ts';
import { plainPlan } from '../test/support/plain-plan.ts';
import type { SampleShop } from './sample-shop.ts';

/** A few offers of each kind: running, over in a moment, coming again, in turns, paused, and a draft. */
export async function planExamples(shop: SampleShop): Promise<void> {
  const api = await shop.api();
  const { timezone } = shop.data;
  const now = Temporal.Instant.fromEpochMilliseconds(shop.now()).toZonedDateTimeISO(timezone).toPlainDateTime();
  const at = (duration: Temporal.DurationLike) => now.add(duration).toString({ smallestUnit: 'second' });
  const common = plainPlan(0, 0, { discount: 10, checkoutGrace: 600 });
  const once = (start: Temporal.DurationLike, end: Temporal.DurationLike) => ({
    timezone,
    start: at(start),
    end: at(end),
    recurrence: null,
  });

  await api.createOffer({
    ...common,
    name: 'Winter sale 🎉',
    discount: 15,
    reductions: [{ idCategory: shop.category('Clothes'), discount: 30, subcategories: true }],
    schedule: once({ seconds: 2 }, { days: 3 }),
  });
  await api.createOffer({
    ...common,
    name: 'Flash hour for <b>VIPs</b> & friends',
    priority: 5,
    discount: 25,
    audience: { ...EVERYBODY, rule: { kind: 'memberGroups', groups: [shop.groups.vip] } },
    checkoutGrace: 0,
    schedule: once({ seconds: 4 }, { seconds: 40 }),
  });
  await api.createOffer({
    ...common,
    name: 'Friday evenings',
    priority: 3,
    discount: 20,
    audience: { ...EVERYBODY, rule: presetRule('loyal') },
    schedule: {
      timezone,
      start: `${nextFriday(now)}T18:00`,
      end: `${nextFriday(now)}T22:00`,
      recurrence: { rule: 'FREQ=WEEKLY;BYDAY=FR', except: [], cuts: [] },
    },
  });
  await api.createOffer({
    ...common,
    name: 'We miss you',
    priority: 2,
    discount: 40,
    audience: { ...EVERYBODY, rule: presetRule('dormant') },
    schedule: once({ seconds: 2 }, { days: 9 }),
    rotation: { turn: 'P1D', by: { cohorts: 3 }, coolDown: 0, maxTurns: null },
  });
  await api.createOffer({
    ...common,
    name: 'عرض خاص للعملاء الجدد',
    intent: 'paused',
    audience: { ...EVERYBODY, rule: presetRule('first-order-only') },
    schedule: once({ days: -1 }, { days: 5 }),
  });
  await api.createOffer({
    ...common,
    name: 'Black Friday, a first idea with a rather long name that somebody thought would be clear',
    intent: 'draft',
    discount: 50,
    schedule: once({ days: 20 }, { days: 24 }),
  });
}

function nextFriday(now: Temporal.PlainDateTime): string {
  const days = (5 - now.dayOfWeek + 7) % 7 || 7;
  return now.toPlainDate().add({ days }).toString();
}
