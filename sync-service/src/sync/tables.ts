/** What a shop sends page by page, column by column, as one. */

type Columns = Readonly<Record<string, Int32Array | Uint32Array | Float64Array>>;

/** @param isOver whether no further page is wanted */
export async function collect<T>(pages: AsyncIterable<T>, isOver = () => false): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) {
    all.push(page);
    if (isOver()) break;
  }
  return all;
}

/**
 * One table out of all pages.
 * @param rows in a page
 * @param make a table of so many rows, every column in it
 */
export async function readTable<Page extends object, Table extends Columns & Page>(
  pages: AsyncIterable<Page>,
  rows: (page: Page) => number,
  make: (size: number) => Table,
): Promise<Table> {
  const all = await collect(pages);
  const table = make(all.reduce((sum, page) => sum + rows(page), 0));
  let offset = 0;
  // A page that was copied is done with: the table is not in memory twice.
  for (let page = all.shift(); page !== undefined; page = all.shift()) {
    for (const [name, column] of Object.entries(table)) column.set((page as Columns)[name]!, offset);
    offset += rows(page);
  }
  return table;
}
