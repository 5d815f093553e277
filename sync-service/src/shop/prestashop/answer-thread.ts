import { parentPort } from 'node:worker_threads';
import { ShopUnusableError } from '../../errors.ts';
import { readAnswer } from './read-answer.ts';
import { readingOf, type ThreadAnswer, type ThreadTask } from './thread-task.ts';

/** The thread in which large answers are read (`answer-reader.ts`): one task after another. */
parentPort?.on('message', ({ bytes, how }: ThreadTask) => {
  const answer = answered(bytes, how);
  parentPort!.postMessage(answer, buffersIn('read' in answer ? answer.read : null));
});

function answered(bytes: Uint8Array, how: ThreadTask['how']): ThreadAnswer {
  try {
    return { read: readAnswer(bytes, how && readingOf(how)) };
  } catch (error) {
    const { message, stack } = error as Error;
    return error instanceof ShopUnusableError ? { unusable: message } : { fault: stack ?? message };
  }
}

/** Columns of numbers are handed over and not copied. */
function buffersIn(value: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) found.add(value.buffer as ArrayBuffer);
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) buffersIn(part, found);
  return [...found];
}
