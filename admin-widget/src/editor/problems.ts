import { checkRule } from '@group-offers/sync-service/audience';
import { hasTwoDecimals, MOST, NOT_IN_A_NAME, type Offer, type OfferPlan } from '@group-offers/sync-service/offer';
import { fieldOf, type Problem as EngineProblem } from '@group-offers/sync-service/problems';
import type { Choices } from '@group-offers/sync-service/wire';
import { scheduleSpan } from '@group-offers/sync-service/windows';
import { whenProblems } from '../when/problems.ts';

export type SectionName = 'what' | 'who' | 'when' | 'sharing' | 'review';

/** What has to be put right before a plan can be saved. */
export interface Problem {
  readonly section: SectionName;
  /** The field that gets the message, and the focus: `go-offer-name`. The section's own for those of other parts. */
  readonly field: string;
  /** Key below `editor.problems`; of what the engine tells, its code. */
  readonly key: string;
  readonly named: Readonly<Record<string, string | number>>;
  /** What the engine tells. */
  readonly told?: EngineProblem;
  /** Not filled in yet: not told before somebody tries to save. */
  readonly missing: boolean;
  /** Only in the way of an offer that is to run; a draft can be kept so. */
  readonly onlyToRun: boolean;
}

export interface Surroundings {
  readonly choices: Choices;
  readonly others: readonly Offer[];
  /** The shop's clock, ms. */
  readonly now: number;
  /** Without the right to edit groups: the one reference group that may stay, as the offer has it in the shop. */
  readonly onlyReference?: number | undefined;
}

export function problemsOf(plan: OfferPlan, surroundings: Surroundings): readonly Problem[] {
  return [...whatProblems(plan, surroundings), ...whoProblems(plan), ...timeProblems(plan, surroundings.now)];
}

function whatProblems(plan: OfferPlan, { choices, others, now, onlyReference }: Surroundings): Problem[] {
  const problems: Problem[] = [];
  const tell = (field: string, key: string, named: Problem['named'] = {}, how: Partial<Problem> = {}) =>
    problems.push({
      section: 'what',
      field: `go-offer-${field}`,
      key,
      named,
      missing: false,
      onlyToRun: false,
      ...how,
    });

  const length = [...plan.name.trim()].length;
  if (length === 0) tell('name', 'nameMissing', {}, { missing: true });
  else if (NOT_IN_A_NAME.test(plan.name.trim())) tell('name', 'nameCharacters');
  else if (length > MOST.name) tell('name', 'nameLong', { count: length, most: MOST.name });
  else if (others.some((other) => mayRun(other, now) && other.name.trim() === plan.name.trim()))
    tell('name', 'nameTaken', { name: plan.name.trim() }, { onlyToRun: true });

  const discount = percentProblem(plan.discount);
  if (discount !== null)
    tell('discount', discount, { value: shown(plan.discount) }, { missing: Number.isNaN(plan.discount) });

  const known = new Map(choices.categories.map(({ id, name }) => [id, name]));
  for (const { idCategory, discount: percent } of plan.reductions) {
    const key = known.has(idCategory) ? percentProblem(percent) : 'categoryGone';
    const name = known.get(idCategory) ?? String(idCategory);
    if (key !== null) tell('categories', key === 'categoryGone' ? key : 'categoryPercent', { name });
  }
  if (plan.reductions.length > MOST.reductions)
    tell('categories', 'categoriesMany', { count: plan.reductions.length, most: MOST.reductions });

  if (plan.modulesDenied.length > 0 && plan.membership !== 'exclusive') {
    // The section itself explains it where it was chosen.
    tell('modules', 'modulesKeep', {}, { missing: true });
  }
  const reference = choices.groups.find(({ id }) => id === plan.idReferenceGroup);
  if (plan.idReferenceGroup !== 0 && reference === undefined)
    tell('reference', 'groupGone', { id: plan.idReferenceGroup });
  const free = [0, choices.details.customerGroup, onlyReference ?? plan.idReferenceGroup];
  if (reference !== undefined && !free.includes(reference.id))
    tell('reference', 'groupDenied', { name: reference.name });
  if (plan.idShop !== 0 && !choices.details.shops.some(({ id }) => id === plan.idShop))
    tell('shop', 'shopGone', { id: plan.idShop });
  if (!Number.isInteger(plan.priority) || Math.abs(plan.priority) > MOST.priority)
    tell('priority', 'priority', { most: MOST.priority });
  const minutes = plan.checkoutGrace / 60;
  if (!Number.isInteger(plan.checkoutGrace) || minutes < 0 || minutes > MOST.checkoutGrace / 60)
    tell('grace', 'grace', { most: MOST.checkoutGrace / 60 });
  return problems;
}

function whoProblems({ audience: { rule, holdout } }: OfferPlan): Problem[] {
  const problem = (key: string): Problem => ({
    section: 'who',
    field: 'go-section-who',
    key,
    named: {},
    missing: false,
    onlyToRun: false,
  });
  return [
    ...(checkRule(rule).length > 0 ? [problem('rule')] : []),
    ...(percentProblem(holdout) === null ? [] : [problem('holdout')]),
  ];
}

function timeProblems(plan: OfferPlan, now: number): Problem[] {
  const found = whenProblems(plan).map((told): Problem => {
    const section = fieldOf(told).startsWith('rotation.') ? 'sharing' : 'when';
    const field = `go-section-${section}`;
    return { section, field, key: told.code, named: {}, told, missing: false, onlyToRun: false };
  });
  if (found.length > 0 || scheduleSpan(plan.schedule).endsAt.epochMilliseconds > now) return found;
  const over = { section: 'when', field: 'go-section-when', key: 'over', named: {} } as const;
  return [{ ...over, missing: false, onlyToRun: true }];
}

/** The shop keeps two decimals. */
function percentProblem(value: number): string | null {
  if (Number.isNaN(value)) return 'percentMissing';
  if (!(value >= 0 && value <= 100)) return 'percentRange';
  return hasTwoDecimals(value) ? null : 'percentDecimals';
}

function shown(value: number): string {
  return Number.isNaN(value) ? '' : String(value);
}

/** Two offers that can still run must be told apart by their names. */
export function mayRun({ intent, endsAt, cutAt }: Offer, now: number): boolean {
  const over = endsAt.epochMilliseconds <= now || (cutAt !== null && cutAt.epochMilliseconds <= now);
  return intent !== 'cancelled' && intent !== 'archived' && !over;
}
