import type { Asked, Meddler } from './proxy.ts';
import type { ServiceProcess } from '../../support/service-process.ts';
import type { Stage } from './stage.ts';

/** Where in its work the service is struck: at its n-th write, before it reaches the shop, or after the shop has done it. */
export interface Place {
  readonly write: number;
  readonly moment: 'before' | 'after';
}

const LEASE_HELD = /"code":1003/;

/** Lets the service work until the place. @param strike returns what becomes of the request that is there: false cuts it */
async function meet(
  stage: Stage,
  service: ServiceProcess,
  { write, moment }: Place,
  strike: () => Promise<boolean>,
): Promise<string | null> {
  let struck: Asked | null = null;
  const isThere = (asked: Asked) => struck === null && asked.write === write;
  const meet = (asked: Asked): Promise<boolean> => {
    struck = asked;
    return strike();
  };
  const meddler: Meddler = {
    async before(asked) {
      if (struck === null) stage.time.run();
      const whole = { body: asked.body, times: 1 };
      if (moment === 'after' || !isThere(asked)) return whole;
      return (await meet(asked)) ? whole : null;
    },
    async after(asked, answer) {
      if (moment === 'before' || !isThere(asked)) return { answer };
      return (await meet(asked)) ? { answer } : null;
    },
  };
  stage.proxy.meddler = meddler;
  await stage.until(() => struck !== null || stage.isLived() || service.isOver, 'the service has not begun');
  if (struck !== null) return (struck as Asked).name;
  if (service.isOver) stage.violations.push(`the service ended:\n${service.log.slice(-2_000)}`);
  // What it sends later is neither struck nor starts the time again.
  stage.proxy.meddler = {};
  return null;
}

/** SIGKILL there: as a power cut. @returns what was under way; null: the service did not write that often */
export async function kill(stage: Stage, place: Place, redis: string | null): Promise<string | null> {
  const service = stage.serve(redis);
  const at = await meet(stage, service, place, async () => {
    await service.kill();
    return false;
  });
  await stage.kill(service);
  const onlooker = await stage.takeOver();
  await stage.prove(onlooker, 'after the kill');
  await stage.proveTheEnd(onlooker);
  return at;
}

/** SIGSTOP there, for longer than its lease lasts; another service takes over, and then it wakes (invariant 6). @returns as {@link kill} */
export async function pause(stage: Stage, place: Place, redis: string | null): Promise<string | null> {
  const service = stage.serve(redis);
  let wake = (): void => undefined;
  const woken = new Promise<void>((resolve) => (wake = resolve));
  const at = await meet(stage, service, place, async () => {
    await service.pause();
    await woken;
    return true;
  });
  await service.pause();
  // What it had sent by then still arrives.
  await stage.quiet(at === null ? 0 : 1, 'requests of a stopped service');
  const onlooker = await stage.takeOver();
  await stage.prove(onlooker, 'while it is stopped');

  stage.time.ahead(1_000);
  await onlooker.look();
  const before = await stage.snapshot();
  const known = stage.proxy.seen.length;
  // One that had nothing to do polls, and that is all.
  const foundOut = () =>
    stage.proxy.seen.some(
      ({ asked, answer }, index) =>
        (index >= known || asked.write === place.write) && (at === null || LEASE_HELD.test(String(answer?.body ?? ''))),
    );
  wake();
  service.wake();
  await stage.until(() => foundOut() || service.isOver, 'the woken service has not found out that it lost its lease');
  await stage.quiet(0, 'requests of a woken service');
  await stage.unchanged(before, `invariant 6: the woken service (${at ?? 'idle'})`);
  if (!(await onlooker.stay())) stage.violations.push('invariant 6: the woken service took the lease of a living one');
  if (service.isOver) stage.violations.push(`the woken service ended:\n${service.log.slice(-2_000)}`);
  await stage.kill(service);
  await stage.proveTheEnd(onlooker);
  return at;
}
