import { silentLog } from '../../src/log.ts';
import { PrestaShopShop } from '../../src/shop/prestashop/index.ts';
import { startSandbox } from '../shop-in-memory/index.ts';
import { contractSuite } from './contract.ts';
import { sandboxTarget } from './sandbox-target.ts';

contractSuite('the sandbox, in memory', async () => sandboxTarget(await startSandbox()));

contractSuite('the sandbox, over HTTP', async () => {
  const sandbox = await startSandbox();
  const options = { name: 'sandbox', url: sandbox.url, key: sandbox.key, requestsPerMinute: 100_000 };
  return sandboxTarget(sandbox, new PrestaShopShop({ ...options, allowHttp: true }, silentLog));
});
