import { loadConfig, secretsOf } from '../../config.ts';
import { createLog } from '../../log.ts';
import { runService } from '../../main.ts';
import { openShop } from '../session.ts';

/** The service, until SIGTERM or Ctrl-C; then the process ends, too. A second signal ends it at once. */
export async function run(): Promise<void> {
  const config = loadConfig(process.env, process.cwd());
  const log = createLog(config.logLevel, undefined, secretsOf(config));
  for (const file of config.exposedFiles ?? []) {
    log.warn({ file }, `Every user of this machine can read ${file}, which holds a secret: chmod 600 '${file}'`);
  }
  for (const message of config.skippedShops ?? [])
    log.error(`A shop is left out, until the service starts again: ${message}`);
  const service = await runService(config, log, (shop) => openShop({ ...shop, planningKey: null }, log));
  await new Promise<never>(() => {
    let stopping = false;
    const stop = (signal: NodeJS.Signals) => {
      if (stopping) {
        log.warn({ signal }, 'second signal: ending at once');
        process.exit(1);
      }
      stopping = true;
      log.info({ signal }, 'stopping');
      // A request that was cut off would keep the process for as long as the shop is silent.
      service.stop().then(
        () => process.exit(),
        (error: unknown) => {
          log.error({ error }, 'stopping failed');
          process.exit(1);
        },
      );
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
}
