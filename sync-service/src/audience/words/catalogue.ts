import type { AudienceRule, Criterion, Gender, RankedBy } from '../../offer/rule.ts';

export type Locale = 'en' | 'es' | 'fr';

/** Known by their answer alone (no, yes, unknown) or by whether something is (no, yes). */
type Answered = 'chance' | 'list' | 'company' | 'newsletter' | 'partnerOffers' | AskedKind;
type AskedKind = 'region' | 'postcode' | 'boughtCategory' | 'rating' | 'openCart' | 'visited';
type Unknowable =
  | 'spend'
  | 'averageOrder'
  | 'lastOrder'
  | 'firstOrder'
  | 'rank'
  | 'registered'
  | 'age'
  | 'birthday'
  | 'gender'
  | 'country'
  | 'language'
  | 'score';

/** One language's words for explanations; a missing one does not compile. `one|many` are the forms for a number. */
export interface Catalogue {
  readonly line: string;
  readonly asked: string;
  /** No, yes, unknown. */
  readonly verdicts: readonly [string, string, string];
  readonly combining: Record<Exclude<AudienceRule['kind'], Criterion['kind']>, string>;
  readonly has: Record<Exclude<Criterion['kind'], Answered>, string> & Record<Answered, readonly string[]>;
  readonly unknown: Record<Unknowable, string>;
  readonly criteria: Record<Criterion['kind'], string>;
  /** Instead of `criteria.list`, where the rule names the customers themselves. */
  readonly written: string;
  readonly by: Record<RankedBy, string>;
  readonly genders: Record<Gender, string>;
  readonly range: Record<'atLeast' | 'atMost' | 'between' | 'exactly', string>;
  readonly period: Record<'ever' | 'from' | 'until' | 'between', string>;
  readonly units: Record<'days' | 'months', string>;
}
