export const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
export const round = (value: number, digits = 2) => Number(value.toFixed(digits));
export const say = (text: string) => void process.stdout.write(`${text}\n`);
