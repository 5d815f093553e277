import { RefusedError } from '@group-offers/sync-service/errors';
import { EVERYBODY, type Audience, type AudienceRule, type OfferPlan } from '@group-offers/sync-service/offer';
import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import type { Desk } from '../shop/desk.ts';
import { RIGHTS, type Right } from '../boot.ts';
import { mountPart } from '../testing.ts';
import { planOf, scheduleOf } from '../when/plan.fixture.ts';
import { CHOICES, NAMES, shopDesk } from './test-shop.ts';
import WhoSection from './WhoSection.vue';

const PLAN = planOf(scheduleOf('2026-11-27T18:00', '2026-11-30T23:59'));
const LOYAL: AudienceRule = { kind: 'orders', period: { from: { months: 12 } }, atLeast: 3 };

async function who({
  audience = {},
  desk = {},
  locale = 'en-US',
  rights = RIGHTS,
}: { audience?: Partial<Audience>; desk?: Partial<Desk>; locale?: string; rights?: readonly Right[] } = {}) {
  let plan: OfferPlan = { ...PLAN, audience: { ...EVERYBODY, ...audience } };
  const part = await mountPart(WhoSection, {
    props: {
      plan,
      choices: CHOICES,
      offer: 0,
      'onUpdate:plan': async (changed: OfferPlan) => {
        plan = changed;
        await part.wrapper.setProps({ plan });
      },
    },
    desk: shopDesk(desk),
    locale,
    boot: { rights: [...rights] },
  });
  const settled = async () => {
    // Counting begins when nothing was typed for a moment, names follow a little later.
    for (let round = 0; round < 12; round++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      await flushPromises();
    }
  };
  await settled();
  return { ...part, settled, audience: () => plan.audience };
}

describe('who gets the offer', () => {
  it('counts everybody at first, and shows some with their names as they are', async () => {
    const { text, all } = await who();
    expect(text()).toContain('5 customers get the offer, 83% of all.');
    expect(text()).toContain('1 customer who matches is kept out of all offers by your staff.');
    expect(text()).toContain('Nov 27, 2026');
    for (const name of NAMES.slice(0, 4)) expect(text()).toContain(name);
    expect(all('.go-who img, .go-who script')).toEqual([]);
  });

  it('takes a ready-made audience, and counts again with a changed figure', async () => {
    const { press, type, text, settled, audience } = await who();
    await press('Loyal');
    await settled();
    expect(audience().rule).toMatchObject({ kind: 'allOf', of: [{ kind: 'orders', atLeast: 3 }, {}] });
    expect(text()).toContain('2 customers get the offer, 33% of all.');
    expect(text()).toContain('yes: 3 orders (in the last 12 months)');
    await type('.go-who-fields .go-field:nth-of-type(2) input', '4');
    await settled();
    expect(audience().rule).toMatchObject({ of: [{ atLeast: 4 }, {}] });
    expect(text()).toContain('Nobody meets this.');
  });

  it('finds ready-made audiences by what they say, without accents', async () => {
    const { type, text, settled } = await who({ locale: 'es-ES' });
    await type('input[type="search"]', 'codigo postal');
    await settled();
    expect(text()).toContain('Código postal');
    expect(text()).not.toContain('Fieles');
    await type('input[type="search"]', 'zzz');
    expect(text()).toContain('Ningún público coincide con «zzz».');
  });

  it('says what must be chosen before it counts', async () => {
    const { press, text, find, all, settled, audience } = await who();
    await press('Country');
    await settled();
    expect(audience().rule).toEqual({ kind: 'country', countries: [] });
    expect(text()).toContain('Complete the conditions');
    expect(text()).not.toContain('% of');
    find('.go-pick-input').focus();
    all('[role="option"]')
      .find((option) => option.textContent?.includes('Spain'))!
      .click();
    await settled();
    expect(audience().rule).toEqual({ kind: 'country', countries: [6] });
    expect(text()).toContain('3 customers get the offer');
  });

  it('offers to include those of whom too little is known, and takes it back', async () => {
    const { press, text, settled, audience } = await who({ audience: { rule: { kind: 'age', atLeast: 18 } } });
    expect(text()).toContain('Of 1 customer the shop knows too little');
    await press('Show who they are');
    await settled();
    expect(text()).toContain('unknown: no birthday that can be right');
    await press('Include them');
    await settled();
    expect(audience().rule).toEqual({ kind: 'orUnknown', of: { kind: 'age', atLeast: 18 } });
    expect(text()).not.toContain('the shop knows too little Of');
    await press('Leave them out again');
    expect(audience().rule).toEqual({ kind: 'age', atLeast: 18 });
  });

  it('builds conditions in groups, and removes them again', async () => {
    const { press, text, find, settled, audience } = await who({ audience: { rule: LOYAL } });
    expect(text()).toContain('Number of orders');
    await press('Add a condition');
    const kinds = () => [...document.querySelectorAll<HTMLSelectElement>('.go-who-kind select')];
    kinds()[1]!.value = 'newsletter';
    kinds()[1]!.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
    expect(audience().rule).toEqual({ kind: 'allOf', of: [LOYAL, { kind: 'newsletter', is: true }] });
    expect(text()).toContain('Nobody meets this.');
    await press('Add a group');
    await settled();
    expect(audience().rule).toMatchObject({ kind: 'allOf', of: [{}, {}, { kind: 'anyOf', of: [{ kind: 'orders' }] }] });
    expect(document.activeElement?.tagName).toBe('SELECT');
    await press('Remove group 3');
    await press('Remove condition 2');
    expect(audience().rule).toEqual(LOYAL);
    expect(find('.go-who-kind select')).toBeTruthy();
  });

  it('shows a rule that no ready-made audience is, and tells what is wrong with it', async () => {
    const { text } = await who({
      audience: { rule: { kind: 'noneOf', of: [{ kind: 'spend', atLeast: 9, atMost: 2 }] } },
    });
    expect(text()).toContain('The smaller figure comes first. Swap them.');
    expect(text()).toContain('Complete the conditions');
  });

  it('keeps some without the offer, and shows how many', async () => {
    const { find, text, settled, audience } = await who();
    find('[id$="-holdout"]').click();
    await settled();
    expect(audience().holdout).toBe(10);
    expect(text()).toContain('Share kept without the offer');
  });

  it('says that the shop could not be read, and tries again', async () => {
    let broken = true;
    const overview = () => (broken ? Promise.reject(new Error('down')) : shopDesk().overview!());
    const { text, press, settled } = await who({ desk: { overview } });
    expect(text()).toContain('The customers could not be read');
    broken = false;
    await press('Try again');
    await settled();
    expect(text()).toContain('5 customers get the offer');
  });
});

describe('customers who can join at will', () => {
  const COMPANY: AudienceRule = { kind: 'noneOf', of: [{ kind: 'company', is: true }] };

  it.each<[AudienceRule, Audience['taken'], boolean]>([
    [COMPANY, 'live', true],
    [COMPANY, 'frozen', false],
    [LOYAL, 'live', false],
  ])('%j, %s: told %s', async (rule, taken, isTold) => {
    const { text } = await who({ audience: { rule, taken } });
    expect(text().includes('enter in their own account')).toBe(isTold);
  });
});

describe('lists', () => {
  it('are imported from a file, with the lines that were not found', async () => {
    const sent: unknown[] = [];
    const made = { id: 19, name: 'Newsletter', kind: 'list', size: 2, importedAt: Date.UTC(2026, 10, 27) } as const;
    const { press, find, text, settled } = await who({
      desk: {
        importLines: (...args) => {
          sent.push(args);
          return Promise.resolve({ list: 19, notFound: [4], disagree: [], duplicates: [] });
        },
        finishImport: (list, name) => (sent.push([list, name]), Promise.resolve(made)),
      },
    });
    await press('Import a list');
    await press('Import');
    expect(text()).toContain('Choose a file.');
    const input = find('input[type="file"]') as HTMLInputElement;
    const file = new File(
      ['\uFEFFemail;name\nann@x.example;Ann\nben@x.example;Ben\nzoe@x.example;Zoe\n???;x'],
      'Newsletter.csv',
    );
    Object.defineProperty(input, 'files', { value: [file] });
    input.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
    expect(text()).toContain('4 lines read. Columns are separated by semicolons.');
    expect(text()).toContain('E-mail: “email”');
    expect(text()).toContain('ann@x.example');
    expect(sent).toEqual([]);
    find('.go-who-import').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    await settled();
    expect(sent[0]).toMatchObject([0, 'list', [{ line: 2, customer: 'ann@x.example' }, { line: 3 }, { line: 4 }]]);
    expect(sent[1]).toEqual([19, 'Newsletter']);
    expect(text()).toContain('“Newsletter” holds 2 customers.');
    expect(text()).toContain('No customer found for 1 line');
    expect(text()).toContain('Line 4');
    expect(text()).toContain('1 line not understood');
  });

  it('ask which column counts where number and e-mail differ, and how figures are written', async () => {
    const sent: unknown[] = [];
    const { press, find, text, settled } = await who({
      desk: {
        importLines: (...args) => {
          sent.push(args[2]);
          return Promise.resolve({ list: 19, notFound: [], disagree: [3, 4], duplicates: [] });
        },
        finishImport: () => Promise.reject(new Error('must not be finished')),
      },
    });
    await press('Import a list');
    const input = find('input[type="file"]') as HTMLInputElement;
    const file = new File(['sep=;\nid;email;score\n1;ann@x.example;1.234\n2;ben@x.example;2.500'], 'NPS.csv');
    Object.defineProperty(input, 'files', { value: [file] });
    input.dispatchEvent(new Event('change', { bubbles: true }));
    await settled();
    const choose = async (value: string) => {
      (find(`input[type="radio"][value="${value}"]`) as HTMLInputElement).click();
      await settled();
    };
    await choose('score');
    expect(text()).toContain('1.234 may be a thousand or one and a bit');
    await choose(',');
    expect(text()).toContain('Customer number: “id”');
    expect(text()).toContain('Figure: “score”');
    expect(text()).toContain('1 · ann@x.example · 1234');
    const submit = async () => {
      find('.go-who-import').dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
      await settled();
    };
    await submit();
    expect(sent[0]).toMatchObject([{ line: 3, customer: [1, 'ann@x.example'], figure: 1234 }, { line: 4 }]);
    expect(text()).toContain('number and e-mail are not of one customer (lines 3, 4)');
    await choose('email');
    await submit();
    expect(sent[1]).toMatchObject([{ line: 3, customer: 'ann@x.example', figure: 1234 }, { line: 4 }]);
  });

  it('are taken away after asking, and the shop’s reason is shown when it refuses', async () => {
    const forgotten: number[] = [];
    const forgetList = (list: number) => {
      forgotten.push(list);
      return list === 17
        ? Promise.reject(new RefusedError('list: offer 3 names it', 'bad_request'))
        : Promise.resolve();
    };
    const { press, text, settled, all } = await who({ desk: { forgetList } });
    expect(text()).toContain('VIP <script>');
    await press('Delete the list NPS');
    expect(text()).toContain('“NPS” is taken away.');
    all('dialog button')
      .find((each) => each.textContent?.trim() === 'Delete')!
      .click();
    await settled();
    await press('Delete the list VIP <script>');
    all('dialog button')
      .find((each) => each.textContent?.trim() === 'Delete')!
      .click();
    await settled();
    expect(forgotten).toEqual([18, 17]);
    expect(text()).toContain('list: offer 3 names it');
  });

  it('cannot be changed by who may only look', async () => {
    const { text, all } = await who({ rights: ['view'] });
    expect(text()).toContain('VIP <script>');
    expect(all('.go-who-lists button')).toEqual([]);
  });
});
