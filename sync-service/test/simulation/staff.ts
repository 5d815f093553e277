import type { HistoryEvent } from './events.ts';
import { learnRest, pick, type Life } from './life.ts';
import { ascending } from '../shop-in-memory/world.ts';
import { homecoming, sameSeat } from './model.ts';
import type { Seat, StageState } from './stage.ts';

type Customer = StageState['customers'][number];
type Enrolment = StageState['open'][number];

/** What staff, customers and other programs do to one customer. @returns whether it did anything; null for what is not about one */
export async function staffDo(life: Life, event: HistoryEvent, state: StageState): Promise<boolean | null> {
  if (!('customer' in event)) return null;
  const { stage, forms } = life;
  const { shadow } = life.seen;
  const row = pick(state.customers, event.customer);
  if (row === undefined) return false;
  const { id } = row;
  life.seen.disturbed.add(id);
  const inside = state.open.find(({ customer }) => customer === id);
  const group = 'group' in event ? pick(state.groups.slice(2), event.group)! : 0;
  switch (event.kind) {
    case 'openForm':
      forms.set(id, await stage.openForm(id));
      return true;
    case 'saveForm':
      return save(life, id, (seat) => seat, state);
    case 'staffDefault':
      return save(life, id, (seat) => ({ default: group, groups: ascending([...seat.groups, group]) }), state);
    case 'staffAdds':
      return save(life, id, (seat) => ({ ...seat, groups: ascending([...seat.groups, group]) }), state);
    case 'staffRemoves':
      return save(
        life,
        id,
        (seat) => (seat.default === group ? seat : { ...seat, groups: seat.groups.filter((each) => each !== group) }),
        state,
      );
    case 'deactivate':
      await stage.deactivate(id);
      await learnRest(life, id);
      return true;
    case 'cart':
      await stage.addCart(id);
      return true;
    case 'order':
      await stage.order(id);
      return true;
    case 'deleteCustomer':
      await stage.deleteCustomer(id);
      shadow.forget(id);
      forms.delete(id);
      return true;
    case 'staleWrite':
      return staleWrite(life, row, inside, state);
    case 'bareEmpties':
      if (inside !== undefined || life.seen.stranded.has(id)) return false;
      await stage.bareWrite(id, { groups: [] });
      shadow.becomes(id, [{ default: row.default, groups: [] }]);
      life.seen.groupless.add(id);
      return true;
    case 'programSave':
    case 'bareDefault':
    case 'bareAdds':
    case 'bareRemoves':
      return bare(life, event.kind, row, inside, group, state);
    default:
      return null;
  }
}

async function save(life: Life, id: number, changed: (seat: Seat) => Seat, state: StageState): Promise<boolean> {
  const { stage, forms } = life;
  const rendered = forms.get(id) ?? (await stage.openForm(id));
  forms.delete(id);
  const posted = changed(rendered);
  const offers = new Set(state.offerGroups.map((each) => each.group));
  const living = new Set([...state.groups, ...offers]);
  // The core takes no form that names a group which is gone.
  const valid = [posted.default, ...posted.groups, ...rendered.groups].every((each) => living.has(each));
  if (!valid || posted.groups.length === 0 || !posted.groups.includes(posted.default)) return false;
  if (life.seen.stranded.has(id) || !life.seen.shadow.isSure(id)) return false;
  const inside = state.open.find(({ customer }) => customer === id);
  // Another service may have let them go just now.
  if (inside === undefined) life.seen.shadow.settles(id, life.seen.groupless.has(id));
  await stage.saveForm(id, rendered, posted);
  if (inside !== undefined || [...posted.groups, ...rendered.groups].some((each) => offers.has(each)))
    life.seen.shadow.staff(id, rendered, posted, inside !== undefined);
  else life.seen.shadow.becomes(id, [{ default: posted.default, groups: posted.groups }]);
  if (inside !== undefined) mayComeBack(life, id, inside, rendered, posted);
  await learnRest(life, id);
  return true;
}

/** Known gap: what staff untick in a form that was opened before an exclusive offer, and save within it, comes back at the end. */
function mayComeBack(life: Life, id: number, { base, written }: Enrolment, rendered: Seat, posted: Seat): void {
  const { shadow } = life.seen;
  const [seat] = shadow.of(id);
  const unseen = rendered.groups.filter(
    (each) => !posted.groups.includes(each) && base.groups.includes(each) && !written.groups.includes(each),
  );
  if (seat === undefined || unseen.length === 0) return;
  const groups = ascending([...seat.groups, ...unseen]);
  shadow.becomes(id, [
    seat,
    { default: groups.includes(base.default) ? base.default : seat.default, groups },
    { default: seat.default, groups },
  ]);
}

/** Another program writes back what it read while the customer was in the offer (F14). */
async function staleWrite(
  life: Life,
  row: Customer,
  inside: Enrolment | undefined,
  state: StageState,
): Promise<boolean> {
  const { stage } = life;
  const { shadow } = life.seen;
  const { id } = row;
  const last = state.closed.findLast(({ customer, left }) => customer === id && left !== null);
  if (inside !== undefined || last === undefined || life.seen.stranded.has(id) || !shadow.isSure(id)) return false;
  if (!state.offerGroups.some((each) => each.group === last.written.default)) return false;
  const seat = { default: last.written.default, groups: ascending([...row.groups, last.written.default]) };
  await stage.bareWrite(id, seat);
  // What staff chose since the last leave is told by nothing any more; memberships are.
  const back = { base: last.left!, written: { default: seat.default, groups: last.written.groups } };
  const offers = new Set(state.offerGroups.map((each) => each.group));
  const own = { default: seat.default, groups: seat.groups.filter((each) => !offers.has(each)) };
  const after = homecoming(back, own, new Set(state.groups));
  if (!shadow.of(id).some((each) => sameSeat(each, after))) shadow.becomes(id, [...shadow.of(id), after]);
  life.seen.stranded.add(id);
  return true;
}

/** Past all hooks, or through the core: whether the sweep or the end comes first decides what becomes of it for whoever is inside. */
async function bare(
  life: Life,
  kind: 'programSave' | 'bareDefault' | 'bareAdds' | 'bareRemoves',
  row: Customer,
  inside: Enrolment | undefined,
  group: number,
  state: StageState,
): Promise<boolean> {
  const { shadow, stranded } = life.seen;
  if (stranded.has(row.id) || !shadow.isSure(row.id)) return false;
  const groups =
    kind === 'bareAdds'
      ? ascending([...row.groups, group])
      : row.groups.filter((each) => each !== group || each === row.default);
  const isDefault = kind === 'bareDefault' || kind === 'programSave';
  if (groups.length === 0 && !isDefault) return false;
  const seat = isDefault ? { default: group, groups: row.groups } : { default: row.default, groups };
  if (kind === 'programSave') await life.stage.programSave(row.id, group);
  else await life.stage.bareWrite(row.id, seat);
  if (inside === undefined) shadow.becomes(row.id, [seat]);
  else {
    const living = new Set(state.groups);
    shadow.becomes(row.id, [...shadow.of(row.id), homecoming(inside, seat, living)]);
  }
  return true;
}
