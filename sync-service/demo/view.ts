import type { SampleShop } from './sample-shop.ts';
import type { Round } from './story.ts';

const LINES = 14;
const BAR = 30;
/** Lines for offers that are made on the page. */
const OTHERS = 2;
const CLEAR_LINE = '\u001b[2K';
const LOOK_MS = 250;

interface OfferLine {
  readonly id: number;
  readonly name: string;
  readonly discount: number;
  readonly priority: number;
  readonly starts: number;
  readonly ends: number;
  readonly inside: number;
}

/**
 * What the demo shows: on a terminal a small panel that is drawn again in place (clock, offers with who is inside, the last events), otherwise one
 * plain line an event.
 */
export class View {
  private readonly events: string[] = [];
  private drawn = 0;
  private timer: NodeJS.Timeout | undefined;
  private offers: readonly OfferLine[] = [];

  constructor(
    private readonly shop: SampleShop,
    private readonly title: string,
    private readonly out: NodeJS.WriteStream,
  ) {}

  private begin = 0;
  private round: Round | null = null;

  start(begin: number, round: Round): void {
    this.begin = begin;
    this.round = round;
    if (!this.out.isTTY) return;
    clearInterval(this.timer);
    let isLooking = false;
    this.timer = setInterval(() => {
      if (isLooking) return;
      isLooking = true;
      // What cannot be read now is drawn as it was.
      void this.look()
        .catch(() => undefined)
        .finally(() => {
          isLooking = false;
          this.draw();
        });
    }, LOOK_MS);
  }

  private async look(): Promise<void> {
    const rows = await this.shop.db.rows<Record<'name' | 'starts' | 'ends', string> & Omit<OfferLine, 'name'>>(
      `SELECT id_group_offer AS id, name, discount, priority, starts_at AS starts, LEAST(ends_at, COALESCE(cut_at, ends_at)) AS ends,
       (SELECT COUNT(*) FROM #groupoffers_enrolment e WHERE e.id_group_offer = o.id_group_offer AND e.outcome = 'open') AS inside
       FROM #groupoffers_offer o WHERE intent = 'armed' ORDER BY id`,
    );
    const ms = (utc: string) => Date.parse(`${utc.replace(' ', 'T')}Z`);
    this.offers = rows.map((row) => ({ ...row, starts: ms(String(row.starts)), ends: ms(String(row.ends)) }));
  }

  event(who: string, what: string): void {
    const seconds = (this.shop.now() - this.begin) / 1000 / this.shop.speed;
    const line = `${seconds.toFixed(1).padStart(6)} s  ${who.padEnd(9)} ${what}`;
    if (this.out.isTTY) this.events.push(line);
    else this.out.write(`${line}\n`);
  }

  /** Leaves the last picture standing. */
  stop(): void {
    clearInterval(this.timer);
    if (this.out.isTTY && this.round !== null) this.draw();
  }

  private draw(): void {
    // Some pseudo terminals say that they have no columns at all.
    const width = Math.max(40, this.out.columns || 120);
    const lines = this.picture().map((line) => [...line].slice(0, width - 1).join(''));
    const up = this.drawn > 0 ? `\u001b[${this.drawn}A` : '';
    this.out.write(up + lines.map((line) => `${CLEAR_LINE}${line}\n`).join(''));
    this.drawn = lines.length;
  }

  private picture(): string[] {
    const now = this.shop.now();
    const { everybody, members, welcomeBack } = this.round!;
    const own = [everybody.id, members.id, welcomeBack.id];
    const others = this.offers.filter(({ id, ends }) => now < ends && !own.includes(id)).slice(-OTHERS);
    const shown = [...own.flatMap((id) => this.offers.find((each) => each.id === id) ?? []), ...others];
    const seconds = ((now - this.begin) / 1000 / this.shop.speed).toFixed(1);
    const recent = this.events.slice(-LINES);
    return [
      this.title,
      `${this.shop.data.localTime(now)}, ${seconds} s; the shop’s minutes pass in a second`,
      '',
      ...shown.map((offer) => this.offerLine(offer, now)),
      ...Array.from({ length: own.length + OTHERS - shown.length }, () => ''),
      '',
      ...recent,
      ...Array.from({ length: LINES - recent.length }, () => ''),
    ];
  }

  private offerLine({ name, discount, priority, starts, ends, inside }: OfferLine, now: number): string {
    const share = inside / Math.max(1, this.shop.world.customers.size);
    const bar = '█'.repeat(Math.round(share * BAR)).padEnd(BAR, '░');
    const state = now < starts ? 'planned' : now < ends ? 'open' : 'over';
    const short = [...name].slice(0, 20).join('').padEnd(20);
    return `  ${short} −${String(Number(discount)).padStart(2)} %  priority ${priority}  ${state.padEnd(8)}${bar} ${inside}`;
  }
}
