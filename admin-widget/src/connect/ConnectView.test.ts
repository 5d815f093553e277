import type { Connection } from '@group-offers/sync-service/wire';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Desk } from '../shop/desk.ts';
import { mountPart, type MountOptions } from '../testing.ts';
import ConnectView from './ConnectView.vue';
import { cronLinesOf, linesOf } from './lines.ts';

const NOW = Date.parse('2026-11-28T09:00:00Z');
const NEW: Connection = {
  url: 'https://my-shop.example',
  webservice: true,
  groupsFeature: true,
  hasKey: true,
  key: null,
  keyShown: false,
  keyBeforeUntil: null,
  planning: { exists: false, key: null, beforeUntil: null },
  cron: { url: 'https://my-shop.example/index.php?controller=cron', secret: null, shown: false, called: null },
  heartbeat: null,
  lastSync: null,
  now: NOW,
  dropTables: false,
  approvalAbove: 50,
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function view(connection: Partial<Connection> = {}, desk: Partial<Desk> = {}, options: MountOptions = {}) {
  return mountPart(ConnectView, {
    ...options,
    desk: { connection: () => Promise.resolve({ ...NEW, ...connection }), ...desk },
  });
}

describe('offers of programs', () => {
  test('are approved by a person above a percentage that the merchant sets, or never', async () => {
    const connect = vi.fn<Desk['connect']>((what) => Promise.resolve({ ...NEW, ...what } as Connection));
    const part = await view({}, { connect });
    await part.type('#go-approval-above', '62,5');
    part.find('#go-approval-above').dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
    part.find('#go-approval').click();
    expect(connect.mock.calls).toEqual([[{ approvalAbove: 62.5 }], [{ approvalAbove: null }]]);
  });
});

describe('connecting the service', () => {
  test('turns green by itself when the service has called', async () => {
    const connection = vi.fn<Desk['connection']>().mockResolvedValue(NEW);
    const part = await view({}, { connection });
    expect(part.text()).toContain('Waiting for the first call');
    connection.mockResolvedValue({ ...NEW, heartbeat: NOW - 2_000 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(part.text()).toContain('The service is connected.');
    expect(part.text()).not.toContain('Waiting for the first call');
  });

  test('says what to do when the service was there and is silent', async () => {
    const part = await view({ heartbeat: NOW - 300_000 });
    expect(part.text()).toContain('The service does not answer');
    expect(part.text()).toContain('Last call of the service: 5 minutes ago.');
    expect(part.text()).toContain('“End now” works without the service');
  });

  test('is not content with a service that calls and does not sync', async () => {
    const part = await view({ heartbeat: NOW - 2_000, lastSync: NOW - 3_600_000 });
    expect(part.text()).toContain('The service is connected, but does not sync');
    expect(part.text()).toContain('Its last sync ended 1 hour ago.');
    expect(part.text()).not.toContain('The service is connected.');
    expect((await view({ heartbeat: NOW - 2_000, lastSync: NOW - 600_000 })).text()).toContain(
      'The service is connected.',
    );
  });

  test('shows the key once, covered, and puts it into the lines', async () => {
    const connect = vi.fn<Desk['connect']>().mockResolvedValue({ ...NEW, key: 'KEY123', keyShown: true });
    const part = await view({}, { connect });
    expect(part.text()).toContain('SHOP_KEY=YOUR-KEY');
    await part.press('Show the key');
    expect(connect).toHaveBeenCalledWith({ show: 'key' });
    expect(part.text()).toContain('Copy it now');
    expect(part.text()).not.toContain('KEY123');
    await part.press('Show');
    expect(part.text()).toContain('KEY123');
  });

  test('makes a new key after a question', async () => {
    const connect = vi.fn<Desk['connect']>().mockResolvedValue({ ...NEW, key: 'KEY456', keyShown: true });
    const part = await view({ keyShown: true }, { connect });
    expect(part.text()).toContain('is shown only once');
    await part.press('Make a new key');
    expect(part.find('dialog[open]').textContent).toContain('The old key goes on working for 10 minutes');
    expect(connect).not.toHaveBeenCalled();
    part.all('dialog[open] footer button').at(-1)!.click();
    await vi.advanceTimersByTimeAsync(0);
    expect(connect).toHaveBeenCalledWith({ make: 'key' });
  });

  test('makes the key of the command line, shows it once, and withdraws it after a question', async () => {
    const made = { ...NEW, planning: { exists: true, key: 'PLAN123', beforeUntil: NOW + 600_000 } };
    const connect = vi.fn<Desk['connect']>().mockResolvedValue(made);
    const part = await view({ planning: { ...made.planning, key: null } }, { connect });
    await part.press('Make a key for the command line');
    expect(connect).toHaveBeenCalledWith({ make: 'planning' });
    expect(part.text()).toContain('stops working in 10 minutes');
    expect(part.text()).not.toContain('PLAN123');
    await part.press('Show');
    expect(part.text()).toContain('SHOP_PLANNING_KEY=PLAN123');
    connect.mockResolvedValue(NEW);
    await part.press('Withdraw it');
    expect(part.find('dialog[open]').textContent).toContain('the service works as before');
    part.all('dialog[open] footer button').at(-1)!.click();
    await vi.advanceTimersByTimeAsync(0);
    expect(connect).toHaveBeenLastCalledWith({ withdraw: 'planning' });
    expect(part.text()).not.toContain('PLAN123');
  });

  test('shows the cron line, with its secret once and covered', async () => {
    const shown = { ...NEW, cron: { ...NEW.cron, secret: 'SECRET123', shown: true } };
    const connect = vi.fn<Desk['connect']>().mockResolvedValue(shown);
    const part = await view({}, { connect });
    expect(part.text()).toContain("'YOUR-SECRET'");
    expect(part.text()).toContain(`'${NEW.cron.url}'`);
    await part.press('Show the secret');
    expect(connect).toHaveBeenCalledWith({ show: 'cron' });
    expect(part.text()).toContain('the secret is not shown again');
    expect(part.text()).not.toContain('SECRET123');
    await part.press('Show');
    expect(part.text()).toContain('SECRET123');
  });

  test('makes a new secret after a question', async () => {
    const connect = vi.fn<Desk['connect']>().mockResolvedValue(NEW);
    const part = await view({ cron: { ...NEW.cron, shown: true, called: NOW - 240_000 } }, { connect });
    expect(part.text()).toContain('Last called: 4 minutes ago.');
    await part.press('Make a new secret');
    expect(part.find('dialog[open]').textContent).toContain('The old secret stops working at once.');
    expect(connect).not.toHaveBeenCalled();
    part.all('dialog[open] footer button').at(-1)!.click();
    await vi.advanceTimersByTimeAsync(0);
    expect(connect).toHaveBeenCalledWith({ make: 'cron' });
  });

  test('switches the Webservice on', async () => {
    const connect = vi.fn<Desk['connect']>().mockResolvedValue(NEW);
    const part = await view({ webservice: false }, { connect });
    await part.press('Switch it on');
    expect(connect).toHaveBeenCalledWith({ switchOn: 'webservice' });
  });

  test('keeps the choice to delete everything when the module goes', async () => {
    const connect = vi.fn<Desk['connect']>().mockResolvedValue({ ...NEW, dropTables: true });
    const part = await view({}, { connect });
    part.find('#go-drop-tables').click();
    await vi.advanceTimersByTimeAsync(0);
    expect(connect).toHaveBeenCalledWith({ dropTables: true });
  });

  test('lets whoever may only look change nothing', async () => {
    const part = await view({ webservice: false }, {}, { boot: { rights: ['view'] } });
    const labels = part.all('button').map((each) => each.textContent!.trim());
    for (const label of [
      'Show the key',
      'Make a new key',
      'Withdraw the key',
      'Make a key for the command line',
      'Switch it on',
      'Show the secret',
      'Make a new secret',
    ])
      expect(labels).not.toContain(label);
    expect((part.find('#go-drop-tables') as HTMLInputElement).disabled).toBe(true);
  });
});

test('lines are ready to be pasted, whatever the address ends with', () => {
  expect(linesOf('https://my-shop.example/', 'KEY', 'YOUR-KEY')).toEqual({
    env: 'SHOP_URL=https://my-shop.example\nSHOP_KEY=KEY',
    compose: [
      'mkdir -p secrets offers',
      "(umask 077; printf '%s\\n' 'KEY' > secrets/shop_key) && sudo chown 1000 secrets/shop_key",
      'SHOP_URL=https://my-shop.example docker compose up -d',
    ].join('\n'),
  });
});

test('the cron line keeps the secret out of addresses and arguments', () => {
  const { file, cron } = cronLinesOf('https://my-shop.example/index.php?controller=cron', 'SECRET', 'YOUR-SECRET');
  expect(file).toContain('SECRET');
  expect(cron).not.toContain('SECRET');
  expect(cron).toBe(
    `*/5 * * * * curl -fsS -m 60 -o /dev/null -H @"$HOME/.group-offers-cron" 'https://my-shop.example/index.php?controller=cron'`,
  );
});
