import { describe } from 'vitest';
import { coreFacts } from '../core-facts.ts';

const root = process.env['SHOP_ROOT'] ?? '';
if (root === '')
  throw new Error('SHOP_ROOT: not set; the folder of a real shop on this machine, whose core is asked in PHP');

describe('a real PrestaShop', () => coreFacts(() => ({ root })));
