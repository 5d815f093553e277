import { availableParallelism } from 'node:os';

/** Syncs that plan or send at once, unless settings say otherwise. */
export const SYNCS_AT_ONCE = 16 * availableParallelism();
/** A sync whose requests have all been silent for so long only waits. */
const SLOW_MS = 1_000;
/** What waits may have become urgent. */
const LOOK_AGAIN_MS = 100;

/** What a sync is for: an edge that has come or is near, or anything else; `failed`: whatever it is for, the shop's last sync failed. */
export type SyncKind = 'edge' | 'ordinary' | 'failed';

interface Waiter {
  /** Whether it goes on with what it has begun. */
  readonly isBack: boolean;
  readonly kind: () => SyncKind;
  readonly start: (kind: SyncKind) => void;
}

/**
 * The places of a process: so many syncs plan or send at once, however many are due. Half of the places are kept for edges, and shops whose last
 * sync failed have a quarter at most, so that neither a crowd nor shops that are in trouble keep an edge waiting. Who only waits, for an edge or for
 * an answer that is slow to come, holds none.
 */
export class Places {
  private readonly taken: Record<SyncKind, number> = { edge: 0, ordinary: 0, failed: 0 };
  private waiting: Waiter[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly count: number = SYNCS_AT_ONCE) {}

  /** @param kind asked when there is a place: it may change while the sync waits */
  async hold<T>(kind: () => SyncKind, work: (place: Place) => Promise<T>): Promise<T> {
    const place = new Place((isBack) => this.take(kind, isBack));
    await place.comeBack();
    try {
      return await work(place);
    } finally {
      place.leave();
    }
  }

  /** @returns gives the place back */
  private take(kind: () => SyncKind, isBack: boolean): Promise<() => void> {
    return new Promise((resolve) => {
      const start = (as: SyncKind) => {
        this.taken[as] += 1;
        resolve(() => {
          this.taken[as] -= 1;
          this.next();
        });
      };
      this.waiting.push({ isBack, kind, start });
      this.next();
    });
  }

  /** Edges first, and among them those that have everything in hand; otherwise in the order in which they came. */
  private next(): void {
    const asked = this.waiting.map((waiter) => ({ waiter, kind: waiter.kind() }));
    const isEdge = ({ kind }: { readonly kind: SyncKind }) => kind === 'edge';
    const edges = asked.filter(isEdge);
    const order = [
      ...edges.filter(({ waiter }) => waiter.isBack),
      ...edges.filter(({ waiter }) => !waiter.isBack),
      ...asked.filter((each) => !isEdge(each)),
    ];
    for (const { waiter, kind } of order) {
      if (!this.isFree(kind)) continue;
      this.waiting.splice(this.waiting.indexOf(waiter), 1);
      waiter.start(kind);
    }
    clearTimeout(this.timer);
    if (this.waiting.length > 0) this.timer = setTimeout(() => this.next(), LOOK_AGAIN_MS);
  }

  private isFree(kind: SyncKind): boolean {
    const { edge, ordinary, failed } = this.taken;
    if (edge + ordinary + failed >= this.count) return false;
    if (kind === 'failed') return failed < Math.max(1, Math.floor(this.count / 4));
    return kind === 'edge' || ordinary < Math.max(1, Math.floor(this.count / 2));
  }
}

/** The place of one sync, which it leaves while it only waits. */
export class Place {
  private giveBack: (() => void) | null = null;
  private coming: Promise<void> | null = null;
  /** Waits that let the place go when they take long. */
  private underWay = 0;
  private slow: NodeJS.Timeout | undefined;
  private isOver = false;
  private wasTaken = false;

  constructor(private readonly take: (isBack: boolean) => Promise<() => void>) {}

  /** Without the place from the beginning: for what is known to take its time. */
  async aside<T>(wait: () => Promise<T>): Promise<T> {
    this.letGo();
    try {
      return await wait();
    } finally {
      await this.comeBack();
    }
  }

  /** Lets the place go once nothing that the sync waits for has come for {@link SLOW_MS}. */
  async whileWaiting<T>(wait: () => Promise<T>): Promise<T> {
    this.underWay += 1;
    this.watch();
    try {
      return await wait();
    } finally {
      this.underWay -= 1;
      await this.comeBack();
      this.watch();
    }
  }

  /** Waits for a place, where there is none. */
  async comeBack(): Promise<void> {
    if (this.giveBack !== null || this.isOver) return;
    this.coming ??= this.take(this.wasTaken).then((giveBack) => {
      this.coming = null;
      this.wasTaken = true;
      if (this.isOver) giveBack();
      else this.giveBack = giveBack;
    });
    await this.coming;
  }

  /** For good. */
  leave(): void {
    this.isOver = true;
    clearTimeout(this.slow);
    this.letGo();
  }

  private watch(): void {
    clearTimeout(this.slow);
    if (this.underWay > 0 && !this.isOver) this.slow = setTimeout(() => this.letGo(), SLOW_MS);
  }

  private letGo(): void {
    this.giveBack?.();
    this.giveBack = null;
  }
}
