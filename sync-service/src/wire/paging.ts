import { ShopUnusableError } from '../errors.ts';

/** One page of a table, and the id after which the next one begins. */
export interface TablePage {
  readonly next: number | null;
}

/**
 * A table page by page; the shop works on the next one while this one is used.
 * @param read a page of the rows after that id, until the signal says that nobody wants it any more
 * @throws ShopUnusableError when pages do not go on
 */
export async function* pagesOf<P extends TablePage>(
  table: string,
  read: (after: number, signal: AbortSignal) => Promise<P>,
): AsyncGenerator<P, void, void> {
  const noMore = new AbortController();
  let after = 0;
  let coming = read(after, noMore.signal);
  try {
    for (;;) {
      const page = await coming;
      const { next } = page;
      if (next === null) {
        yield page;
        return;
      }
      if (next <= after) throw new ShopUnusableError(`${table}: its pages go round in circles at ${after}`, 200);
      coming = read(next, noMore.signal);
      // Its error is met at the next turn of the loop.
      coming.catch(() => undefined);
      yield page;
      after = next;
    }
  } finally {
    // Of a caller who has seen enough nothing stays under way.
    noMore.abort();
    await coming.catch(() => undefined);
  }
}
