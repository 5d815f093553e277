import { afterAll } from 'vitest';
import { Database } from '../database.ts';
import { bootIn, OpenPage } from '../page-door.ts';
import { pageContract } from '../page.ts';
import { sqlDoor } from '../sql-door.ts';
import { BackOffice } from './back-office.ts';
import { env, realTarget } from './real-shop.ts';
import { Viewer } from './viewer.ts';

const viewer = new Viewer(new Database(env.SHOP_DB_URL));
afterAll(() => viewer.remove());

pageContract('the page in a real back office', async () => {
  await viewer.make();
  const db = new Database(env.SHOP_DB_URL);
  const door = sqlDoor(db, async (who) => {
    const [user, password] =
      who === 'editor' ? [env.SHOP_BO_USER, env.SHOP_BO_PASSWORD] : [viewer.email, viewer.password];
    const backOffice = new BackOffice(env.SHOP_BO_URL, user, password);
    const { html, url } = await backOffice.page('AdminGroupOffers');
    return new OpenPage(bootIn(html), url, backOffice.browser.fetch);
  });
  return { target: await realTarget(db), door };
});
