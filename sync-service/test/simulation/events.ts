import * as fc from 'fast-check';

type Each<K extends string, T = object> = K extends string ? Readonly<{ kind: K } & T> : never;

/**
 * What can happen to a shop with offers. Numbers stand for "one of those that there are", counted round, so that any list of events is a
 * history: fast-check may leave out what it likes while it looks for a smaller one that still fails.
 */
export type HistoryEvent =
  | Each<'pass' | 'shopDown' | 'lateJobs', { seconds: number }>
  | Each<
      'plan',
      {
        startIn: number;
        lasts: number;
        priority: number;
        exclusive: boolean;
        audience: number;
        live: boolean;
        /** 0: no rotation. */
        cohorts: number;
        /** Times that the window comes again. */
        repeats: number;
        grace: number;
        include: boolean;
        reduced: boolean;
      }
    >
  | Each<
      | 'pause'
      | 'resume'
      | 'endNow'
      | 'archive'
      | 'discount'
      | 'flipMembership'
      | 'audience'
      | 'nativeEdit'
      | 'deleteOfferGroup',
      { offer: number }
    >
  | Each<'moveStart' | 'moveEnd', { offer: number; by: number }>
  | Each<'pauseAll' | 'confirm' | 'visit' | 'lookTwice' | 'backup' | 'restore' | 'loseJobs' | 'doubleJobs'>
  | Each<'restart' | 'kill' | 'start' | 'secondService'>
  | Each<
      | 'openForm'
      | 'saveForm'
      | 'deactivate'
      | 'staleWrite'
      | 'bareEmpties'
      | 'deleteCustomer'
      | 'pin'
      | 'unpin'
      | 'cart'
      | 'order',
      { customer: number }
    >
  | Each<
      'staffDefault' | 'staffAdds' | 'staffRemoves' | 'programSave' | 'bareDefault' | 'bareAdds' | 'bareRemoves',
      { customer: number; group: number }
    >
  | Each<'newCustomer' | 'deleteGroup' | 'newGroup', { group: number }>
  | Each<'deleteCategory', { category: number }>
  | Each<'copyProduct', { product: number }>
  | Each<'slow', { ms: number }>
  | Each<'loseAnswers' | 'doubleCalls' | 'failCalls' | 'cutBatch', { count: number }>
  | Each<'clockJumps' | 'serviceClock', { by: number }>
  | Each<'pauseService', { calls: number; seconds: number; customer: number }>;

export type Of<K extends HistoryEvent['kind']> = Extract<HistoryEvent, { readonly kind: K }>;

const any = fc.nat({ max: 40 });
const kinds = <K extends HistoryEvent['kind']>(...names: K[]) => fc.constantFrom(...names);
const seconds = fc.oneof({ weight: 5, arbitrary: fc.nat({ max: 90 }) }, { weight: 1, arbitrary: fc.nat({ max: 900 }) });

/** One event; what moves customers comes more often than what breaks. */
export const historyEvent: fc.Arbitrary<HistoryEvent> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ kind: kinds('pass'), seconds }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: kinds('plan'),
      startIn: fc.integer({ min: -60, max: 400 }),
      lasts: fc.integer({ min: 20, max: 900 }),
      priority: fc.nat({ max: 2 }),
      exclusive: fc.boolean(),
      audience: fc.nat({ max: 3 }),
      live: fc.boolean(),
      cohorts: fc.constantFrom(0, 0, 0, 2, 3),
      repeats: fc.constantFrom(0, 0, 0, 2),
      grace: fc.constantFrom(0, 0, 60, 600),
      include: fc.boolean(),
      reduced: fc.boolean(),
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: kinds('pause', 'resume', 'endNow', 'archive', 'discount', 'flipMembership', 'audience', 'nativeEdit'),
      offer: any,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: kinds('moveStart', 'moveEnd'), offer: any, by: fc.integer({ min: -600, max: 600 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kinds('pauseAll', 'confirm', 'confirm') }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: kinds('staffDefault', 'staffAdds', 'staffRemoves'), customer: any, group: any }),
  },
  { weight: 5, arbitrary: fc.record({ kind: kinds('openForm', 'openForm', 'saveForm', 'deactivate'), customer: any }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: kinds('bareDefault', 'bareAdds', 'bareRemoves', 'programSave'),
      customer: any,
      group: any,
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: kinds('staleWrite', 'bareEmpties', 'deleteCustomer', 'pin', 'unpin', 'cart', 'cart', 'order'),
      customer: any,
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kinds('newCustomer'), group: any }) },
  { weight: 1, arbitrary: fc.record({ kind: kinds('deleteGroup', 'newGroup'), group: any }) },
  { weight: 1, arbitrary: fc.record({ kind: kinds('deleteCategory'), category: any }) },
  { weight: 1, arbitrary: fc.record({ kind: kinds('copyProduct'), product: fc.nat({ max: 7 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kinds('deleteOfferGroup'), offer: any }) },
  { weight: 4, arbitrary: fc.record({ kind: kinds('visit', 'lookTwice') }) },
  { weight: 1, arbitrary: fc.record({ kind: kinds('shopDown'), seconds: fc.nat({ max: 400 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kinds('slow'), ms: fc.constantFrom(0, 50, 1_000) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: kinds('loseAnswers', 'doubleCalls', 'failCalls', 'cutBatch'),
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kinds('clockJumps'), by: fc.integer({ min: -1_200, max: 1_200 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: kinds('serviceClock'), by: fc.integer({ min: -7_200, max: 7_200 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: kinds('loseJobs', 'doubleJobs') }) },
  { weight: 1, arbitrary: fc.record({ kind: kinds('lateJobs'), seconds: fc.nat({ max: 120 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: kinds('restart', 'kill', 'start', 'start', 'secondService') }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: kinds('pauseService'),
      calls: fc.nat({ max: 12 }),
      seconds: fc.constantFrom(0, 5, 90, 400),
      customer: any,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kinds('backup', 'backup', 'restore') }) },
);

/** At least 40 steps. */
export const history = fc.array(historyEvent, { minLength: 40, maxLength: 60, size: 'max' });
