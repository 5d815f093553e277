import { ProblemError } from '../errors.ts';
import { problemText } from './problems.ts';

/** The words of the command line and the log: one catalogue for each kind of thing that travels as code and parameters. */
export { NOTICE_TEXTS, noticeText } from './notices.ts';
export { PROBLEM_TEXTS, problemText } from './problems.ts';

export const errorText = (error: Error): string =>
  error instanceof ProblemError ? problemText(error.problem) : error.message;
