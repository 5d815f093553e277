import type { Temporal } from 'temporal-polyfill';
import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';

/** What commands say: results on standard output (a table or, with `--json`, one object), everything else on standard error. */
export class Output {
  constructor(
    readonly json: boolean,
    private readonly out: NodeJS.WritableStream = process.stdout,
    private readonly err: NodeJS.WritableStream = process.stderr,
  ) {}

  /** The command's result: `data` with `--json`, otherwise what `print` writes. */
  result(data: unknown, print: () => string): void {
    this.out.write(this.json ? `${JSON.stringify(data)}\n` : `${print()}\n`);
  }

  note(text: string): void {
    this.err.write(`${text}\n`);
  }

  /** A progress bar while `work` runs, where somebody looks; steps report what is done of how many. */
  async progress<T>(label: string, work: (step: (done: number, of: number) => void) => Promise<T>): Promise<T> {
    const looked = !this.json && 'isTTY' in this.err && this.err.isTTY === true;
    if (!looked) return work(() => undefined);
    const bar = new SingleBar({ format: `${label} {bar} {value}/{total}`, hideCursor: true, stream: this.err });
    let started = false;
    try {
      return await work((done, of) => {
        if (!started) bar.start(of, done);
        started = true;
        bar.setTotal(of);
        bar.update(done);
      });
    } finally {
      if (started) bar.stop();
    }
  }
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const drawn = new Table({ head: [...head], style: { head: [], border: [] } });
  drawn.push(...rows.map((row) => [...row]));
  return drawn.toString();
}

/** `2026-11-27 18:00 Europe/Madrid (17:00 UTC)` */
export function instantText(instant: Temporal.Instant, timezone: string): string {
  const local = instant.toZonedDateTimeISO(timezone);
  const utc = instant.toZonedDateTimeISO('UTC');
  const clock = (time: Temporal.ZonedDateTime) =>
    time.toPlainTime().toString({ smallestUnit: 'second' }).replace(/:00$/, '');
  const written = `${local.toPlainDate().toString()} ${clock(local)} ${timezone}`;
  return timezone === 'UTC' ? written : `${written} (${clock(utc)} UTC)`;
}
