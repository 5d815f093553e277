import type { Temporal } from 'temporal-polyfill';
import { createInterface } from 'node:readline/promises';
import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';
import { ENDLESS, type Offer } from '../offer/index.ts';
import { ZoneClock, zoneOf } from '../windows/index.ts';

/** What commands say: results on standard output (a table or, with `--json`, one object), everything else on standard error. */
export class Output {
  constructor(
    readonly json: boolean,
    readonly stdout: NodeJS.WritableStream = process.stdout,
    private readonly err: NodeJS.WritableStream = process.stderr,
    private readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean } = process.stdin,
  ) {}

  /** The command's result: `data` with `--json`, otherwise what `print` writes. */
  result(data: unknown, print: () => string): void {
    this.stdout.write(this.json ? `${escaped(JSON.stringify(data))}\n` : `${harmless(print())}\n`);
  }

  note(text: string): void {
    this.err.write(`${harmless(text)}\n`);
  }

  /** Asks somebody at a terminal for yes or no. @returns null when nobody is there to answer */
  async ask(question: string): Promise<boolean | null> {
    if (this.json || this.stdin.isTTY !== true || !this.isLooked()) return null;
    const lines = createInterface({ input: this.stdin, output: this.err });
    try {
      return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
    } finally {
      lines.close();
    }
  }

  private isLooked(): boolean {
    return 'isTTY' in this.err && this.err.isTTY === true;
  }

  /** A progress bar while `work` runs, where somebody looks; steps report what is done of how many. */
  async progress<T>(label: string, work: (step: (done: number, of: number) => void) => Promise<T>): Promise<T> {
    if (this.json || !this.isLooked()) return work(() => undefined);
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

/** Names come from the shop: what would move a terminal's cursor, or turn the direction of writing, is shown as `\ufffd`. */
function harmless(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|[\u2028-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/** The same in JSON, where such a character can be written as what it is. */
function escaped(json: string): string {
  return json.replace(
    /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const drawn = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  drawn.push(...rows.map((row) => row.map((cell) => (typeof cell === 'string' ? harmless(cell) : cell))));
  return drawn.toString();
}

const FEW = 20;

/** The first ones, and how many more there are. */
export const fewOf = (ids: readonly number[]): string =>
  ids.slice(0, FEW).join(', ') + (ids.length > FEW ? `, and ${ids.length - FEW} more` : '');

/** `12.34`, with so many digits; what is there but rounds to nothing, or not all but rounds to it, is `under 0.01`, `over 99.99`. */
export function percentText(part: number, whole: number, digits = 2): string {
  const least = 10 ** -digits;
  const share = whole === 0 ? 0 : Number(((100 * part) / whole).toFixed(digits));
  if (share === 0 && part > 0) return `under ${least}`;
  return share === 100 && part < whole ? `over ${100 - least}` : `${share}`;
}

/** `2026-11-27 18:00 Europe/Madrid (17:00 UTC)` */
export function instantText(instant: Temporal.Instant, zone: string | ZoneClock): string {
  const clock = typeof zone === 'string' ? new ZoneClock(zone) : zone;
  const [day, local] = textOf(clock, instant);
  const [, utc] = textOf(new ZoneClock('UTC'), instant);
  const written = `${day} ${local} ${clock.name}`;
  return clock.name === 'UTC' ? written : `${written} (${utc} UTC)`;
}

/** `2026-11-27`, `18:00` */
const textOf = (clock: ZoneClock, { epochMilliseconds }: Temporal.Instant): readonly [string, string] => {
  const text = clock.textAt(Math.floor(epochMilliseconds / 1000) * 1000);
  return [text.slice(0, 10), text.slice(11, 19).replace(/:00$/, '')];
};

/** The end of an offer's last window. */
export const untilText = (offer: Offer) => endText(offer.endsAt, zoneOf(offer));

export const endText = (end: Temporal.Instant, zone: string | ZoneClock) =>
  end.toString() === ENDLESS ? 'no end' : instantText(end, zone);
