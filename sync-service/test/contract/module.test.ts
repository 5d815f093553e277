import { silentLog } from '../../src/log.ts';
import { PrestaShopShop } from '../../src/shop/prestashop/index.ts';
import { contractSuite } from './contract.ts';
import { Database } from './database.ts';
import { sqlTarget } from './sql-target.ts';
import { standInBackOffice, startStandIn } from './stand-in.ts';

contractSuite("the module's PHP on MariaDB", async () => {
  const { url, key, planningKey, db, stop } = await startStandIn();
  const options = { name: 'stand-in', url, key, planningKey, allowHttp: true, requestsPerMinute: 100_000 };
  return sqlTarget({
    shop: new PrestaShopShop(options, silentLog),
    db: new Database(db),
    url,
    key,
    ...standInBackOffice(url),
    stop,
  });
});
