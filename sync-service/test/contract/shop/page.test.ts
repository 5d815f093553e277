import { afterAll } from 'vitest';
import { Database } from '../database.ts';
import { bootIn, OpenPage } from '../page-door.ts';
import { pageContract } from '../page.ts';
import { sqlDoor } from '../sql-door.ts';
import { BackOffice } from './back-office.ts';
import { env, realTarget } from './real-shop.ts';
import { Viewer } from './viewer.ts';

const others = (['viewer', 'looker', 'planner'] as const).map(
  (kind) => new Viewer(new Database(env.SHOP_DB_URL), kind),
);
afterAll(async () => {
  for (const other of others) await other.remove();
});

pageContract('the page in a real back office', async () => {
  for (const other of others) await other.make();
  const db = new Database(env.SHOP_DB_URL);
  const door = sqlDoor(db, async (who) => {
    const other = others.find(({ kind }) => kind === who);
    const [user, password] =
      other === undefined ? [env.SHOP_BO_USER, env.SHOP_BO_PASSWORD] : [other.email, other.password];
    const backOffice = new BackOffice(env.SHOP_BO_URL, user, password);
    const { html, url } = await backOffice.page('AdminGroupOffers');
    return new OpenPage(bootIn(html), url, backOffice.browser.fetch);
  });
  return { target: await realTarget(db), door };
});
