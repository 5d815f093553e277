import { ShopClock } from '../clock.ts';
import { loadConfig, secretsOf, type Config, type ShopConfig } from '../config.ts';
import { InvalidInputError } from '../errors.ts';
import { createLog, type Logger } from '../log.ts';
import { leaveSteps, type Shop } from '../moves/index.ts';
import type { Offer } from '../offer/index.ts';
import { PrestaShopShop } from '../shop/prestashop/index.ts';
import { LEAVE_BUDGET } from '../sync/apply.ts';
import { SyncMemory } from '../sync/memory.ts';
import { Output } from './output.ts';

export interface GlobalOptions {
  readonly json?: boolean;
  readonly shop?: string;
}

/** What every command works with. */
export interface Session {
  readonly config: Config;
  readonly shopConfig: ShopConfig;
  readonly shop: Shop;
  readonly log: Logger;
  readonly output: Output;
}

export const openShop = (
  config: ShopConfig,
  log: Logger,
  how: { readonly timeoutMs?: number; readonly tries?: number } = {},
): Shop => new PrestaShopShop({ ...config, ...how }, log);

/** @throws InvalidInputError when settings are refused, or `--shop` names none of the shops */
export function openSession(options: GlobalOptions): Session {
  const config = loadConfig(process.env, process.cwd());
  const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel, undefined, secretsOf(config));
  const shopConfig = chooseShop(config, options.shop);
  return { config, shopConfig, log, shop: openShop(shopConfig, log), output: new Output(options.json === true) };
}

function chooseShop(config: Config, name: string | undefined): ShopConfig {
  const names = config.shops.map((shop) => shop.name).join(', ');
  const skipped = (config.skippedShops ?? []).map((message) => `\nLeft out: ${message}`).join('');
  if (name === undefined) {
    if (config.shops.length === 1 && skipped === '') return config.shops[0]!;
    throw new InvalidInputError(`--shop: there are several shops; name one of ${names}${skipped}`);
  }
  const found = config.shops.find((shop) => shop.name === name);
  if (found === undefined)
    throw new InvalidInputError(`--shop: there is no shop "${name}"; name one of ${names}${skipped}`);
  return found;
}

/** The offer that an id or an exact name means. */
export async function findOffer(shop: Shop, wanted: string): Promise<Offer> {
  if (/^\d+$/.test(wanted)) return shop.offer(Number(wanted));
  const found = (await shop.offers()).filter(({ name }) => name === wanted);
  if (found.length === 1) return found[0]!;
  if (found.length === 0)
    throw new InvalidInputError(`OFFER: there is no offer called "${wanted}"; see: group-offers list`);
  throw new InvalidInputError(`OFFER: "${wanted}" is the name of ${found.map(({ id }) => id).join(', ')}; give the id`);
}

/** What the planning part of a sync needs, for commands that only look. */
export const lookOnly = (shop: Shop) => ({ shop, clock: new ShopClock(), memory: new SyncMemory() });

/** Lets everybody leave who is due, with a progress bar. @returns the counts */
export async function leaveWithProgress(shop: Shop, output: Output, label: string) {
  const total = { left: 0, restored: 0, staffKept: 0, changedElsewhere: 0, corrected: 0, deferred: 0 };
  await output.progress(label, async (step) => {
    for await (const result of leaveSteps((after) => shop.leaveDue({ ...LEAVE_BUDGET, after }))) {
      total.left += result.left;
      total.restored += result.restored;
      total.staffKept += result.staffKept;
      total.changedElsewhere += result.changedElsewhere;
      total.corrected += result.corrected;
      total.deferred = result.deferred;
      step(total.left, total.left + result.remaining);
    }
  });
  return total;
}
