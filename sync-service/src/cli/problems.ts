import { InvalidInputError } from '../errors.ts';
import { errorText } from '../messages/index.ts';

/** Gathers what is wrong with an input, so that the merchant hears all of it at once. */
export class Problems {
  private readonly lines: string[] = [];

  add(...lines: readonly string[]): void {
    this.lines.push(...lines);
  }

  /** What `work` gives; when it is refused, the refusal is kept and `fallback` is returned. */
  async attempt<T>(work: () => T | Promise<T>, fallback: T): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      this.add(errorText(error));
      return fallback;
    }
  }

  each<T>(list: readonly T[], find: (item: T, index: number) => number | Promise<number>): Promise<number[]> {
    return Promise.all(list.map((item, index) => this.attempt(() => find(item, index), 0)));
  }

  get count(): number {
    return this.lines.length;
  }

  /** @throws InvalidInputError with a line for each problem, when there is one */
  refuse(): void {
    if (this.count > 0) throw new InvalidInputError(this.lines.join('\n'));
  }
}
