import type { Offer, OfferPlan } from '@group-offers/sync-service/offer';
import { scheduleSpan } from '@group-offers/sync-service/windows';
import type { Review } from '@group-offers/sync-service/wire';
import { describe, expect, it } from 'vitest';
import { computed, defineComponent, h, ref, shallowRef } from 'vue';
import type { Desk } from '../shop/desk.ts';
import { mountPart, previewOf } from '../testing.ts';
import { clashesOf } from './clashes.ts';
import { newPlan } from './draft.ts';
import ReviewSection from './ReviewSection.vue';
import { CHOICES } from './samples.ts';
import { useReach } from './useReach.ts';
import { useReview, type ReviewState } from './useReview.ts';

const price = (amount: number, change: object = {}) => ({ amount, taxIncluded: true, shown: true, ...change });
const MUG: Review['examples'][number] = {
  id: 8,
  name: 'Mug <b>best</b>',
  reference: 'demo_8',
  image: null,
  today: price(11.9),
  then: price(10.71),
  specificPrices: [],
};
const REVIEW: Review = { examples: [MUG], vouchers: [], worseOff: [] };

async function section(
  found: Review,
  change: Partial<OfferPlan> = {},
  others: readonly Offer[] = [],
  desk: Partial<Desk> = {},
) {
  const plan = shallowRef<OfferPlan>({ ...newPlan('UTC', Date.now()), ...change });
  const asked: unknown[][] = [];
  let review: ReviewState;
  const holder = defineComponent(() => {
    const reach = useReach(plan);
    review = useReview(plan, { offer: ref(0), choices: ref(CHOICES), problems: ref([]), reach });
    const clashes = computed(() => clashesOf(plan.value, 0, others, Date.now()));
    return () =>
      h(ReviewSection, {
        plan: plan.value,
        'onUpdate:plan': (next: OfferPlan) => (plan.value = next),
        choices: CHOICES,
        review,
        reach,
        clashes: clashes.value,
        locked: false,
      });
  });
  const part = await mountPart(holder, {
    preview: previewOf(20, 42),
    desk: {
      review: async (...question) => {
        asked.push(question);
        return found;
      },
      ...desk,
    },
  });
  await new Promise((resolve) => setTimeout(resolve, 5));
  await review!.ensure();
  await new Promise((resolve) => setTimeout(resolve, 5));
  return { ...part, plan, asked };
}

describe('prices', () => {
  it('stand side by side with what is saved, names as text', async () => {
    const { text } = await section(REVIEW);
    expect(text()).toContain('Mug <b>best</b>');
    expect(text()).toMatch(/€11\.90.*€10\.71.*€1\.19 \(10%\) less/u);
  });

  it('are those of the usual group unless another is chosen', async () => {
    const { asked, type, text } = await section(REVIEW);
    expect(asked[0]![2]).toBe(3);
    expect(text()).not.toContain('Old offer');
    await type('#go-review-group', '4');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(asked.at(-1)![2]).toBe(4);
  });

  it('that would rise say so in words', async () => {
    const { text } = await section({ ...REVIEW, examples: [{ ...MUG, then: price(13.09) }] });
    expect(text()).toContain('€1.19 (10%) more');
  });

  it('that are hidden are not told', async () => {
    const { text } = await section({ ...REVIEW, examples: [{ ...MUG, then: price(10, { shown: false }) }] });
    expect(text()).toContain('no price shown');
    expect(text()).not.toContain('€10.00');
  });

  it('name the specific prices that count too', async () => {
    const specificPrices = [
      { label: 'Summer rule', group: 0, kind: 'percentage' as const, value: 5 },
      { label: '', group: 4, kind: 'amount' as const, value: 2 },
    ];
    const { text } = await section({ ...REVIEW, examples: [{ ...MUG, specificPrices }] });
    expect(text()).toContain('Counts too: Summer rule, 5% off');
    expect(text()).toContain('Counts too: Specific price, €2.00 off, for Wholesale');
  });

  it('can be asked for other products', async () => {
    const products = async () => [{ id: 9, name: 'Poster', reference: 'demo_9' }];
    const { press, type, asked } = await section(REVIEW, {}, [], { products });
    await press('Choose products');
    await type('#go-product-search', 'post');
    await new Promise((resolve) => setTimeout(resolve, 400));
    await press('Show Poster');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(asked.at(-1)![3]).toEqual([9, 8]);
  });
});

describe('who would be worse off', () => {
  const worseOff = [
    {
      group: 4,
      customers: 20,
      products: 3,
      examples: [{ product: 8, name: 'Mug', now: 7.4, then: 8.9 }],
      shown: ['tax_display'],
    },
  ];

  it('is nobody', async () => {
    expect((await section(REVIEW)).text()).toContain('Nobody pays more for any product in this offer.');
  });

  it('is told with groups, products and reasons, and can be decided', async () => {
    const { text, find, plan } = await section({ ...REVIEW, worseOff });
    expect(text()).toContain('20 of the 100 customers in the audience (20%) would be worse off.');
    expect(text()).toContain('Wholesale');
    expect(text()).toContain('Mug: today €7.40, in the offer €8.90 (without tax)');
    expect(text()).toContain('Prices would be shown with another tax display.');
    find('[name="go-review-worse-off"][value="include"]').click();
    expect(plan.value.audience.worseOff).toBe('include');
  });
});

it('names vouchers that would not work, and the carts that have them', async () => {
  const vouchers = [{ id: 1, name: 'Club 5', code: 'CLUB5', groups: ['Club'], carts: 3 }];
  const { text } = await section({ ...REVIEW, vouchers });
  expect(text()).toContain('Club 5');
  expect(text()).toContain('in 3 open carts');
});

it('tells in which other shops the prices are seen', async () => {
  expect((await section(REVIEW, { idShop: 1 })).text()).toContain('They are the same in Outlet');
});

it('warns of an offer that changes nothing', async () => {
  expect((await section(REVIEW, { discount: 0 })).text()).toContain('this offer changes nothing');
});

describe('other offers at the same time', () => {
  const plan: OfferPlan = { ...newPlan('UTC', Date.now()), name: 'Black Friday', intent: 'armed', priority: 5 };
  const { startsAt, endsAt } = scheduleSpan(plan.schedule);
  const other: Offer = { ...plan, id: 2, version: 1, startsAt, endsAt, cutAt: null };

  it('say who wins, why, and for how many customers', async () => {
    const { text, press, plan: mine } = await section(REVIEW, {}, [other]);
    expect(text()).toContain('42 customers are meant by both.');
    expect(text()).toContain('Customers of both get “Black Friday”, because its priority is higher.');
    await press('Give this offer the higher priority');
    expect(mine.value.priority).toBe(6);
    expect(text()).toContain('Customers of both get this offer,');
  });
});

it('says when the shop could not compute, and tries again', async () => {
  let tries = 0;
  const review = async () => (++tries === 1 ? Promise.reject(new Error('busy')) : REVIEW);
  const { text, press } = await section(REVIEW, {}, [], { review });
  expect(text()).toContain('The shop could not compute the prices');
  await press('Try again');
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(text()).toContain('€10.71');
});
