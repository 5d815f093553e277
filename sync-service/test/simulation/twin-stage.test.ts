import { expect, it } from 'vitest';
import { MemoryStage } from './memory-stage.ts';
import type { StageState } from './stage.ts';
import { TwinStage } from './twin-stage.ts';

const BEGIN = Date.UTC(2026, 10, 4, 10);

/** Its tables are read one after the other, as those of a database are. */
class SlowStage extends MemoryStage {
  override async state(): Promise<StageState> {
    const before = await super.state();
    for (let turns = 0; turns < 20; turns++) await new Promise(setImmediate);
    const { customers } = await super.state();
    return { ...before, customers };
  }
}

it('two shops are compared at one instant, whatever a service sends meanwhile and however slow one of them is', async () => {
  const twins = new TwinStage(new MemoryStage(BEGIN), new SlowStage(BEGIN), BEGIN);
  const [{ id }] = (await twins.state()).customers as [StageState['customers'][number]];
  const defaultOf = async () => (await twins.state()).customers.find((each) => each.id === id)!.default;
  await twins.addCart(id);
  const [before] = await Promise.all([defaultOf(), twins.bareWrite(id, { default: twins.wholesale })]);
  expect(before).not.toBe(twins.wholesale);
  expect(await defaultOf()).toBe(twins.wholesale);
});
