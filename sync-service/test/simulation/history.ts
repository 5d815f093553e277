import type { Look } from '../../src/sync/context.ts';
import { firstDifference } from './compare.ts';
import type { HistoryEvent } from './events.ts';
import { noFaults } from './faulty-shop.ts';
import { checkEach, checkLook, checkOver } from './invariants.ts';
import { Life, pick } from './life.ts';
import { merchantDoes } from './merchant.ts';
import { homecoming } from './model.ts';
import { staffDo } from './staff.ts';
import type { Stage, StageState } from './stage.ts';
import { troubleStrikes } from './trouble.ts';
import type { VirtualWorker } from './virtual-worker.ts';

/** One life of a shop with offers: events are played on the real code, and after each the promises are looked at. */
export class History {
  /** How often each kind of event really did something. */
  readonly counts = new Map<string, number>();

  private constructor(private readonly life: Life) {}

  static async begin(stage: Stage, begin: number): Promise<History> {
    return new History(new Life(stage, begin, await stage.state()));
  }

  /** @throws Error that names the invariant */
  async play(events: readonly HistoryEvent[]): Promise<void> {
    const { stage } = this.life;
    let state = await stage.state();
    for (const event of events) {
      if (await happens(this.life, event, state)) this.counts.set(event.kind, (this.counts.get(event.kind) ?? 0) + 1);
      state = await stage.state();
      checkEach(state, this.life.seen);
    }
    await endAll(this.life);
  }
}

/** @returns whether it did anything */
async function happens(life: Life, event: HistoryEvent, state: StageState): Promise<boolean> {
  return (
    (await merchantDoes(life, event, state)) ??
    (await staffDo(life, event, state)) ??
    (await troubleStrikes(life, event)) ??
    (await shopLives(life, event, state))
  );
}

/** Time, visitors, and what is neither about one customer nor about offers. */
async function shopLives(life: Life, event: HistoryEvent, state: StageState): Promise<boolean> {
  const { stage } = life;
  switch (event.kind) {
    case 'pass':
      await life.passTo(life.time.now + event.seconds * 1_000);
      return true;
    case 'visit':
      for (let page = 0; (await stage.visit()) && page < 20; page++);
      return true;
    case 'lookTwice':
      return lookTwice(life);
    case 'newCustomer': {
      const group = pick(state.groups.slice(2), event.group)!;
      const seat = { default: group, groups: [group] };
      const id = await stage.newCustomer(seat);
      const { rest } = (await stage.state()).customers.find((each) => each.id === id)!;
      life.seen.shadow.appears(id, seat, rest);
      life.seen.disturbed.add(id);
      return true;
    }
    case 'newGroup':
      await stage.newGroup(event.group % 2 === 1);
      return true;
    case 'deleteGroup': {
      const group = pick(state.groups.slice(3), event.group);
      if (group === undefined) return false;
      await stage.deleteGroup(group);
      for (const { id, groups } of state.customers)
        if (groups.includes(group) || groups.length === 0) life.seen.disturbed.add(id);
      life.seen.groupless.clear();
      for (const { customer, base } of state.open) if (base.groups.includes(group)) life.seen.disturbed.add(customer);
      life.seen.shadow.groupDeleted(group);
      adoptCoresChoice(life, group, state, await stage.state());
      return true;
    }
    case 'copyProduct':
      await stage.copyProduct(event.product + 1);
      return true;
    case 'nativeEdit': {
      const group = pick(state.offerGroups, event.offer)?.group;
      if (group !== undefined) await stage.nativeEdit(group);
      return group !== undefined;
    }
    case 'deleteOfferGroup': {
      const group = pick(state.offerGroups, event.offer)?.group;
      if (group !== undefined) {
        await stage.deleteGroup(group);
        // The core gives whoever has none a group, whichever it deletes.
        for (const id of life.seen.groupless) life.seen.shadow.loses(id, group);
        life.seen.groupless.clear();
      }
      for (const { offer } of state.offerGroups) life.seen.irregular.add(offer);
      return group !== undefined;
    }
    case 'deleteCategory': {
      const category = pick(life.categories, event.category);
      if (category === undefined) return false;
      const gone = await stage.deleteCategory(category);
      life.categories = life.categories.filter((each) => !gone.includes(each));
      return true;
    }
    default:
      return false;
  }
}

/**
 * Somebody in an offer, to whom something past all hooks gave a default group that was no membership of theirs, and now is gone: the core chooses
 * among the memberships of that moment, and nobody can tell its choice from staff's.
 */
function adoptCoresChoice(life: Life, gone: number, before: StageState, now: StageState): void {
  const { shadow } = life.seen;
  const living = new Set(now.groups);
  for (const inside of before.open) {
    const [was, is] = [before, now].map(({ customers }) => customers.find(({ id }) => id === inside.customer));
    if (is === undefined || was?.default !== gone || shadow.isSure(is.id)) continue;
    shadow.becomes(is.id, [...shadow.of(is.id), homecoming(inside, is, living)]);
  }
}

/** Invariants 5 and 13: with nothing new, a second look moves nobody. @returns whether both went well */
async function lookTwice(life: Life): Promise<boolean> {
  const { stage, seen } = life;
  const [worker] = life.workers as [VirtualWorker];
  if (!worker.alive || JSON.stringify(worker.faults) !== JSON.stringify(noFaults())) return false;
  const look = async (kind: Look['kind']) => {
    const looked = await worker.look({ kind, at: life.shopNow });
    if (looked !== null) checkLook(await stage.state(), seen, life.shopNow, looked);
    return looked !== null;
  };
  // What no hook saw is put right at the end of a sweep, and who was put right may enter with the next look.
  if (!(await look('sweep')) || !(await look('look'))) return false;
  const first = await stage.state();
  if (!(await look('look'))) return false;
  const second = await stage.state();
  const found = firstDifference({ ...first, notices: [] }, { ...second, notices: [] });
  if (found !== null) {
    const [before, after] = [found.ours, found.theirs].map((each) => JSON.stringify(each));
    throw new Error(
      `invariants 5 and 13: a second look at the same instant changed ${found.at}: ${before} to ${after}`,
    );
  }
  return true;
}

/** All offers are over, and one healthy service looks. */
async function endAll(life: Life): Promise<void> {
  const { stage } = life;
  const [worker] = life.workers as [VirtualWorker];
  for (const each of life.workers) {
    Object.assign(each.faults, noFaults());
    if (each !== worker) await each.stop();
  }
  life.workers.length = 1;
  worker.skew = worker.late = 0;
  await stage.cutBatch(1_000);
  if (!worker.alive) worker.begin();
  // Whoever holds the lease may be dead.
  await life.passTo(life.time.now + 100_000);
  await stage.shop.confirm();
  await stage.shop.pauseAll();
  // Whose end was taken back with the clock.
  const { open } = await stage.state();
  const last = Math.max(0, ...open.map(({ until, deferred }) => Math.max(until, deferred ?? 0) - life.shopNow));
  await life.passTo(life.time.now + last + 1_300_000);
  await stage.shop.confirm();
  worker.ring('sweep');
  await life.passTo(life.time.now + 1_000);
  const state = await stage.state();
  checkEach(state, life.seen);
  checkOver(state, life.seen);
  await worker.look({ kind: 'look', at: life.shopNow });
  if (JSON.stringify(await stage.state()) !== JSON.stringify(state)) {
    throw new Error('invariant 5: a second look changed something');
  }
}
