import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createLog } from '../log.ts';
import { runService } from '../main.ts';
import { BATCH_SIZE } from '../moves/index.ts';
import { PrestaShopShop } from '../shop/prestashop/client.ts';
import { startSandbox, type Sandbox } from '../shop/sandbox/index.ts';
import type { Look, SyncReport } from '../sync/context.ts';
import { wholeNumber } from './options.ts';
import { AT, planRound, playRound, watchTurns, type Tell } from './story.ts';
import { Ledger, type Verdict } from './verdict.ts';
import { View } from './view.ts';

const USAGE = `npm run demo -- [--once] [--customers 5000] [--seed 1]

The real service against a PrestaShop in memory: three overlapping offers, one of them in turns, staff and customers in between.
  --once   one round, then the verdict as JSON on the last line; exit code 1 if anybody is not as they should be
Without it, rounds go on until Ctrl-C.
`;

const SETTLE_MS = 4_000;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      once: { type: 'boolean', default: false },
      customers: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const customers = wholeNumber('--customers', values.customers, 50);
  const sandbox = await startSandbox({ customers, seed: wholeNumber('--seed', values.seed, 0) });
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    return await runRounds(sandbox, values.once, stop.signal);
  } finally {
    await sandbox.close();
  }
}

/** @returns the exit code: 1 when in any round anybody was not as they should be */
async function runRounds(sandbox: Sandbox, once: boolean, signal: AbortSignal): Promise<number> {
  const { model, url, key } = sandbox;
  const config = {
    name: 'sandbox',
    url,
    key,
    allowHttp: true,
    keyInAddress: false,
    requestsPerMinute: 6_000,
    requestsAtOnce: 2,
  };
  const view = new View(
    model,
    `Group offers: ${model.world.customers.size} customers in a PrestaShop in memory`,
    process.stdout,
  );
  if (!once) {
    process.stdout.write(
      `The shop listens at ${url}. In another terminal:\n\n` +
        `  SHOP_URL=${url} SHOP_KEY=${key} SHOP_ALLOW_HTTP=1 npm run --silent group-offers -w sync-service -- list\n\n` +
        'Ctrl-C ends it.\n\n',
    );
  }
  let ledger = new Ledger(model);
  const onReport = (look: Look, report: SyncReport) => {
    ledger.reported(look, report);
    for (const line of describe(look, report)) view.event('service', line);
  };
  // Warnings of the service are events like others; nothing else may write into the picture.
  const log = createLog('warn', { write: (line) => view.event('service', messageOf(line)) });
  const openShop = () => new PrestaShopShop(config, log);
  const shop = openShop();

  let wrong = false;
  let service: Awaited<ReturnType<typeof runService>> | null = null;
  try {
    for (let round = 0; !signal.aborted; round++) {
      const begin = Math.ceil(model.now() / 1000) * 1000;
      const offers = await planRound(shop, model, begin, round);
      view.start(begin, offers);
      const { everybody, members, welcomeBack } = offers;
      view.event(
        'merchant',
        `plans “${everybody.name}”, above it “${members.name}”, and “${welcomeBack.name}” in turns`,
      );
      service ??= await runService(
        {
          shops: [config],
          redisUrl: null,
          logLevel: 'warn',
          http: { host: '127.0.0.1', port: 0 },
          batchSize: BATCH_SIZE,
        },
        log,
        openShop,
        { onReport },
      );
      const tell: Tell = (who, what) => view.event(who, what);
      await Promise.all([
        playRound(model, offers, begin, ledger, tell, signal),
        watchTurns(model, offers, begin, ledger, tell, signal),
      ]);
      await settled(model, begin + AT.everybodyEnds * 1000 + SETTLE_MS);
      const verdict = ledger.close();
      wrong ||= ledger.wrong.length > 0;
      tellVerdict(view, ledger, verdict);
      if (once) {
        view.stop();
        await service.stop();
        service = null;
        process.stdout.write(`${JSON.stringify(verdict)}\n`);
        return wrong ? 1 : 0;
      }
      await sleep(3_000, undefined, { signal });
      ledger = new Ledger(model);
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

/** Waits until nobody is in an offer any more, at most until `limit` (ms): who is still inside then is the verdict's business. */
async function settled(model: Sandbox['model'], limit: number): Promise<void> {
  while (model.open.size > 0 && model.now() < limit) await sleep(50);
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
  const late = report.latenessMs === null ? '' : `, all ${Math.round(report.latenessMs)} ms after the ${look.kind}`;
  return [
    ...(words.length > 0 ? [words.join(', ') + late] : []),
    ...(report.hold === null ? [] : [`holds: ${report.hold}`]),
    ...report.problems.map(({ message }) => message),
  ];
}

function tellVerdict(view: View, ledger: Ledger, verdict: Verdict): void {
  const { restoredExactly, staffChangesKept, stranded } = verdict;
  view.event(
    'verdict',
    `${restoredExactly} exactly as before, ${staffChangesKept} as staff left them, ${stranded} stranded`,
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
