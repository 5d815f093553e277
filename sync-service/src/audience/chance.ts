/**
 * Whether a customer is among the drawn `percent` (0–100): the same answer every time for the same seed, and who is drawn by a smaller
 * percentage is drawn by a larger one too. Which customers a seed draws never changes, also not with a new version: holdouts rest on it.
 */
export function drawn(customer: number, percent: number, seed: number): boolean {
  return hash(customer, seed) < (percent / 100) * 2 ** 32;
}

/** A `chance` in a rule draws apart from a holdout of the same seed, so that the holdout takes its share of those whom the chance drew. */
export function drawnByRule(customer: number, percent: number, seed: number): boolean {
  return hash(customer ^ 0x5bd1e995, seed) < (percent / 100) * 2 ** 32;
}

/** Keeps the holdout's draw apart from whoever else draws by the offer's seed. */
const HOLDOUT_SALT = 0x5f3759df;

/** Whether a customer of the audience is in the offer's holdout of `percent`: for the service and for the page's counts alike. */
export function heldOut(customer: number, percent: number, seed: number): boolean {
  return percent > 0 && drawn(customer, percent, seed ^ HOLDOUT_SALT);
}

/** 32 bits that look random: the mixing steps of MurmurHash3 over the customer and both halves of the seed. */
function hash(customer: number, seed: number): number {
  let state = mix(seed | 0);
  state = mix(state ^ Math.floor(seed / 2 ** 32));
  return mix(Math.imul(state, 31) + customer) >>> 0;
}

function mix(value: number): number {
  let bits = (value + 0x9e3779b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
