import { refusalProblem, type Problem, type RefusalCode, type ToldProblem } from './problems.ts';

/**
 * One class for each thing a caller does differently: tell the merchant what to mend (`GroupOffersError`), try again
 * (`ShopUnavailableError`), take a fresh look (`StaleVersionError`), stand back (`LeaseHeldError`, `LeaseLostError`, `NotOwnerError`).
 * Messages name the field, the value and the way out; no message carries a key or a customer's data.
 */
export class GroupOffersError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Input that cannot be accepted: file, option, setting, or what the shop refused. */
export class InvalidInputError extends GroupOffersError {}

/** Something of an offer that cannot be right, as data: each front end has its own words for it. */
export class ProblemError extends InvalidInputError {
  constructor(
    readonly problem: Problem,
    options?: ErrorOptions,
  ) {
    super(`${problem.code} ${JSON.stringify(problem.params)}`, options);
  }
}

/** The shop's answer is not one of a PrestaShop with our module (HTML, redirect, cut off, wrong key, missing module): no use in trying again. */
export class ShopUnusableError extends GroupOffersError {
  constructor(
    message: string,
    readonly status: number | null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Module and service are of different protocols: one of them has to be updated. Who is due leaves all the same. */
export class ProtocolError extends ShopUnusableError {}

/** The shop did not answer, or with a 5xx: may be tried again. */
export class ShopUnavailableError extends GroupOffersError {
  constructor(
    message: string,
    readonly status: number | null,
    /** Floor of the wait before the next try, in milliseconds. */
    readonly retryAfterMs: number,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Refused by the module with a code of its own (docs/PROTOCOL.md). The message is the module's English, for the log. */
export class RefusedError extends GroupOffersError {
  readonly problem: Problem;

  constructor(
    message: string,
    readonly code: RefusalCode,
    told: ToldProblem | null = null,
  ) {
    super(message);
    this.problem = refusalProblem(code, message, told);
  }
}
/** Somebody else changed the offer meanwhile: read it again. */
export class StaleVersionError extends RefusedError {}
/** Another service holds the lease: stand back. */
export class LeaseHeldError extends RefusedError {}
/** Another instance of this service has the shop: leave it alone. */
export class NotOwnerError extends GroupOffersError {}
/** This service's lease is no longer valid: take a new one and look again. */
export class LeaseLostError extends RefusedError {}
