import type { CsvWriter } from '../csv.ts';

const FIRST_SHOWN = 10;

/** What can be wrong with a line of an import. */
export const TROUBLES = {
  notUnderstood: 'not understood',
  notFound: 'no such customer',
  disagree: 'id and e-mail are not of one customer',
  duplicates: 'customer was there before',
} as const;
export type Trouble = keyof typeof TROUBLES;

export interface Troubled {
  readonly count: number;
  /** Numbers of the first lines. */
  readonly lines: readonly number[];
}

/** Counts an import's lines; all that is wrong goes into the report (line numbers only) as it is found. */
export class ImportTally {
  lines = 0;
  private readonly found = Object.fromEntries(
    Object.keys(TROUBLES).map((trouble) => [trouble, { count: 0, lines: [] as number[] }]),
  ) as Record<Trouble, { count: number; lines: number[] }>;
  private readonly waiting: [line: number, what: string][] = [];

  constructor(private readonly report: CsvWriter | null) {}

  add(trouble: Trouble, line: number): void {
    const found = this.found[trouble];
    found.count++;
    if (found.lines.length < FIRST_SHOWN) found.lines.push(line);
    if (this.report !== null) this.waiting.push([line, TROUBLES[trouble]]);
  }

  /** Writes what waits, in the order of the lines. */
  async write(): Promise<void> {
    await this.report?.write(this.waiting.splice(0).sort(([a], [b]) => a - b));
  }

  of(trouble: Trouble): Troubled {
    return this.found[trouble];
  }
}
