import { contractSuite } from './contract.ts';
import { memoryTarget } from './memory-target.ts';

contractSuite('the shop in memory', async () => memoryTarget(), 'moves');
