import { expect, it } from 'vitest';
import { allEnded, sideBySide, withCleanup, type Lane } from './concurrency.ts';

it('of several failures the first is thrown, and tells of the others', async () => {
  const late = new Promise<never>((_, reject) => setImmediate(() => reject(new Error('late'))));
  const failed = allEnded([late, undefined, Promise.resolve(1), Promise.reject(new Error('first'))]);
  await expect(failed).rejects.toMatchObject({ message: 'first', suppressed: [{ message: 'late' }] });
});

it('lanes begin no further step when one has failed, and are waited for', async () => {
  let steps = 0;
  const failing: Lane = () => Promise.reject(new Error('first'));
  const working: Lane = async (isOver) => {
    do {
      steps++;
      await new Promise(setImmediate);
    } while (!isOver());
    throw new Error('second');
  };
  await expect(sideBySide([working, failing])).rejects.toMatchObject({
    message: 'first',
    suppressed: [{ message: 'second' }],
  });
  expect(steps).toBe(1);
});

it('a cleanup that fails hides no failure, even of one that has a cause, and is told where nothing else failed', async () => {
  const error = new Error('work', { cause: new Error('why') });
  const fails = () => Promise.reject(new Error('cleanup'));
  await expect(withCleanup(() => Promise.reject(error), fails)).rejects.toMatchObject({
    message: 'work',
    cause: { message: 'why' },
    suppressed: [{ message: 'cleanup' }],
  });
  await expect(withCleanup(async () => 1, fails)).rejects.toThrow('cleanup');
});
