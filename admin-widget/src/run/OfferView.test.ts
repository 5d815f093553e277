import { presetRule, YES, type Explanation } from '@group-offers/sync-service/audience';
import type { CustomerList } from '@group-offers/sync-service/moves';
import { EVERYBODY, type AudienceRule, type Offer } from '@group-offers/sync-service/offer';
import type { OfferFigures } from '@group-offers/sync-service/wire';
import { describe, expect, test, vi } from 'vitest';
import { CHOICES } from '../editor/samples.ts';
import { customerOf, figuresOf, offerOf, overviewOf } from '../offers/samples.ts';
import type { Desk } from '../shop/desk.ts';
import { mountPart, type MountOptions } from '../testing.ts';
import OfferView from './OfferView.vue';

const BEFORE = Date.parse('2026-11-27T16:58:00Z');
const RUNNING = Date.parse('2026-11-28T09:00:00Z');
const OVER = Date.parse('2026-12-01T09:00:00Z');
const window = offerOf().startsAt.epochMilliseconds;
const frozen = (size: number) => Promise.resolve([{ window, turn: null, list: 1, size, basis: 'b' }]);

async function view(
  now: number,
  figures: Partial<OfferFigures> = {},
  desk: Partial<Desk> = {},
  offer: Partial<Offer> = {},
  options: MountOptions = {},
) {
  vi.useFakeTimers({ toFake: ['Date'], now });
  try {
    return await mountPart(OfferView, {
      ...options,
      props: { id: 12 },
      desk: {
        overview: () => Promise.resolve(overviewOf(now, [figuresOf(figures)])),
        offers: () => Promise.resolve({ offers: [offerOf(offer)], unreadable: [] }),
        frozen: () => frozen(120),
        choices: () => Promise.resolve(CHOICES),
        lists: () => Promise.resolve([{ id: 8, name: 'Regulars', kind: 'list', size: 5 } as unknown as CustomerList]),
        inside: () => Promise.resolve({ customers: [], next: null }),
        ...desk,
      },
    });
  } finally {
    vi.useRealTimers();
  }
}

describe('one offer', () => {
  test('says whom it has chosen before it starts', async () => {
    const part = await view(BEFORE);
    expect(part.text()).toContain('Starts in a moment');
    expect(part.text()).toContain('120 customers are chosen for it.');
  });

  test.each([
    ['en-US', 'Inactive', 'all of these', 'last order between 6 and 12 months ago', 'Clothes and sub-categories: 30%'],
    ['es-ES', 'Inactivos', 'todo esto', 'último pedido hace entre 6 y 12 meses', 'Clothes y subcategorías: 30 %'],
    [
      'fr-FR',
      'Inactifs',
      'tout ceci',
      'dernière commande il y a entre 6 et 12 mois',
      'Clothes et sous-catégories : 30 %',
    ],
  ])('says in %s for whom it is, and names categories and modules', async (locale, name, all, dormant, reduction) => {
    const more = {
      reductions: [{ idCategory: 3, discount: 30, subcategories: true }],
      modulesDenied: [2],
    };
    const words = async (rule: AudienceRule) => {
      const part = await view(BEFORE, {}, {}, { ...more, audience: { ...EVERYBODY, rule } }, { locale });
      const text = part.text().replace(/[\u00a0\u202f]/gu, ' ');
      part.wrapper.unmount();
      return text;
    };
    const preset = await words(presetRule('dormant'));
    for (const text of [name, dormant, reduction, 'Wire payment']) expect(preset).toContain(text);
    const own = await words({ kind: 'allOf', of: [presetRule('dormant'), { kind: 'list', list: 8 }] });
    for (const text of [all, dormant, 'Regulars']) expect(own).toContain(text);
    expect(own).not.toContain(name);
  });

  test.each([
    ['en-US', 'Awaiting approval', 'It gives 60% off. Above 50%', 'another group: Resellers.', 'Approve'],
    [
      'es-ES',
      'Pendiente de aprobación',
      'descuento del 60 %. Por encima del 50 %',
      'otro grupo: Resellers.',
      'Aprobar',
    ],
    [
      'fr-FR',
      'En attente d’approbation',
      'accorde 60 % de remise. Au-delà de 50 %',
      'autre groupe : Resellers.',
      'Approuver',
    ],
  ])('says in %s why it awaits approval, and takes a yes', async (locale, state, discount, group, approve) => {
    const change = vi.fn<Desk['change']>((offer) => Promise.resolve(offer));
    const awaiting = { discount: 60, limit: 50, group: 4, groupName: 'Resellers' };
    const offer = { intent: 'draft', origin: 'webservice', awaiting } as const;
    const part = await view(BEFORE, {}, { change }, offer, { locale });
    for (const text of [state, discount, group, 'Webservice']) {
      expect(part.text().replace(/[\u00a0\u202f]/gu, ' ')).toContain(text);
    }
    await part.press(approve);
    part.all('dialog[open] footer button').at(-1)!.click();
    expect(change.mock.calls.map(([{ id, version }, changes]) => [id, version, changes])).toEqual([
      [12, 3, { intent: 'armed' }],
    ]);
    part.wrapper.unmount();
    const viewer = await view(BEFORE, {}, {}, offer, { locale, boot: { rights: ['view'] } });
    expect(() => viewer.button(approve)).toThrow();
  });

  test('shows how many have come in', async () => {
    const overview = vi.fn<Desk['overview']>();
    overview.mockResolvedValue(overviewOf(window + 1_000, [figuresOf({ open: 0 })]));
    const part = await view(window + 1_000, {}, { overview });
    expect(part.find('[role=progressbar]').getAttribute('aria-valuetext')).toBe('0 of 120');
  });

  test('proves that everybody is back', async () => {
    const part = await view(OVER, {
      entered: 103,
      restored: 90,
      staffKept: 6,
      changedElsewhere: 2,
      corrected: 1,
      repaired: 3,
      deleted: 1,
    });
    expect(part.text()).toContain('Everybody is back');
    const legend = part.all('.go-stacked-legend li').map((each) => each.textContent!.replace(/\s*(\d+)\s*$/u, ' $1'));
    expect(legend).toEqual([
      'Exactly as before 90',
      'As before, with what your staff changed meanwhile 6',
      'With another default group that an import, a module or another program set 2',
      'Corrected: had no group, or one that does not exist 1',
      'Put right after an outdated form was saved 3',
      'Customer deleted meanwhile 1',
    ]);
  });

  test('says so when somebody was left behind', async () => {
    const part = await view(OVER, { entered: 100, restored: 100, stranded: 2 });
    expect(part.text()).toContain('2 customers are in the group of the offer without being in the offer.');
    expect(part.text()).not.toContain('Everybody is back');
  });

  test('has no report before anybody was in it', async () => {
    expect((await view(BEFORE)).text()).not.toContain('Results');
  });

  test('that does not exist says so', async () => {
    const offers = () => Promise.resolve({ offers: [], unreadable: [] });
    expect((await view(OVER, {}, { offers })).text()).toContain('There is no such offer');
  });

  test('counts turns', async () => {
    async function* rotation() {
      yield {
        customer: Uint32Array.of(1, 2, 3),
        level: Int32Array.of(1, 1, 0),
        turns: Int32Array.of(1, 1, 0),
        last: Float64Array.of(1, 1, 0),
      };
    }
    const turns = { turn: 'P1D', by: { cohorts: 2 }, coolDown: 0, maxTurns: null } as const;
    const part = await view(RUNNING, { open: 2, entered: 2 }, { rotation }, { rotation: turns });
    const rows = part.all('.go-chart tbody tr').map((each) => each.textContent!.replace(/\s+/gu, ' ').trim());
    expect(rows).toEqual(['0 turns1', '1 turn2'].map((text) => expect.stringMatching(text.replace(/(\d+)$/u, ' ?$1'))));
  });
});

describe('its customers', () => {
  const inside = (id: number, name: string) =>
    customerOf({ id, name, offer: 12, since: RUNNING - 60_000, until: RUNNING + 60_000 });

  test('are read page by page', async () => {
    const pages = vi.fn<Desk['inside']>((_offer, after) =>
      Promise.resolve(
        after === 0
          ? { customers: [inside(1, 'Ann Smith')], next: 1 }
          : { customers: [inside(2, 'Bo <i>Berg</i>')], next: null },
      ),
    );
    const part = await view(RUNNING, { open: 2, entered: 2 }, { inside: pages });
    await part.press('Show more');
    expect(part.all('.go-people-name a').map((each) => each.textContent)).toEqual(['Ann Smith', 'Bo <i>Berg</i>']);
    expect(part.find('.go-people-name a').getAttribute('href')).toBe('/admin/customers/1/view');
    expect(part.text()).toContain('2 of 2');
    expect(part.text()).not.toContain('Show more');
  });

  test('are found by name, with the reason why somebody is not in it', async () => {
    const customers = vi
      .fn<Desk['customers']>()
      .mockResolvedValue([customerOf({ id: 9, name: 'Cy Young', pinned: true })]);
    const explanation: Explanation = { kind: 'all', answer: YES, asked: { kind: 'all' } };
    const part = await view(
      RUNNING,
      { open: 2, entered: 2 },
      {
        customers,
        customer: () =>
          Promise.resolve({
            customer: customerOf({ id: 9, name: 'Cy Young', pinned: true }),
            groups: [],
            enrolment: null,
            blockedUntil: null,
            history: [],
          }),
      },
      {},
      { preview: { explanation: () => Promise.resolve(explanation) } },
    );
    await part.type('#go-people-search', 'young');
    await part.press('Search');
    expect(customers).toHaveBeenCalledWith({ search: 'young', limit: 10 });
    expect(part.text()).toContain('1 customer found.');
    await part.press('Cy Young: why?');
    expect(part.find('.go-why').textContent).toContain('Your staff keep this customer out of all offers.');
  });
});
