import type { Round } from './story.ts';
import type { SandboxModel } from '../shop/sandbox/index.ts';

const LINES = 14;
const BAR = 30;
/** Lines for offers that are made on the page. */
const OTHERS = 2;
const CLEAR_LINE = '\u001b[2K';

/**
 * What the demo shows: on a terminal a small panel that is drawn again in place (clock, offers with who is inside, the last events), otherwise one
 * plain line an event.
 */
export class View {
  private readonly events: string[] = [];
  private drawn = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly model: SandboxModel,
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
    this.timer = setInterval(() => this.draw(), 200);
    this.draw();
  }

  event(who: string, what: string): void {
    const seconds = (this.model.now() - this.begin) / 1000;
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
    const now = this.model.now();
    const { everybody, members, welcomeBack } = this.round!;
    const own = [everybody.id, members.id, welcomeBack.id];
    const others = [...this.model.offers.values()].filter(
      ({ id, intent, endsAt }) => intent === 'armed' && now < endsAt && !own.includes(id),
    );
    const offers = [...own, ...others.slice(-OTHERS).map(({ id }) => id)];
    const seconds = ((now - this.begin) / 1000).toFixed(1);
    const recent = this.events.slice(-LINES);
    return [
      this.title,
      `${new Date(now).toISOString().slice(11, 19)} UTC, ${seconds} s`,
      '',
      ...offers.map((id) => this.offerLine(id, now)),
      ...Array.from({ length: own.length + OTHERS - offers.length }, () => ''),
      '',
      ...recent,
      ...Array.from({ length: LINES - recent.length }, () => ''),
    ];
  }

  private offerLine(id: number, now: number): string {
    const offer = this.model.offers.get(id);
    if (offer === undefined) return '';
    const inside = this.model.openOf(id).length;
    const share = inside / Math.max(1, this.model.world.customers.size);
    const bar = '█'.repeat(Math.round(share * BAR)).padEnd(BAR, '░');
    const state = now < offer.startsAt ? 'planned' : now < offer.endsAt ? 'open' : 'over';
    const name = [...offer.name].slice(0, 20).join('').padEnd(20);
    return `  ${name} −${String(offer.discount).padStart(2)} %  priority ${offer.priority}  ${state.padEnd(8)}${bar} ${inside}`;
  }
}
