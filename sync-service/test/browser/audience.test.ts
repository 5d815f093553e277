import { expect, it } from 'vitest';
import { judgeInChromium } from '../../bench/audience/browser.ts';
import { judgeTenCriteria } from '../../bench/audience/engine.ts';

it('the engine selects the same customers in a browser as in the service', async () => {
  const here = judgeTenCriteria(5_000, 1);
  const [there] = await judgeInChromium([5_000], 1);
  expect(there!.selected).toBe(here.selected);
  expect(here.selected).toBeGreaterThan(0);
  expect(here.selected).toBeLessThan(5_000);
});
