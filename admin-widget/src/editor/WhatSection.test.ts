import type { OfferPlan } from '@group-offers/sync-service/offer';
import { describe, expect, it } from 'vitest';
import { defineComponent, h, shallowRef } from 'vue';
import { mountPart } from '../testing.ts';
import { newPlan } from './draft.ts';
import { CHOICES } from './samples.ts';
import WhatSection from './WhatSection.vue';

async function section(change: Partial<OfferPlan> = {}, errors: Record<string, string> = {}) {
  const plan = shallowRef<OfferPlan>({ ...newPlan('Europe/Madrid', 0), ...change });
  const holder = defineComponent(
    () => () =>
      h(WhatSection, {
        plan: plan.value,
        'onUpdate:plan': (next: OfferPlan) => (plan.value = next),
        choices: CHOICES,
        errors,
      }),
  );
  return { ...(await mountPart(holder)), plan };
}

/** The box beside a category's name. */
function box(all: (selector: string) => HTMLElement[], name: string): HTMLInputElement {
  const row = all('.go-branch-name').find((label) => label.textContent?.includes(name));
  if (row === undefined) throw new Error(`no category ${name}`);
  return row.querySelector('input')!;
}

async function click(element: HTMLElement): Promise<void> {
  element.click();
  await Promise.resolve();
  await new Promise((resolve) => setTimeout(resolve));
}

describe('category discounts', () => {
  it('are not in sight before they are wanted', async () => {
    const { text } = await section();
    expect(text()).not.toContain('Clothes');
  });

  it('are chosen in the tree, with sub-categories unless told otherwise', async () => {
    const { all, find, plan, type } = await section();
    await click(find('#go-offer-categories'));
    await click(box(all, 'Clothes'));
    await type('#go-category-3', '30');
    expect(plan.value.reductions).toEqual([{ idCategory: 3, discount: 30, subcategories: true }]);
  });

  it('say what the categories below get, and from where', async () => {
    const { all, press, text } = await section({ reductions: [{ idCategory: 3, discount: 30, subcategories: true }] });
    await press('Sub-categories of Clothes');
    expect(box(all, 'Men').checked).toBe(false);
    expect(text()).toContain('from Clothes');
  });

  it('say that a category’s discount replaces the offer’s', async () => {
    const { text } = await section({
      discount: 15,
      reductions: [{ idCategory: 3, discount: 30, subcategories: true }],
    });
    expect(text()).toMatch(/replaces the 15\s?% of the offer/u);
  });

  it('are found by name, with the way to them', async () => {
    const { find, type, text } = await section();
    await click(find('#go-offer-categories'));
    await type('#go-offer-category-search', 'shirt');
    expect(text()).toContain('1 category found');
    expect(text()).toContain('Shirts');
    expect(text()).not.toContain('Art');
  });

  it('can be taken away one by one, and all at once', async () => {
    const { find, press, plan } = await section({
      reductions: [
        { idCategory: 3, discount: 30, subcategories: true },
        { idCategory: 5, discount: 0, subcategories: false },
      ],
    });
    await press('Remove the discount for Clothes › Men › Shirts');
    expect(plan.value.reductions.map(({ idCategory }) => idCategory)).toEqual([3]);
    await click(find('#go-offer-categories'));
    expect(plan.value.reductions).toEqual([]);
  });
});

describe('modules', () => {
  it('explain that groups have to be left, and offer to do it', async () => {
    const { press, text, plan } = await section({ modulesDenied: [2] });
    expect(text()).toContain('The customers have to leave their groups for this');
    await press('Replace their groups meanwhile');
    expect(plan.value.membership).toBe('exclusive');
    expect(text()).toContain('Afterwards they have exactly the groups from before.');
  });

  it('can be left alone instead', async () => {
    const { press, plan } = await section({ modulesDenied: [2] });
    await press('Switch nothing off');
    expect(plan.value).toMatchObject({ modulesDenied: [], membership: 'keep' });
  });
});

it('tells what is wrong beside the field', async () => {
  const { find } = await section({}, { 'go-offer-name': 'Give the offer a name.' });
  const described = find('#go-offer-name').getAttribute('aria-describedby')?.split(' ') ?? [];
  const texts = described.map((id) => document.getElementById(id)?.textContent ?? '');
  expect(texts.join(' ')).toContain('Give the offer a name.');
});
