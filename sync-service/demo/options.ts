/** @throws Error naming the option, what was given and what is accepted */
export function wholeNumber(option: string, text: string, min: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= min) return value;
  throw new Error(`${option}: "${text}" must be a whole number of at least ${min}`);
}
