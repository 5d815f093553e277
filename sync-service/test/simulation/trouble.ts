import type { HistoryEvent } from './events.ts';
import { checkOpened } from './invariants.ts';
import { copyOf, type Life } from './life.ts';
import { staffDo } from './staff.ts';
import { VirtualWorker } from './virtual-worker.ts';

/** What goes wrong with services, jobs, clocks, the line and the shop itself. @returns whether it did anything; null for what is no trouble */
export async function troubleStrikes(life: Life, event: HistoryEvent): Promise<boolean | null> {
  const [worker] = life.workers as [VirtualWorker];
  switch (event.kind) {
    case 'loseJobs':
      worker.jobs.clear();
      return true;
    case 'doubleJobs':
      for (const [id, job] of [...worker.jobs]) worker.jobs.set(`${id}_again`, { ...job });
      return true;
    case 'lateJobs':
      worker.late = event.seconds * 1_000;
      return true;
    case 'restart':
      if (worker.alive) await worker.stop();
      worker.begin();
      return true;
    case 'kill':
      worker.alive = false;
      return true;
    case 'start':
      if (!worker.alive) worker.begin();
      return true;
    case 'secondService':
      if (life.workers.length === 1) life.workers.push(new VirtualWorker('b', life.stage, life.time));
      else life.workers.pop();
      return true;
    case 'serviceClock':
      worker.skew = event.by * 1_000;
      return true;
    case 'clockJumps':
      life.offset += event.by * 1_000;
      for (const { id } of (await life.stage.state()).offers) life.seen.irregular.add(id);
      life.time.pass(0);
      return true;
    case 'shopDown':
      for (const each of life.workers) each.faults.down = true;
      await life.passTo(life.time.now + event.seconds * 1_000);
      for (const each of life.workers) each.faults.down = false;
      return true;
    case 'slow':
      worker.faults.slowMs = event.ms;
      return true;
    case 'cutBatch':
      await life.stage.cutBatch(event.count - 1);
      return true;
    case 'pauseService': {
      const meanwhile = async () => {
        // What was done before it stood still.
        checkOpened(await life.stage.state(), life.seen);
        life.time.pass(event.seconds * 1_000);
        const other = new VirtualWorker('c', life.stage, life.time);
        await other.look({ kind: 'sweep', at: life.shopNow });
        const now = await life.stage.state();
        checkOpened(now, life.seen);
        await staffDo(life, { kind: 'staffAdds', customer: event.customer, group: event.customer }, now);
      };
      worker.faults.pause = { calls: event.calls, meanwhile: () => (life.pause = meanwhile()) };
      return true;
    }
    case 'backup':
      life.kept = { data: await life.stage.backup(), seen: copyOf(life.seen), categories: life.categories };
      return true;
    case 'restore':
      if (life.kept === null) return false;
      await life.stage.restore(life.kept.data);
      life.seen = copyOf(life.kept.seen);
      life.categories = life.kept.categories;
      life.forms.clear();
      return true;
    case 'loseAnswers':
    case 'doubleCalls':
    case 'failCalls':
      worker.faults[event.kind] = event.count;
      return true;
    default:
      return null;
  }
}
