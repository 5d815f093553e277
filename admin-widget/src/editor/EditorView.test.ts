import { RefusedError, StaleVersionError } from '@group-offers/sync-service/errors';
import type { Offer, OfferPlan } from '@group-offers/sync-service/offer';
import { scheduleSpan } from '@group-offers/sync-service/windows';
import type { Review } from '@group-offers/sync-service/wire';
import { flushPromises } from '@vue/test-utils';
import { describe, expect, it, vi } from 'vitest';
import type { Desk } from '../shop/desk.ts';
import { SessionOverError } from '../shop/transport.ts';
import { RIGHTS, type Right } from '../boot.ts';
import { mountPart, previewOf } from '../testing.ts';
import { figuresOf, overviewOf } from '../offers/samples.ts';
import { newPlan } from './draft.ts';
import EditorView from './EditorView.vue';
import { CHOICES } from './samples.ts';

// Tested where they are; here they would only ask the shop for their own.
vi.mock('../who/WhoSection.vue', () => ({ default: { render: () => null } }));
vi.mock('../when/WhenSection.vue', () => ({ default: { render: () => null } }));
vi.mock('../when/SharingSection.vue', () => ({ default: { render: () => null } }));

const ZONE = 'Europe/Madrid';
const HOUR = 3_600_000;
const NOTHING: Review = { examples: [], vouchers: [], worseOff: [] };
const WHOLESALE: Review['worseOff'][number] = { group: 4, customers: 20, products: 3, examples: [], shown: [] };

function offerOf(id: number, change: Partial<Offer> = {}): Offer {
  const plan = { ...newPlan(ZONE, Date.now()), name: `Offer ${id}`, ...change };
  const { startsAt, endsAt } = scheduleSpan(plan.schedule);
  return { id, version: 1, cutAt: null, startsAt, endsAt, ...plan };
}

/** An offer that began an hour ago. */
function running(): Offer {
  return offerOf(5, { intent: 'armed', schedule: newPlan(ZONE, Date.now() - 2 * HOUR).schedule });
}

const overview = (open: number) => overviewOf(Date.now(), [figuresOf({ offer: 5, open })]);

interface Shop {
  readonly offers?: readonly Offer[];
  readonly review?: Review;
  readonly worse?: number;
  readonly desk?: Partial<Desk>;
  readonly rights?: readonly Right[];
  readonly props?: Record<string, unknown>;
}

async function open({ offers = [], review = NOTHING, worse = 0, desk = {}, rights = RIGHTS, props = {} }: Shop = {}) {
  const created: OfferPlan[] = [];
  const changed: [Offer, object][] = [];
  const part = await mountPart(EditorView, {
    props,
    at: '/new',
    boot: { rights: [...rights], timezone: ZONE },
    preview: previewOf(worse),
    desk: {
      choices: async () => CHOICES,
      overview: async () => overview(7),
      offers: async () => ({ offers, unreadable: [] }),
      review: async () => review,
      create: async (plan) => {
        created.push(plan);
        return offerOf(12, plan);
      },
      change: async (offer, changes) => {
        changed.push([offer, changes]);
        return { ...offer, ...changes, version: offer.version + 1 } as Offer;
      },
      ...desk,
    },
  });
  return { ...part, created, changed };
}

describe('a new offer', () => {
  it('can be activated when only a name was typed, and its view opens', async () => {
    const { type, press, created, router } = await open();
    await type('#go-offer-name', 'Weekend for all');
    await press('Activate the offer');
    expect(created).toEqual([expect.objectContaining({ name: 'Weekend for all', intent: 'armed', discount: 10 })]);
    expect(router.currentRoute.value.path).toBe('/offers/12');
  });

  it('says what is missing only when somebody tries to save', async () => {
    const { press, text, created } = await open();
    expect(text()).not.toContain('Give the offer a name.');
    await press('Activate the offer');
    expect(text()).toContain('Give the offer a name.');
    expect(created).toEqual([]);
    expect(document.activeElement?.id).toBe('go-offer-name');
  });

  it('stays on the page as a draft, and says that nothing happens yet', async () => {
    const { type, press, errors, created } = await open();
    await type('#go-offer-name', 'Later');
    await press('Save as draft');
    expect(created[0]!.intent).toBe('draft');
    expect(errors.said.value).toContain('The draft is saved.');
  });

  it('like another one begins with its name, discount and a word that it is a copy', async () => {
    const { find, text } = await open({ offers: [offerOf(5, { discount: 25 })], props: { from: 5 } });
    expect((find('#go-offer-name') as HTMLInputElement).value).toBe('Offer 5 (copy)');
    expect(text()).toContain('25');
  });

  it('is not replaced by an offer that was opened before it and comes late', async () => {
    let answer: (offer: Offer) => void = () => {};
    const late = new Promise<Offer>((resolve) => (answer = resolve));
    const desk = { offer: async (id: number) => (id === 4 ? late : offerOf(id)) };
    const { wrapper, find } = await open({ desk, props: { id: 4 } });
    await wrapper.setProps({ id: 9 });
    await flushPromises();
    answer(offerOf(4));
    await flushPromises();
    expect((find('#go-offer-name') as HTMLInputElement).value).toBe('Offer 9');
  });

  it('tells what the shop has against it', async () => {
    const create = () => Promise.reject(new RefusedError('discount: refused by the shop', 'bad_request'));
    const { type, press, text } = await open({ desk: { create } });
    await type('#go-offer-name', 'No');
    await press('Save as draft');
    expect(text()).toContain('It was not saved');
    expect(text()).toContain('discount: refused by the shop');
  });

  it('keeps what was typed when the session is over meanwhile', async () => {
    const create = () => Promise.reject(new SessionOverError('the session is over'));
    const { type, press, find, errors } = await open({ desk: { create } });
    await type('#go-offer-name', 'Kept');
    await press('Save as draft');
    expect(errors.sessionOver.value).toBe(true);
    expect((find('#go-offer-name') as HTMLInputElement).value).toBe('Kept');
  });
});

describe('activating', () => {
  it('asks first when more than a tenth would be worse off', async () => {
    const { type, press, text, created } = await open({ review: { ...NOTHING, worseOff: [WHOLESALE] }, worse: 20 });
    await type('#go-offer-name', 'Dear for some');
    await press('Activate the offer');
    expect(created).toEqual([]);
    expect(text()).toContain('20 of the 100 customers meant would pay more');
    await press('Activate anyway');
    expect(created).toHaveLength(1);
  });

  it('does not ask for a tenth', async () => {
    const { type, press, created } = await open({ review: { ...NOTHING, worseOff: [WHOLESALE] }, worse: 10 });
    await type('#go-offer-name', 'Dear for few');
    await press('Activate the offer');
    expect(created).toHaveLength(1);
  });

  it('asks when the shop could not check the prices', async () => {
    const { type, press, text, created } = await open({ desk: { review: () => Promise.reject(new Error('busy')) } });
    await type('#go-offer-name', 'Unseen');
    await press('Activate the offer');
    expect(text()).toContain('could not check the prices just now');
    expect(created).toEqual([]);
  });
});

describe('an offer that runs', () => {
  it('tells how many are in it, and what each change does to them', async () => {
    const { type, text } = await open({ offers: [running()], props: { id: 5 } });
    expect(text()).toContain('7 customers are in it just now.');
    await type('#go-offer-discount', '20');
    expect(text()).toContain('The customers see the new prices within about 15 seconds.');
  });

  it('sends only what was changed', async () => {
    const { type, press, changed } = await open({ offers: [running()], props: { id: 5 } });
    await type('#go-offer-discount', '20');
    await press('Save changes');
    expect(changed.map(([, changes]) => changes)).toEqual([{ discount: 20 }]);
  });
});

describe('an offer that is active already', () => {
  const worse = { review: { ...NOTHING, worseOff: [WHOLESALE] }, worse: 20, props: { id: 5 } };

  it('asks again when a change decides who would be worse off', async () => {
    const { type, press, text, changed } = await open({ ...worse, offers: [running()] });
    await type('#go-offer-discount', '5');
    await press('Save changes');
    expect(text()).toContain('Save anyway?');
    expect(changed).toEqual([]);
  });

  it('does not ask again for a new name', async () => {
    const { type, press, changed } = await open({ ...worse, offers: [running()] });
    await type('#go-offer-name', 'New name');
    await press('Save changes');
    expect(changed.map(([, changes]) => changes)).toEqual([{ name: 'New name' }]);
  });
});

describe('two employees', () => {
  it('see both versions, and what is chosen is saved over the newer one', async () => {
    const mine = running();
    const theirs: Offer = { ...mine, version: 2, name: 'Their name', discount: 33 };
    const saved: [number, object][] = [];
    const change: Desk['change'] = async (offer, changes) => {
      if (offer.version === 1) throw new StaleVersionError('changed meanwhile', 'stale_version');
      saved.push([offer.version, changes]);
      return { ...offer, ...changes, version: 3 } as Offer;
    };
    const { type, press, text, all } = await open({
      offers: [mine],
      props: { id: 5 },
      desk: { change, offer: async () => theirs },
    });
    await type('#go-offer-discount', '20');
    await press('Save changes');
    expect(text()).toContain('Somebody else has changed this offer');
    expect(text()).toContain('Their name');
    expect(text()).toContain('changed by both of you');
    const chosen = all('[name="go-conflict-name"]').map((radio) => (radio as HTMLInputElement).checked);
    expect(chosen).toEqual([false, true]);

    await press('Save this choice');
    expect(saved).toEqual([[2, { discount: 20 }]]);
  });
});

describe('leaving', () => {
  it('asks while something is not saved, and stays when the answer is no', async () => {
    const { type, press, text, router } = await open();
    await type('#go-offer-name', 'Half');
    const way = router.push('/');
    await flushPromises();
    expect(text()).toContain('Leave without saving?');
    await press('Cancel');
    await way;
    expect(router.currentRoute.value.path).toBe('/new');
  });

  it('goes when the answer is yes', async () => {
    const { type, press, router } = await open();
    await type('#go-offer-name', 'Half');
    const way = router.push('/');
    await flushPromises();
    await press('Leave and lose the changes');
    await way;
    expect(router.currentRoute.value.path).toBe('/');
  });

  it('does not ask when nothing was changed', async () => {
    const { text, router } = await open();
    await router.push('/');
    expect(text()).not.toContain('Leave without saving?');
    expect(router.currentRoute.value.path).toBe('/');
  });

  it('keeps the browser from closing while something is not saved', async () => {
    const { type } = await open();
    const closing = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    expect(closing()).toBe(false);
    await type('#go-offer-name', 'Half');
    expect(closing()).toBe(true);
  });
});

describe('who may not change anything', () => {
  it('looks at everything and can press nothing', async () => {
    const { find, button, text } = await open({ rights: ['view'] });
    expect(text()).toContain('You can look at this, but not change it');
    expect(find('#go-offer-name').closest('fieldset[disabled]')).not.toBeNull();
    expect(find('#go-section-review').closest('fieldset[disabled]')).toBeNull();
    expect(() => button('Activate the offer')).toThrow();
    expect((button('Save as draft') as HTMLButtonElement).disabled).toBe(true);
  });

  it('plans drafts with Add alone, and is told what activating takes', async () => {
    const { find, button, text } = await open({ rights: ['view', 'add'] });
    expect(find('#go-offer-name').closest('fieldset[disabled]')).toBeNull();
    expect(() => button('Activate the offer')).toThrow();
    expect((button('Save as draft') as HTMLButtonElement).disabled).toBe(false);
    expect(text()).toContain('you lack: Customers > Group offers: Edit');
  });

  it('copies no other group’s access without the right to edit groups, and can choose the usual one', async () => {
    const private_ = offerOf(5, { idReferenceGroup: 4 });
    const rights = ['view', 'add', 'edit'] as const;
    const { press, type, text, find, created } = await open({ offers: [private_], props: { from: 5 }, rights });
    expect(text()).toContain('To plan an offer like “Wholesale” you need the right to edit customer groups');
    await press('Save as draft');
    expect(created).toEqual([]);
    const names = [...find('#go-offer-reference').querySelectorAll('option')].map((option) => option.textContent);
    expect(names.map((name) => name!.trim())).toEqual(['Customer (the usual one)', 'Wholesale']);
    await type('#go-offer-reference', '0');
    await press('Save as draft');
    expect(created).toEqual([expect.objectContaining({ idReferenceGroup: 0, intent: 'draft' })]);
  });

  it('leaves another group’s access as it is in an offer that has it', async () => {
    const rights = ['view', 'add', 'edit'] as const;
    const { press, type, text, changed } = await open({
      offers: [offerOf(5, { idReferenceGroup: 4 })],
      props: { id: 5 },
      rights,
    });
    expect(text()).not.toContain('you need the right to edit customer groups');
    await type('#go-offer-name', 'Renamed');
    await press('Save');
    expect(changed.map(([, changes]) => changes)).toEqual([{ name: 'Renamed' }]);
  });
});

it('offers to try again when the shop did not answer', async () => {
  let tries = 0;
  const choices = async () => (++tries === 1 ? Promise.reject(new Error('no answer')) : CHOICES);
  const { press, text } = await open({ desk: { choices } });
  expect(text()).toContain('The offer could not be loaded');
  await press('Try again');
  expect(text()).toContain('Activate the offer');
});
