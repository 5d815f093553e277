import { silentLog } from '../../../src/log.ts';
import { PrestaShopShop } from '../../../src/shop/prestashop/index.ts';
import { Database } from '../database.ts';
import { sqlTarget } from '../sql-target.ts';
import type { Target } from '../target.ts';
import { AdminWebservice, BackOffice } from './back-office.ts';
import { shopEnvironment } from './environment.ts';

/** The shop that the environment names. */
export const env = shopEnvironment();
export const admin = new AdminWebservice(env.SHOP_URL, env.SHOP_ADMIN_KEY);
export const connection = {
  name: 'shop',
  url: env.SHOP_URL,
  key: env.SHOP_KEY,
  planningKey: env.SHOP_PLANNING_KEY,
  allowHttp: true,
  keyInAddress: false,
  requestsPerMinute: 100_000,
  requestsAtOnce: 2,
};

/** What the suites need of it, behind its back. */
export function realTarget(db = new Database(env.SHOP_DB_URL)): Promise<Target> {
  return sqlTarget({
    shop: new PrestaShopShop(connection, silentLog),
    db,
    url: env.SHOP_URL,
    key: env.SHOP_KEY,
    forms: new BackOffice(env.SHOP_BO_URL, env.SHOP_BO_USER, env.SHOP_BO_PASSWORD),
    deletions: admin,
    programs: admin,
  });
}
