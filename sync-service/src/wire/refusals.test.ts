import { describe, expect, it } from 'vitest';
import { StaleVersionError } from '../errors.ts';
import { refusedError, wireError } from './refusals.ts';

const problem = { code: 'percentage', params: { field: 'discount', value: '120' } };
const of = (error: unknown) => refusedError(wireError(error));

describe('a refusal', () => {
  it('tells its problem as data, in the core’s own form behind the sentence', () => {
    const inJson = of({ code: 1001, message: 'discount: 120 is too much', problem });
    const inText = of({ code: '1001', message: `discount: 120 is too much ${JSON.stringify(problem)}` });
    for (const { message, code, problem: told } of [inJson, inText])
      expect({ message, code, told }).toEqual({
        message: 'discount: 120 is too much',
        code: 'bad_request',
        told: problem,
      });
    expect(of({ code: 1002, message: 'read it again' })).toBeInstanceOf(StaleVersionError);
  });

  it.each([
    ['of an older module', { code: 1001, message: 'discount: 120' }, 'bad_request'],
    ['of an older module, whose number does not say all', { code: 1003, message: 'discount: 120' }, 'lease_held'],
    [
      'of a newer module',
      { code: 1001, message: 'discount: 120', problem: { ...problem, code: 'of_tomorrow' } },
      'of_tomorrow',
    ],
    [
      'with other parameters',
      { code: 1001, message: 'discount: 120', problem: { ...problem, params: {} } },
      'percentage',
    ],
    ['of a number that is not known', { code: 1099, message: 'discount: 120' }, 'bad_request'],
  ])('%s has its English as detail', (_, error, reason) => {
    expect(of(error).problem).toEqual({ code: 'bad_request', params: { reason, detail: 'discount: 120' } });
  });

  it.each([undefined, null, 'text', { code: {}, problem: 3 }, { message: 'x {"code":"a","params":{"b":{}}}' }])(
    'that makes no sense (%j) is one all the same',
    (error) => {
      expect(of(error).problem.code).toBe('bad_request');
    },
  );
});
