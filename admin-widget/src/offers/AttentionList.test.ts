import type { Notice, SwitchFound } from '@group-offers/sync-service/moves';
import { noticeParams, NOTICES, problem, type Params } from '@group-offers/sync-service/problems';
import { describe, expect, test, vi } from 'vitest';
import type { Overview } from '@group-offers/sync-service/wire';
import { mountPart, type MountOptions } from '../testing.ts';
import AttentionList from './AttentionList.vue';
import { heartbeatOf, KNOWN_SWITCHES } from './notices.ts';
import { offerOf, overviewOf } from './samples.ts';

const NOW = Date.parse('2026-11-28T09:00:00Z');
const LANGUAGES = ['en-US', 'es-ES', 'fr-FR'] as const;

function attention(
  status: Partial<Overview['status']>,
  options: MountOptions = {},
  offer = 0,
  switches: readonly SwitchFound[] = [],
) {
  return mountPart(AttentionList, {
    ...options,
    props: { status: overviewOf(NOW, [], status).status, now: NOW, offers: [offerOf()], offer, switches },
  });
}
const notice = (code: string, idOffer = 12, params: Params = {}): Notice => ({
  code,
  idOffer,
  params,
  at: NOW - 60_000,
});

describe('the service', () => {
  test('is silent after two minutes: what to do, and that customers are safe', async () => {
    const part = await attention({ heartbeat: NOW - 121_000 });
    expect(part.text()).toContain('The service does not answer');
    expect(part.text()).toContain('It last called 2 minutes ago.');
    expect(part.text()).toContain('“End now” works without the service');
    expect(part.button('Go to Connection').getAttribute('href')).toBe('#/connect');
  });

  test('is alive before: nothing is said', async () => {
    expect((await attention({ heartbeat: NOW - 119_000 })).text()).toBe('');
    const ages = [0, 30_000, 53_000, 121_000].map((age) =>
      heartbeatOf(overviewOf(NOW, [], { heartbeat: NOW - age }).status, NOW),
    );
    expect(ages).toEqual(['alive', 'alive', 'late', 'silent']);
  });

  test('that calls and does not sync, or lets nobody go, does not pass for one that works', async () => {
    const part = await attention({ lastSync: NOW - 3_600_000 });
    expect(part.text()).toContain('The service is connected, but does not sync');
    expect(part.text()).toContain('Its last sync ended 1 hour ago.');
    const standing = [{ lastSync: NOW - 899_000 }, { lastSync: null }, { lastSync: null, minUntil: NOW - 901_000 }];
    expect(standing.map((left) => heartbeatOf(overviewOf(NOW, [], left).status, NOW))).toEqual([
      'alive',
      'alive',
      'stuck',
    ]);
  });

  test('was never connected', async () => {
    const part = await attention({ heartbeat: null }, { boot: { view: 'tile' } });
    expect(part.text()).toContain('The service is not connected yet');
    expect(part.button('Go to Connection').getAttribute('href')).toBe('/admin/page#/connect');
  });
});

describe('a hold', () => {
  test('is lifted after one question', async () => {
    const confirm = vi.fn(() => Promise.resolve('mass_change' as const));
    const status = { hold: 'mass_change', notices: [notice('mass_change')] } as const;
    const part = await attention({ ...status, notices: [...status.notices] }, { desk: { confirm } });
    expect(part.text().match(/Many customers were changed from outside/gu)).toHaveLength(1);
    await part.press('All is well, go on');
    expect(confirm).not.toHaveBeenCalled();
    part.all('dialog[open] footer button').at(-1)!.click();
    await expect.poll(() => part.wrapper.emitted('changed')).toHaveLength(1);
    expect(confirm).toHaveBeenCalledOnce();
  });

  test('cannot be lifted by whoever may only look', async () => {
    const part = await attention({ hold: 'backup_restored' }, { boot: { rights: ['view'] } });
    expect(part.text()).toContain('A backup of your shop was restored');
    expect(part.all('button').filter((each) => each.closest('dialog') === null)).toEqual([]);
  });
});

describe('notices', () => {
  test.each(LANGUAGES)('are in plain words for every known code, in %s', async (locale) => {
    const part = await attention({ notices: Object.keys(NOTICES).map((code) => notice(code)) }, { locale });
    const titles = part.all('.go-notice-title').map((each) => each.textContent!.trim());
    expect(titles).toHaveLength(Object.keys(NOTICES).length);
    for (const title of titles) expect(title).toMatch(/^Summer for regulars.+\w/u);
    expect(part.text()).not.toContain('offers.notices');
    expect(part.text()).not.toMatch(/mass_change|group_edited|access_edited|started_late/u);
  });

  test('of an unknown code show the code', async () => {
    const part = await attention({ notices: [notice('something_<b>new</b>', 0)] });
    expect(part.find('.go-notice-title').textContent).toBe('Please note');
    expect(part.text()).toContain('something_<b>new</b>');
  });

  test('of another offer do not stand on the page of one', async () => {
    const part = await attention({ notices: [notice('started_late', 12), notice('group_edited', 99)] }, {}, 12);
    expect(part.text()).toContain('This offer started late');
    expect(part.text()).not.toContain('changed by hand');
  });

  test('say in the employee’s language why an offer cannot run', async () => {
    const why = noticeParams(problem('turn_short', { field: 'rotation.turn', value: 'PT1M', seconds: 300 }));
    const part = await attention({ notices: [notice('offer_cannot_run', 12, why)] }, { locale: 'es-ES' });
    expect(part.text()).toContain('Esta oferta no puede funcionar');
    expect(part.text()).toContain('Este turno es demasiado corto. El más corto es de 5 minutos.');
  });
});

test('customer groups that are switched off are told first', async () => {
  const part = await attention({ groupsFeature: false, notices: [notice('started_late')] });
  expect(part.text()).toMatch(/^Customer groups are switched off.*started late/u);
});

describe('switches of PrestaShop that stand in the way', () => {
  test.each(LANGUAGES)('are told with the way out for every known code, in %s', async (locale) => {
    const part = await attention(
      {},
      { locale },
      0,
      KNOWN_SWITCHES.map((code) => ({ code, what: ['Something-7'] })),
    );
    expect(part.all('.go-notice-title')).toHaveLength(KNOWN_SWITCHES.length);
    expect(new Set(part.all('.go-notice-title').map((each) => each.textContent)).size).toBe(KNOWN_SWITCHES.length);
    expect(part.text()).not.toMatch(/offers\.switches|_off|hook_|_ours|\{what\}/u);
    expect(part.text().match(/Something-7/gu)!.length).toBe(7);
  });

  test('of an unknown code are told as the shop names them', async () => {
    const part = await attention({}, {}, 0, [{ code: 'something_new', what: ['the moon'] }]);
    expect(part.text()).toBe('Please notesomething_new the moon');
  });
});
