import { RefusedError } from '../../src/errors.ts';
import type { EnterBatch, EnterResult, EpochMs, Lease, RefusedReason, UntilBatch } from '../../src/moves/shop.ts';
import type { Enrolment, KeptGroup, OfferRow, MemoryModel, Seat } from './model.ts';
import { REENTER, badRequest, hasOneWindow, shopDied, windowEnd } from './model.ts';
import { atCheckout, baseOf, close, leaveMerge, seatOf, write, writtenOf } from './leave.ts';
import { countTurn, takeTurnBack } from './rotation.ts';
import type { Customer } from './rows.ts';
import { isLeftOut } from './groups.ts';
import { ascending } from './world.ts';

/** What a batch has done so far: the answer in the making. */
interface Progress {
  entered: number;
  switched: number;
  already: number;
  deferred: number;
  deferredTo: EpochMs | null;
  refused: Partial<Record<RefusedReason, number[]>>;
  stopped: string | null;
  longestLockMs: number;
  doneChunks: number;
}

/** Moves customers into an offer, chunk by chunk. Semantics: design.md, "A batch". */
export function enter(model: MemoryModel, lease: Lease, batch: EnterBatch): EnterResult {
  return once(model, lease, batch, newProgress, (progress) => {
    const customers = batch.expect.flatMap(({ defaultGroup, ids }) =>
      ids.map((id) => ({ id, expected: defaultGroup })),
    );
    customers.sort((a, b) => a.id - b.id);
    if (new Set(customers.map(({ id }) => id)).size !== customers.length) {
      throw badRequest('expect: a customer stands in the batch twice; name each once');
    }
    for (let chunk = progress.doneChunks; chunk * model.chunk < customers.length; chunk++) {
      if (model.crashAfterChunks === chunk) {
        model.crashAfterChunks = null;
        throw shopDied();
      }
      const started = performance.now();
      try {
        const offer = checkEnter(model, lease, batch);
        const group = model.groupOf(offer.id);
        if (group === null) throw new RefusedError(`offer ${offer.id} has no group yet: prepare it`, 'not_running');
        for (const { id, expected } of customers.slice(chunk * model.chunk, (chunk + 1) * model.chunk)) {
          enterOne(model, { offer, group, batch, progress }, id, expected);
        }
      } catch (error) {
        if (chunk === 0 || !(error instanceof RefusedError)) throw error;
        progress.stopped = error.code;
        break;
      }
      progress.longestLockMs = Math.max(progress.longestLockMs, performance.now() - started);
      progress.doneChunks = chunk + 1;
    }
    return answerOf(progress);
  });
}

export function setUntil(model: MemoryModel, lease: Lease, batch: UntilBatch): { changed: number } {
  return once(
    model,
    lease,
    batch,
    () => ({ changed: 0 }),
    (progress) => {
      model.requireLease(lease);
      model.offerAt(batch.offer, batch.version);
      // Letting somebody leave is always right, whatever window they are in.
      const leaves = batch.until <= model.now();
      if (!leaves && batch.until > batch.windowEnd) throw badRequest('until: lies after the end of the window');
      for (const id of batch.ids) {
        const enrolment = model.open.get(id);
        if (enrolment?.offer !== batch.offer) continue;
        if (leaves ? enrolment.until <= batch.until : enrolment.window !== batch.windowStart) continue;
        if (enrolment.until === batch.until) continue;
        enrolment.until = batch.until;
        enrolment.deferredUntil = null;
        model.record();
        progress.changed++;
      }
      return { changed: progress.changed };
    },
  );
}

/** The checks that each chunk makes again under its locks. */
function checkEnter(model: MemoryModel, lease: Lease, batch: EnterBatch): OfferRow {
  model.requireLease(lease);
  if (!model.world.groupsFeature) {
    const message = 'group prices are switched off: switch on Advanced Parameters > Performance > Customer groups';
    throw new RefusedError(message, 'groups_feature_off');
  }
  if (model.hold !== null)
    throw new RefusedError(`nothing enters until the merchant confirms (${model.hold})`, 'on_hold');
  const offer = model.offerAt(batch.offer, batch.version);
  if (offer.intent !== 'armed') throw new RefusedError(`offer ${offer.id} is ${offer.intent}`, 'not_running');
  const now = model.now();
  const end = windowEnd(offer);
  const { windowStart, windowEnd: batchEnd, until } = batch;
  // Of many windows and turns the shop only knows the span; which of them it is the service says, under the checked version.
  const isOurs = hasOneWindow(offer)
    ? windowStart === offer.startsAt && batchEnd === end
    : windowStart >= offer.startsAt && windowStart < batchEnd && batchEnd <= end;
  if (!isOurs) throw badRequest(`window: is not one of offer ${offer.id}; read the offer again`);
  if (until > batchEnd || until <= windowStart) throw badRequest('until: lies outside the window');
  if (now < windowStart || now >= batchEnd) throw new RefusedError('the clock is outside the window', 'not_running');
  if (offer.rotation !== null && now >= until) throw new RefusedError('the turn is over', 'not_running');
  return offer;
}

interface Entering {
  readonly offer: OfferRow;
  readonly group: KeptGroup;
  readonly batch: EnterBatch;
  readonly progress: Progress;
}

function enterOne(model: MemoryModel, entering: Entering, id: number, expected: number): void {
  const { offer, group, batch, progress } = entering;
  const customer = model.world.customers.get(id);
  const refuse = (reason: RefusedReason) => {
    (progress.refused[reason] ??= []).push(id);
  };
  if (customer === undefined) return refuse('no_such_customer');
  if (customer.deleted) return refuse('deleted');
  if (customer.guest) return refuse('guest');
  if (offer.idShop !== 0 && customer.idShop !== offer.idShop) return refuse('other_shop');
  if (model.pinned.has(id)) return refuse('pinned');
  if ((model.blocked.get(id) ?? 0) > model.now()) return refuse('blocked_by_staff');
  const old = model.open.get(id);
  const isExpected = customer.defaultGroup === expected;
  if (old?.offer === offer.id && old.window !== REENTER) {
    // The same window, or one that touches it: the enrolment goes on.
    const isSame = old.window === batch.windowStart;
    if (!isSame && !isExpected) return refuse('default_changed');
    if (!isSame && isLeftOut(model, offer, old.baseDefault)) return refuse('worse_off');
    stay(model, old, batch);
    if (offer.rotation !== null) countTurn(model, offer.id, id, batch.windowStart);
    if (isSame) progress.already++;
    else progress.entered++;
    return;
  }
  if (!isExpected || (old === undefined && model.isOfferGroup(expected))) return refuse('default_changed');

  const grace = offer.checkoutGrace * 1000;
  const edges = old !== undefined && old.until <= model.now() ? [batch.windowStart, old.until] : [batch.windowStart];
  const edge = edges.find((each) => atCheckout(model, id, each, grace));
  if (edge !== undefined) {
    progress.deferred++;
    progress.deferredTo = Math.max(progress.deferredTo ?? 0, edge + grace);
    return;
  }
  const base = baseFor(model, customer, old);
  if (isLeftOut(model, offer, base.default)) return refuse('worse_off');
  const opensMore = base.groups.some((id) => model.world.opensMore.has(id));
  if (offer.membership === 'exclusive' && opensMore) return refuse('would_lose_access');
  if (old !== undefined) {
    if (old.offer !== offer.id) takeTurnBack(model, old);
    close(model, old, 'switched', base);
    progress.switched++;
  } else {
    progress.entered++;
  }
  open(model, entering, customer, base, group.idGroup);
  if (offer.rotation !== null) countTurn(model, offer.id, id, batch.windowStart);
}

function stay(model: MemoryModel, enrolment: Enrolment, batch: EnterBatch): void {
  if (enrolment.window === batch.windowStart && enrolment.until === batch.until) return;
  enrolment.window = batch.windowStart;
  enrolment.windowEnd = batch.windowEnd;
  enrolment.until = batch.until;
  enrolment.deferredUntil = null;
  model.record();
}

/** As if no offer were: the leave merge of the offer they are in, or what they have, without any offer's group. */
function baseFor(model: MemoryModel, customer: Customer, old: Enrolment | undefined): Seat {
  if (old !== undefined) return leaveMerge(model, baseOf(old), writtenOf(old), seatOf(customer));
  return { default: customer.defaultGroup, groups: customer.groups.filter((id) => !model.isOfferGroup(id)) };
}

function open(model: MemoryModel, { offer, batch }: Entering, customer: Customer, base: Seat, idGroup: number): void {
  const groups = offer.membership === 'exclusive' ? [idGroup] : ascending([...base.groups, idGroup]);
  const enrolment: Enrolment = {
    id: model.ledger.length + 1,
    customer: customer.id,
    offer: offer.id,
    idGroup,
    window: batch.windowStart,
    windowEnd: batch.windowEnd,
    baseDefault: base.default,
    baseGroups: base.groups,
    writtenDefault: idGroup,
    writtenGroups: groups,
    until: batch.until,
    deferredUntil: null,
    openedAt: model.now(),
    closedAt: null,
    outcome: 'open',
    reason: null,
    left: null,
  };
  model.ledger.push(enrolment);
  model.open.set(customer.id, enrolment);
  write(model, customer, { default: idGroup, groups });
}

function newProgress(): Progress {
  return {
    entered: 0,
    switched: 0,
    already: 0,
    deferred: 0,
    deferredTo: null,
    refused: {},
    stopped: null,
    longestLockMs: 0,
    doneChunks: 0,
  };
}

function answerOf(progress: Progress): EnterResult {
  const { doneChunks, ...answer } = progress;
  void doneChunks;
  return answer;
}

/** Carries a batch out once for its key, and answers a repetition as the first time (design.md, "A batch"). */
function once<P extends object, R>(
  model: MemoryModel,
  lease: Lease,
  batch: { readonly key: string; readonly version: number },
  start: () => P,
  run: (progress: P) => R,
): R {
  const body = JSON.stringify(batch);
  const known = model.batches.get(batch.key);
  if (known !== undefined) {
    if (known.body !== body) throw new RefusedError('this idempotency key was used for another body', 'key_reused');
    if (known.answer !== null) return known.answer as R;
    const isCurrent = model.renewLease(lease) && known.lease === lease.number;
    const offer = model.offers.get((batch as unknown as { offer: number }).offer);
    if (!isCurrent || offer?.version !== known.version)
      throw new RefusedError('this batch was left unfinished', 'unfinished');
  } else {
    model.requireLease(lease);
  }
  const progress = (known?.progress as P | undefined) ?? start();
  const record = known ?? { body, lease: lease.number, version: batch.version, progress, answer: null };
  try {
    record.answer = run(progress);
    model.batches.set(batch.key, record);
    return record.answer as R;
  } catch (error) {
    // A refusal before the first chunk leaves nothing behind; a crash leaves what was committed.
    if (!(error instanceof RefusedError)) model.batches.set(batch.key, record);
    throw error;
  }
}
