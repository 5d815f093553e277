import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createLog } from '../src/log.ts';
import { buildPage } from './build-page.ts';
import { planExamples } from './examples.ts';
import { wholeNumber } from './options.ts';
import { SampleShop } from './sample-shop.ts';
import { runServiceOn } from './service.ts';

const USAGE = `npm run page -- [--customers 2000] [--port 8090] [--built FOLDER] [--no-service] [--no-offers] [--seed 1]

A made-up shop on the module's PHP with the real service and a few offers, to look at the back-office page while working on it. Built files, and the module's PHP, are read anew with
every reload: build with "npm run build:page", or into a folder of your own: "npx vite build --outDir FOLDER" in admin-widget.

  /admin/             the page         ?lang=en|es|fr|ar   language, and how dates and numbers are written
  /admin/dashboard    the tile         ?dir=rtl            right to left
  /admin/customers/7  a customer       ?employee=2         an employee who may only look
The menu has buttons for a slow shop, a failing one, and a session that is over.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      customers: { type: 'string', default: '2000' },
      port: { type: 'string', default: '0' },
      built: { type: 'string' },
      service: { type: 'boolean', default: true },
      offers: { type: 'boolean', default: true },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const [shop] = await Promise.all([
    SampleShop.open({
      customers: wholeNumber('--customers', values.customers, 0),
      port: wholeNumber('--port', values.port, 0),
      seed: wholeNumber('--seed', values.seed, 0),
      ...(values.built === undefined ? {} : { built: values.built }),
    }),
    values.built === undefined ? buildPage() : null,
  ]);
  if (values.offers) await planExamples(shop);
  const service = values.service ? await runServiceOn(shop, createLog('warn')) : null;
  process.stdout.write(`The page: ${shop.url}admin/   (Ctrl-C ends it)\n`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await service?.stop();
  await shop.close();
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
