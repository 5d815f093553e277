import { ProblemError, RefusedError } from '../errors.ts';
import { problemText } from './problems.ts';

/** The words of the command line and the log: one catalogue for each kind of thing that travels as code and parameters. */
export { NOTICE_TEXTS, noticeText } from './notices.ts';
export { PROBLEM_TEXTS, problemText } from './problems.ts';
export { BODY_TEXTS, keyLengthText, saidText, shopText, type ShopFailure } from './shop.ts';

export const errorText = (error: Error): string =>
  error instanceof ProblemError || error instanceof RefusedError ? problemText(error.problem) : error.message;
