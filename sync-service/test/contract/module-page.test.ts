import { silentLog } from '../../src/log.ts';
import { PrestaShopShop } from '../../src/shop/prestashop/index.ts';
import { Database } from './database.ts';
import { OpenPage } from './page-door.ts';
import { pageContract } from './page.ts';
import { sqlDoor } from './sql-door.ts';
import { sqlTarget } from './sql-target.ts';
import { standInBackOffice, startStandIn } from './stand-in.ts';

pageContract("the page on the module's PHP", async () => {
  const { url, key, planningKey, db: address, stop } = await startStandIn();
  const options = { name: 'stand-in', url, key, planningKey, allowHttp: true, requestsPerMinute: 100_000 };
  const db = new Database(address);
  const shop = new PrestaShopShop(options, silentLog);
  const target = await sqlTarget({ shop, db, url, key, ...standInBackOffice(url), stop });
  const door = sqlDoor(db, async (who) => {
    const response = await fetch(new URL(`stand-in/page?employee=${who}`, url));
    const boot: unknown = await response.json();
    if (!response.ok) throw new Error(`stand-in/page answered ${response.status}: ${JSON.stringify(boot)}`);
    return new OpenPage(boot, url);
  });
  return { target, door };
});
