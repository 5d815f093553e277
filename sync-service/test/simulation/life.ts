import { checkLook, checkOpened, type Seen } from './invariants.ts';
import { Shadow } from './model.ts';
import type { Seat, Stage, StageState } from './stage.ts';
import { VirtualWorker, type Timeline } from './virtual-worker.ts';

/** More than any history needs: two services that wait for each other, each with a hundred alarms, try 20 times a second. */
const WAKES = 200_000;

/** What a history is played in: a shop, its services, the time, and what the player has seen. */
export class Life {
  readonly workers: VirtualWorker[];
  readonly time: Timeline;
  /** Customer forms that are open in some tab, as rendered. */
  readonly forms = new Map<number, Seat>();
  /** How far the shop's clock is from the time, ms. */
  offset = 0;
  /** Those that offers reduce and staff have not deleted. */
  categories: readonly number[];
  seen: Seen;
  /** Yesterday's backup. */
  kept: { readonly data: unknown; readonly seen: Seen; readonly categories: readonly number[] } | null = null;
  /** What happens while a service stands still. */
  pause: Promise<void> = Promise.resolve();
  private wakes = 0;

  constructor(
    readonly stage: Stage,
    begin: number,
    state: StageState,
  ) {
    const pass = (ms: number) => {
      this.time.now += ms;
      stage.setNow(this.shopNow);
    };
    let keys = 0;
    const newKey = () => `00000000-0000-4000-8000-${String(++keys).padStart(12, '0')}`;
    this.time = { now: begin, pass, newKey };
    this.categories = stage.categories;
    this.workers = [new VirtualWorker('a', stage, this.time)];
    this.seen = {
      shadow: new Shadow(state, stage.customerGroup),
      stranded: new Set(),
      groupless: new Set(),
      opened: new Set(),
      wholesale: stage.wholesale,
      disturbed: new Set(state.customers.filter(({ groups }) => groups.includes(stage.wholesale)).map(({ id }) => id)),
      irregular: new Set(),
    };
  }

  get shopNow(): number {
    return this.time.now + this.offset;
  }

  /** Services wake when they have to, one after the other. */
  async passTo(then: number): Promise<void> {
    for (;;) {
      if (++this.wakes > WAKES) throw new Error('a service looks and polls without end');
      const worker = this.workers.reduce((a, b) => (b.next() < a.next() ? b : a));
      const next = worker.next();
      if (next > then) break;
      this.time.pass(Math.max(0, next - this.time.now));
      const woken = await worker.wake();
      // A look that failed for another reason left it behind.
      await this.pause;
      if (woken === null) continue;
      const state = await this.stage.state();
      checkOpened(state, this.seen);
      if (woken.isDone) checkLook(state, this.seen, this.shopNow, woken.look);
    }
    this.time.pass(Math.max(0, then - this.time.now));
  }
}

/** One of those that there are, counted round. */
export const pick = <T>(from: readonly T[], number: number): T | undefined => from[number % Math.max(1, from.length)];

/** A customer's row as it is now is how it has to stay. */
export async function learnRest({ stage, seen }: Life, id: number): Promise<void> {
  const { rest } = (await stage.state()).customers.find((each) => each.id === id)!;
  seen.shadow.setRest(id, rest);
}

export const copyOf = ({ shadow, stranded, groupless, opened, wholesale, disturbed, irregular }: Seen): Seen => ({
  shadow: shadow.copy(),
  stranded: new Set(stranded),
  groupless: new Set(groupless),
  opened: new Set(opened),
  wholesale,
  disturbed: new Set(disturbed),
  irregular: new Set(irregular),
});
