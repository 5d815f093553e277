import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ShopUnavailableError, ShopUnusableError } from '../src/errors.ts';
import { createLog } from '../src/log.ts';
import { problemText } from '../src/messages/index.ts';
import type { Look, SyncReport } from '../src/sync/context.ts';
import { buildPage } from './build-page.ts';
import { Disturbances } from './disturbances.ts';
import { wholeNumber } from './options.ts';
import { SampleShop } from './sample-shop.ts';
import { runServiceOn } from './service.ts';
import { AT, MINUTE, planRound, playRound, SPEED, watchTurns, type Round, type Tell } from './story.ts';
import { Ledger, type Verdict } from './verdict.ts';
import { View } from './view.ts';

const USAGE = `npm run demo -- [--once] [--customers 5000] [--seed 1] [--port 0]

The real service and the module's own PHP on a made-up shop, in which a minute takes a second: three overlapping offers, one of them in turns, staff
and customers in between. Its back office has the page: offers that are planned there run too.
  --port   where the shop listens; 0 is any free one
  --once   one round, then the verdict as JSON on the last line; exit code 1 if anybody is not as they should be
Without it, rounds go on until Ctrl-C.
`;

/** Our milliseconds. */
const SETTLE_MS = 10_000;
const BETWEEN_MS = 3_000;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      once: { type: 'boolean', default: false },
      customers: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '1' },
      port: { type: 'string', default: '0' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  process.stdout.write('Building the page, starting PHP and MariaDB, and making up the shop …\n');
  const [shop] = await Promise.all([
    SampleShop.open({
      customers: wholeNumber('--customers', values.customers, 50),
      seed: wholeNumber('--seed', values.seed, 0),
      port: wholeNumber('--port', values.port, 0),
      speed: SPEED,
    }),
    buildPage(),
  ]);
  try {
    return await runRounds(shop, values.once, stop.signal);
  } finally {
    await shop.close();
  }
}

/** @returns the exit code: 1 when in any round anybody was not as they should be */
async function runRounds(shop: SampleShop, once: boolean, signal: AbortSignal): Promise<number> {
  const view = new View(
    shop,
    `Group offers: ${shop.world.customers.size} customers in a made-up shop, on the module’s PHP`,
    process.stdout,
  );
  if (!once) {
    process.stdout.write(
      `The back office's page: ${shop.url}admin/\n\n` +
        `Or in another terminal:\n\n` +
        `  SHOP_URL=${shop.url} SHOP_KEY=${await shop.key()} SHOP_PLANNING_KEY=${await shop.planningKey()} SHOP_ALLOW_HTTP=1 npm run --silent group-offers -w sync-service -- list\n\n` +
        'Ctrl-C ends it.\n\n',
    );
  }
  let ledger = await Ledger.open(shop);
  const onReport = (look: Look, report: SyncReport) => {
    ledger.reported(look, report);
    for (const line of describe(look, report)) view.event('service', line);
  };
  // Warnings of the service are events like others; nothing else may write into the picture.
  const log = createLog('warn', { write: (line) => view.event('service', messageOf(line)) });

  let wrong = false;
  let service: Awaited<ReturnType<typeof runServiceOn>> | null = null;
  try {
    for (let round = 0; !signal.aborted; round++) {
      const { begin, offers } = await persistently(() => plan(shop, round), signal);
      const own = Object.values(offers).map(({ id }) => id);
      ledger.begin(own);
      const disturbances = new Disturbances(shop, own, await shop.key(), signal);
      view.start(begin, offers);
      const { everybody, members, welcomeBack } = offers;
      view.event(
        'merchant',
        `plans “${everybody.name}”, above it “${members.name}”, and “${welcomeBack.name}” in turns`,
      );
      service ??= await runServiceOn(shop, log, { onReport });
      const tell: Tell = (who, what) => view.event(who, what);
      await Promise.all([
        playRound(shop, offers, begin, ledger, tell, signal),
        watchTurns(shop, offers, begin, ledger, tell, signal),
      ]);
      await settled(shop, own, begin + AT.everybodyEnds * MINUTE + SETTLE_MS * SPEED);
      const verdict = await ledger.close();
      const disturbed = await disturbances.stop();
      if (disturbed === null) {
        wrong ||= ledger.wrong.length > 0;
        await tellVerdict(view, ledger, verdict);
      } else {
        view.event('verdict', `none this time: ${disturbed}`);
      }
      if (once) {
        view.stop();
        await service.stop();
        service = null;
        process.stdout.write(`${JSON.stringify(verdict)}\n`);
        return wrong ? 1 : 0;
      }
      await sleep(BETWEEN_MS, undefined, { signal });
      for (const id of own) await persistently(() => putAway(shop, id), signal);
      ledger = await Ledger.open(shop);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    view.stop();
    await service?.stop();
  }
  process.stdout.write('\nstopped\n');
  return wrong ? 1 : 0;
}

/** Somebody may have made the shop fail, switched its Webservice off or made another key: asked again until it is well. */
async function persistently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ShopUnavailableError || error instanceof ShopUnusableError)) throw error;
      await sleep(BETWEEN_MS, undefined, { signal });
    }
  }
}

async function plan(shop: SampleShop, round: number): Promise<{ begin: number; offers: Round }> {
  const begin = Math.ceil(shop.now() / 1000) * 1000;
  return { begin, offers: await planRound(shop, begin, round) };
}

/** Waits until nobody is in these offers any more, at most until `limit` (ms): who is still inside then is the verdict's business. */
async function settled(shop: SampleShop, offers: readonly number[], limit: number): Promise<void> {
  const isInside = async () => (await Promise.all(offers.map((id) => shop.inside(id)))).some((ids) => ids.length > 0);
  while ((await isInside()) && shop.now() < limit) await sleep(100);
}

/** So that the page's list does not fill up with rounds that are over. */
async function putAway(shop: SampleShop, id: number): Promise<void> {
  const api = await shop.api();
  const { intent, version } = await api.offer(id);
  if (intent !== 'archived') await api.changeOffer(id, version, { intent: 'archived' });
}

function describe(look: Look, report: SyncReport): string[] {
  const words = (
    [
      ['entered', report.entered],
      ['switched', report.switched],
      ['left', report.left],
      ['wait at the checkout', report.deferred],
      ['repaired', report.repaired],
    ] as const
  ).flatMap(([word, count]) => (count > 0 ? [`${count} ${word}`] : []));
  const late =
    report.latenessMs === null ? '' : `, all ${Math.round(report.latenessMs / SPEED)} ms after the ${look.kind}`;
  return [
    ...(words.length > 0 ? [words.join(', ') + late] : []),
    ...(report.hold === null ? [] : [`holds: ${report.hold}`]),
    ...report.problems.map(({ problem }) => problemText(problem)),
  ];
}

async function tellVerdict(view: View, ledger: Ledger, verdict: Verdict): Promise<void> {
  const { restoredExactly, staffChangesKept, stranded } = verdict;
  const others = (await ledger.touched()).size;
  const beside = others === 0 ? '' : `; ${others} were in offers of the page and are not counted`;
  view.event(
    'verdict',
    `${restoredExactly} exactly as before, ${staffChangesKept} as staff left them, ${stranded} stranded${beside}`,
  );
  for (const line of ledger.wrong.slice(0, 5)) view.event('verdict', line);
}

function messageOf(line: string): string {
  const { msg, error } = JSON.parse(line) as { msg?: string; error?: { message?: string } };
  return [msg, error?.message].filter(Boolean).join(': ');
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
