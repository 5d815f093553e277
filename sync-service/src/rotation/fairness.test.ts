import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rotationRows, type RotationRow } from '../../test/support/rotation-rows.ts';
import type { Rotation } from '../offer/offer.ts';
import { planTurn, type RotationState } from './turn.ts';

/** What the shop keeps of one customer's turns (docs/PROTOCOL.md), as simply as it can be said. */
interface Entry {
  level: number;
  turns: number;
  last: number;
  before: number;
}

class Books {
  readonly #entries = new Map<number, Entry>();

  join(level: number, ids: Iterable<number>): void {
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (entry === undefined) this.#entries.set(id, { level, turns: 0, last: 0, before: 0 });
      else entry.level = Math.max(entry.level, level);
    }
  }

  enter(id: number, turn: number): void {
    const entry = this.#entries.get(id)!;
    if (entry.last === turn) return;
    Object.assign(entry, { level: entry.level + 1, turns: entry.turns + 1, last: turn, before: entry.last });
  }

  takeBack(id: number): void {
    const entry = this.#entries.get(id)!;
    Object.assign(entry, { level: entry.level - 1, turns: entry.turns - 1, last: entry.before });
  }

  has(id: number): boolean {
    return this.#entries.has(id);
  }

  levelOf(id: number): number {
    return this.#entries.get(id)?.level ?? 0;
  }

  turnsOf(id: number): number {
    return this.#entries.get(id)?.turns ?? 0;
  }

  state(): RotationState {
    const rows = [...this.#entries].sort(([a], [b]) => a - b);
    return rotationRows(rows.map(([id, { level, turns, last }]): RotationRow => [id, level, turns, last]));
  }
}

type Origin = 'came' | 'cameBack' | 'wasTaken';

/** How far the turns of any two customers differ since both have been there all the time, by what was before that. */
class Pairs {
  readonly #since = new Map<number, { turn: number; origin: Origin }>();
  readonly #known = new Set<number>();
  readonly #ahead = new Map<number, { since: number; by: number }>();

  turn(
    number: number,
    there: ReadonlySet<number>,
    takenNow: ReadonlySet<number>,
    served: ReadonlySet<number>,
  ): Record<'cameTogether' | 'cameApart' | 'wasTaken', number> {
    for (const id of [...this.#since.keys()]) if (!there.has(id)) this.#since.delete(id);
    for (const id of there) {
      // Who was taken in this turn is there again from the next one on.
      if (takenNow.has(id)) this.#since.set(id, { turn: number + 1, origin: 'wasTaken' });
      else if (!this.#since.has(id))
        this.#since.set(id, { turn: number, origin: this.#known.has(id) ? 'cameBack' : 'came' });
      this.#known.add(id);
    }
    const apart = { cameTogether: 0, cameApart: 0, wasTaken: 0 };
    for (const [a, sinceA] of this.#since) {
      for (const [b, sinceB] of this.#since) {
        if (a >= b || sinceA.turn > number || sinceB.turn > number) continue;
        const since = Math.max(sinceA.turn, sinceB.turn);
        const pair = this.#ahead.get(a * 100 + b);
        const ahead = (pair?.since === since ? pair.by : 0) + Number(served.has(a)) - Number(served.has(b));
        this.#ahead.set(a * 100 + b, { since, by: ahead });
        const together = sinceA.turn === sinceB.turn && sinceA.origin === 'came' && sinceB.origin === 'came';
        const taken = sinceA.origin === 'wasTaken' || sinceB.origin === 'wasTaken';
        const kind = taken ? 'wasTaken' : together ? 'cameTogether' : 'cameApart';
        apart[kind] = Math.max(apart[kind], Math.abs(ahead));
      }
    }
    return apart;
  }
}

const TURN_MS = 3_600_000;
const CUSTOMERS = 24;

const rotation: fc.Arbitrary<Rotation> = fc
  .record({
    turn: fc.constant('PT1H'),
    by: fc.oneof(
      fc.record({ cohorts: fc.integer({ min: 1, max: 7 }) }),
      fc.record({ capacity: fc.integer({ min: 1, max: 12 }) }),
    ),
    coolDown: fc.constantFrom(0, 0, 0, 1, 2, 5),
    maxTurns: fc.constantFrom(null, null, null, 3, 20),
  })
  .map((each) => ('cohorts' in each.by ? { ...each, coolDown: each.coolDown % each.by.cohorts } : each));

const scene = fc.record({
  rotation,
  offer: fc.integer({ min: 1, max: 50 }),
  /** Whether the starts of the turns before are told, or only how long turns are. */
  startsTold: fc.boolean(),
  /** In how many turns of a hundred something happens. */
  unrest: fc.constantFrom(0, 10, 40, 100),
  happenings: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  turns: fc.integer({ min: 20, max: 400 }),
});

/** Draws that are the same for the same seed (mulberry32). */
function drawsOf(seed: number) {
  let state = seed;
  const draw = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return (((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * below;
  };
  const some = (from: readonly number[], most: number): number[] =>
    from.length === 0
      ? []
      : [...new Set(Array.from({ length: draw(most + 1) }, () => from[Math.floor(draw(from.length))]!))];
  return { draw, some };
}
const EVERYBODY = Array.from({ length: CUSTOMERS }, (_, index) => index + 1);

describe('invariant 10: fair', () => {
  it('over hundreds of turns with customers who come, leave and are taken by other offers', () => {
    const seed = process.env['FC_SEED'] === undefined ? Date.now() % 2 ** 31 : Number(process.env['FC_SEED']);
    let all = 0;
    fc.assert(
      fc.property(scene, ({ rotation, offer, startsTold, unrest, happenings, turns }) => {
        const books = new Books();
        const pairs = new Pairs();
        const { draw, some } = drawsOf(happenings);
        const there = new Set(some(EVERYBODY, CUSTOMERS));
        let cohort: Uint32Array | null = null;
        let cohortStart: number | null = null;
        let late: number[] = [];
        let takenLate: number[] = [];
        let earlier: number[] = [];
        let lastWasCalm = true;
        let roundIsCalm = true;
        let servedInRound: number[] = [];

        for (let number = 1; number <= turns; number++) {
          all += 1;
          const calm = draw(100) >= unrest;
          const slotStart = number * TURN_MS;
          const plan = planTurn({
            rotation,
            offer,
            number,
            eligible: Uint32Array.from([...there].sort((a, b) => a - b)),
            state: books.state(),
            cohort,
            cohortStart,
            slotStart,
            turnMs: TURN_MS,
            ...(startsTold ? { earlier } : {}),
          });
          // The turn before goes on for a while after this one was planned.
          for (const id of late) books.enter(id, cohortStart!);
          for (const id of takenLate) books.takeBack(id);

          const ids = [...plan.cohort];
          expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
          expect(ids.every((id) => there.has(id))).toBe(true);
          if ('capacity' in rotation.by) {
            expect(ids.length).toBeLessThanOrEqual(rotation.by.capacity);
            if (rotation.coolDown === 0 && rotation.maxTurns === null)
              expect(ids.length).toBe(Math.min(rotation.by.capacity, there.size));
          }
          if (rotation.coolDown > 0 && cohort !== null) expect(ids.filter((id) => cohort!.includes(id))).toEqual([]);

          // Whoever had turns before and waits at the level of the round is served before those who come new.
          if (ids.some((id) => !books.has(id))) {
            const resting = rotation.coolDown > 0 || rotation.maxTurns !== null;
            const waiting = [...there].filter((id) => books.levelOf(id) <= plan.joins.level && !cohort?.includes(id));
            if (!resting) expect(waiting.filter((id) => books.has(id) && !ids.includes(id))).toEqual([]);
          }

          books.join(plan.joins.level, plan.joins.ids);
          // Some enter only after the next turn is planned; some are taken by another offer, before that or after.
          late = calm ? [] : some(ids, 2);
          const taken = calm ? [] : some(ids, 2);
          takenLate = taken.filter(() => draw(2) < 1);
          for (const id of ids) if (!late.includes(id)) books.enter(id, slotStart);
          for (const id of taken) {
            if (takenLate.includes(id)) continue;
            if (late.includes(id)) late = late.filter((each) => each !== id);
            else books.takeBack(id);
          }
          if (rotation.maxTurns !== null)
            for (const id of ids) expect(books.turnsOf(id)).toBeLessThanOrEqual(rotation.maxTurns);

          // Who has had all their turns is out of it, as if gone.
          const inIt = new Set([...there].filter((id) => books.turnsOf(id) < (rotation.maxTurns ?? Infinity)));
          const apart = pairs.turn(number, inIt, new Set(taken), new Set(ids));
          expect(apart.cameTogether).toBeLessThanOrEqual(1);
          // Who comes later is put at the level of the round, where each is or one above it: one turn at both ends of the time.
          expect(apart.cameApart).toBeLessThanOrEqual(2);
          // And a turn that was taken is made up for.
          expect(apart.wasTaken).toBeLessThanOrEqual(3);

          if ('cohorts' in rotation.by && rotation.maxTurns === null && rotation.coolDown === 0) {
            const n = rotation.by.cohorts;
            if ((number - 1) % n === 0) [roundIsCalm, servedInRound] = [lastWasCalm, []];
            servedInRound.push(...ids);
            if (number % n === 0 && roundIsCalm)
              expect(servedInRound.sort((a, b) => a - b)).toEqual([...there].sort((a, b) => a - b));
            roundIsCalm &&= calm;
            lastWasCalm = calm;
          }

          [cohort, cohortStart] = [plan.cohort, slotStart];
          earlier = [slotStart, ...earlier];
          if (calm) continue;
          for (const id of some(EVERYBODY, 3)) there.add(id);
          for (const id of some([...there], 2)) there.delete(id);
        }
      }),
      { seed, numRuns: 80 },
    );
    expect(all).toBeGreaterThan(80 * 20);
  }, 30_000);
});
