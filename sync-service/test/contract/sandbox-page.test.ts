import { silentLog } from '../../src/log.ts';
import { PrestaShopShop } from '../../src/shop/prestashop/index.ts';
import { startSandbox, type Sandbox } from '../../src/shop/sandbox/index.ts';
import { bootIn, OpenPage, type PageDoor } from './page-door.ts';
import { pageContract } from './page.ts';
import { sandboxTarget } from './sandbox-target.ts';

function sandboxDoor({ model, url }: Sandbox): PageDoor {
  return {
    async open(who) {
      const address = new URL(who === 'editor' ? 'admin/' : 'admin/?employee=2', url);
      return new OpenPage(bootIn(await (await fetch(address)).text()), address.href);
    },
    async makeVoucher({ cart, ...voucher }) {
      const id = Math.max(0, ...model.world.cartRules.map((rule) => rule.id)) + 1;
      model.world.cartRules.push({ id, ...voucher });
      model.world.carts.get(cart)!.cartRules = [id];
      return id;
    },
    async setKey(key) {
      model.backOffice.key = key;
    },
  };
}

pageContract('the page on the sandbox', async () => {
  const sandbox = await startSandbox();
  const options = { name: 'sandbox', url: sandbox.url, key: sandbox.key, requestsPerMinute: 100_000 };
  const shop = new PrestaShopShop({ ...options, allowHttp: true }, silentLog);
  return { target: sandboxTarget(sandbox, shop), door: sandboxDoor(sandbox) };
});
