import { expect } from 'vitest';
import type { Params, ProblemCode } from '../../src/problems.ts';

/** What is thrown, told by its code and at least these parameters: `expect(…).toThrow(refusal('empty', { field: 'rule.of' }))`. */
export const refusal = (code: ProblemCode, params: Params = {}): object =>
  expect.objectContaining({ problem: { code, params: expect.objectContaining(params) as object } }) as object;
