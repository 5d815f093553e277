import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createLog } from '../log.ts';
import { SandboxShop, startSandbox, type Sandbox } from '../shop/sandbox/index.ts';
import type { Look, SyncReport } from '../sync/context.ts';
import { Disturbances } from './disturbances.ts';
import { wholeNumber } from './options.ts';
import { runOnSandbox } from './service.ts';
import { AT, planRound, playRound, watchTurns, type Tell } from './story.ts';
import { Ledger, type Verdict } from './verdict.ts';
import { View } from './view.ts';

const USAGE = `npm run demo -- [--once] [--customers 5000] [--seed 1] [--port 0]

The real service against a PrestaShop in memory: three overlapping offers, one of them in turns, staff and customers in between. Its back
office has the page: offers that are planned there run too.
  --port   where the shop listens; 0 is any free one
  --once   one round, then the verdict as JSON on the last line; exit code 1 if anybody is not as they should be
Without it, rounds go on until Ctrl-C.
`;

const SETTLE_MS = 4_000;
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
  const customers = wholeNumber('--customers', values.customers, 50);
  const sandbox = await startSandbox({
    customers,
    seed: wholeNumber('--seed', values.seed, 0),
    port: wholeNumber('--port', values.port, 0),
  });
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
  const view = new View(
    model,
    `Group offers: ${model.world.customers.size} customers in a PrestaShop in memory`,
    process.stdout,
  );
  if (!once) {
    process.stdout.write(
      `The back office's page: ${url}admin/\n\n` +
        `Or in another terminal:\n\n` +
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
  const shop = new SandboxShop(model);

  let wrong = false;
  let service: Awaited<ReturnType<typeof runOnSandbox>> | null = null;
  try {
    for (let round = 0; !signal.aborted; round++) {
      const begin = Math.ceil(model.now() / 1000) * 1000;
      const offers = await planRound(shop, model, begin, round);
      const own = Object.values(offers).map(({ id }) => id);
      ledger.begin(own);
      const disturbances = new Disturbances(sandbox, own);
      view.start(begin, offers);
      const { everybody, members, welcomeBack } = offers;
      view.event(
        'merchant',
        `plans “${everybody.name}”, above it “${members.name}”, and “${welcomeBack.name}” in turns`,
      );
      service ??= await runOnSandbox(sandbox, log, { onReport });
      const tell: Tell = (who, what) => view.event(who, what);
      await Promise.all([
        playRound(model, offers, begin, ledger, tell, signal),
        watchTurns(model, offers, begin, ledger, tell, signal),
      ]);
      await settled(model, own, begin + AT.everybodyEnds * 1000 + SETTLE_MS);
      const verdict = ledger.close();
      const disturbed = disturbances.stop();
      if (disturbed === null) {
        wrong ||= ledger.wrong.length > 0;
        tellVerdict(view, ledger, verdict);
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
      for (const id of own) await putAway(shop, id);
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

/** Waits until nobody is in these offers any more, at most until `limit` (ms): who is still inside then is the verdict's business. */
async function settled(model: Sandbox['model'], offers: readonly number[], limit: number): Promise<void> {
  while (offers.some((id) => model.openOf(id).length > 0) && model.now() < limit) await sleep(50);
}

/** So that the page's list does not fill up with rounds that are over. */
async function putAway(shop: SandboxShop, id: number): Promise<void> {
  const { intent, version } = await shop.offer(id);
  if (intent !== 'archived') await shop.changeOffer(id, version, { intent: 'archived' });
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
  const others = ledger.touched().size;
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
