import { startSandbox } from '../../src/shop/sandbox/index.ts';
import { contractSuite } from './contract.ts';
import { sandboxTarget } from './sandbox-target.ts';

contractSuite('the sandbox, in memory', async () => sandboxTarget(await startSandbox()));
