import { describe, expect, it } from 'vitest';
import { ShopClock } from './clock.ts';

/** This machine's two clocks, and a shop whose clock runs `ahead` of the wall clock and answers in 20 ms. */
function scene(ahead: number) {
  const time = { wall: 1_000_000, steady: 5_000, ahead };
  const clock = new ShopClock(
    () => time.wall,
    () => time.steady,
  );
  const pass = (ms: number) => {
    time.wall += ms;
    time.steady += ms;
  };
  const ask = () =>
    clock.learn(async () => {
      pass(10);
      const now = time.wall + time.ahead;
      pass(10);
      return { now };
    });
  return { time, clock, pass, ask };
}

describe('the shop’s clock', () => {
  it('is known from one answer, whatever this machine’s clock says', async () => {
    const { clock, time, ask } = scene(3_600_000);
    await ask();
    expect(clock.now()).toBe(time.wall + 3_600_000);
    expect(clock.takeJump()).toBe(0);
  });

  it('a jump of the shop’s clock is seen, once', async () => {
    const { clock, time, pass, ask } = scene(0);
    await ask();
    pass(10_000);
    time.ahead = -90_000;
    await ask();
    expect(clock.takeJump()).toBe(-89_980);
    expect(clock.now()).toBe(time.wall - 90_000);
    pass(10_000);
    await ask();
    expect(clock.takeJump()).toBe(0);
  });

  it('a jump that one answer showed is not forgotten by the next', async () => {
    const { clock, time, pass, ask } = scene(0);
    await ask();
    pass(10_000);
    time.ahead = 3_600_000;
    await ask();
    await ask();
    expect(clock.takeJump()).toBeGreaterThan(3_599_000);
    expect(clock.takeJump()).toBe(0);
  });

  it('an answer that took two minutes is no jump', async () => {
    const { clock, time, pass, ask } = scene(0);
    await ask();
    pass(10_000);
    await clock.learn(async () => {
      const now = time.wall;
      pass(125_000);
      return { now };
    });
    expect(clock.takeJump()).toBe(0);
  });

  it('this machine’s clock set right is no jump of the shop’s', async () => {
    const { clock, time, pass, ask } = scene(0);
    await ask();
    pass(10_000);
    time.wall += 600_000;
    time.ahead -= 600_000;
    await ask();
    expect(clock.takeJump()).toBe(0);
  });

  it('a suspended machine, whose steady clock stood still, sees no jump', async () => {
    const { clock, time, ask } = scene(0);
    await ask();
    time.wall += 8 * 3_600_000;
    await ask();
    expect(clock.takeJump()).toBe(0);
  });
});
