import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ShopUnusableError } from '../../errors.ts';
import { readAnswer, type ReadAnswer, type Reading } from './read-answer.ts';
import { namedReading, type ThreadAnswer, type ThreadTask } from './thread-task.ts';

/** Longer answers are read in a thread: this many bytes take some milliseconds, whatever is in them. */
export const HERE_AT_MOST = 512 * 1024;
/** Of an error's body, of which code and message are wanted. */
const ERROR_AT_MOST = 64 * 1024;
/** Enough to tell a web page from something else. */
const NO_MORE = 1_024;
const IDLE_MS = 30_000;
/** One answer, what it becomes, and what is left behind meanwhile. */
const MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 };

const TOO_SLOW = new Error('too slow');
const IDLE = new Error('idle');
const CLOSED = new Error('closed');

/**
 * Reads the answers of one shop: small ones here, large ones one after another in a thread of that shop's, so that no shop keeps this process from
 * serving the others, nor another's answers from being read. On `node:worker_threads` and not with a library's pool: it is one thread, and a task's time counts from its own beginning.
 */
export class AnswerReader {
  private thread: Worker | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private settle: { resolve(answer: ThreadAnswer): void; reject(error: unknown): void } | null = null;
  private idle: NodeJS.Timeout | undefined;

  constructor(private readonly taskAtMostMs = 20_000) {}

  /**
   * @param bytes are no longer the caller's
   * @param how null: the status says that it is an error, of which code and message are wanted
   * @throws ShopUnusableError when it is not as agreed, or takes more time or memory than any right answer does
   */
  async read(bytes: Uint8Array, resource: string, how: Reading | null): Promise<ReadAnswer> {
    if (how === null) return readAnswer(bytes.length > ERROR_AT_MOST ? bytes.subarray(0, NO_MORE) : bytes, null);
    const named = namedReading(how);
    if (bytes.length <= HERE_AT_MOST) return readAnswer(bytes, how);
    const task = this.last.then(() => this.inThread(resource, { bytes, how: named }));
    this.last = task.catch(() => undefined);
    return task;
  }

  private async inThread(resource: string, task: ThreadTask): Promise<ReadAnswer> {
    clearTimeout(this.idle);
    this.thread ??= this.start();
    let late: NodeJS.Timeout | undefined;
    try {
      const answer = await new Promise<ThreadAnswer>((resolve, reject) => {
        this.settle = { resolve, reject };
        late = setTimeout(() => this.end(TOO_SLOW), this.taskAtMostMs);
        this.thread!.postMessage(task, handedOver(task.bytes));
      });
      if ('read' in answer) return answer.read;
      throw 'unusable' in answer ? new ShopUnusableError(answer.unusable, 200) : new Error(answer.fault);
    } catch (error) {
      if (error !== TOO_SLOW && (error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
      const message = `${resource}: the answer cannot be right: reading it takes too much time or memory`;
      throw new ShopUnusableError(message, 200, { cause: error });
    } finally {
      clearTimeout(late);
      this.settle = null;
      this.idle = setTimeout(() => this.end(IDLE), IDLE_MS).unref();
    }
  }

  private start(): Worker {
    const thread = new Worker(threadFile(), { resourceLimits: MEMORY });
    thread.on('message', (answer: ThreadAnswer) => this.settle?.resolve(answer));
    thread.on('error', (error) => this.end(error));
    thread.unref();
    return thread;
  }

  /** What is being read is given up. */
  close(): void {
    clearTimeout(this.idle);
    this.end(CLOSED);
  }

  private end(why: unknown): void {
    void this.thread?.terminate();
    this.thread = null;
    this.settle?.reject(why);
  }
}

/** Beside this one, compiled or bundled; from the source, behind the compiler that this process runs with (Node's own cannot read all of it). */
function threadFile(): URL {
  const extension = extname(import.meta.url);
  const file = new URL(`./answer-thread${extension}`, import.meta.url);
  if (extension !== '.ts') return file;
  const code = `import { register } from '${import.meta.resolve('tsx/esm/api')}'; register(); await import('${file.href}');`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}

/** A piece of a larger block of memory is copied. */
function handedOver({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}
