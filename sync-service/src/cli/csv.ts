import { open, type FileHandle } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { withCleanup } from '../concurrency.ts';
import { InvalidInputError } from '../errors.ts';

export type CsvRow = readonly (string | number)[];
const ROWS_AT_ONCE = 5_000;

/** Rows as CSV into a file, or with `-` onto a stream, in bounded memory. */
export class CsvWriter {
  private readonly rows: CsvRow[] = [];

  private constructor(
    private readonly file: FileHandle | null,
    private readonly stream: NodeJS.WritableStream,
  ) {}

  /** @throws InvalidInputError when the file cannot be written */
  static async open(option: string, path: string, stream: NodeJS.WritableStream, head: CsvRow): Promise<CsvWriter> {
    let file: FileHandle | null = null;
    if (path !== '-') {
      try {
        file = await open(path, 'w');
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        throw new InvalidInputError(
          `${option}: ${path} cannot be written (${code}); name a file in a folder that exists`,
        );
      }
    }
    const writer = new CsvWriter(file, stream);
    await writer.write([head]);
    return writer;
  }

  async write(rows: Iterable<CsvRow>): Promise<void> {
    for (const row of rows) if (this.rows.push(row) >= ROWS_AT_ONCE) await this.flush();
  }

  async close(): Promise<void> {
    await withCleanup(
      () => this.flush(),
      async () => this.file?.close(),
    );
  }

  private async flush(): Promise<void> {
    if (this.rows.length === 0) return;
    const text = stringify(this.rows.splice(0).map((row) => [...row]));
    if (this.file !== null) await this.file.write(text);
    else if (!this.stream.write(text)) await new Promise<void>((resolve) => this.stream.once('drain', () => resolve()));
  }
}
