import { UnreadableFileError } from './unreadable.ts';

export type DecimalMark = '.' | ',';

const DECIMAL = { '.': /^[+-]?\d{1,15}(\.\d{1,15})?$/, ',': /^[+-]?\d{1,15}(,\d{1,15})?$/ };
const GROUPED = {
  '.': /^[+-]?\d{1,3}(,\d{3})+(\.\d{1,15})?$/,
  ',': /^[+-]?\d{1,3}(\.\d{3})+(,\d{1,15})?$/,
};

/** @param grouped whether thousands may be marked, because somebody said which mark is the decimal one */
export function figureOf(text: string, mark: DecimalMark, grouped: boolean): number | null {
  const other = mark === '.' ? ',' : '.';
  if (DECIMAL[mark].test(text)) return Number(text.replace(',', '.'));
  if (grouped && GROUPED[mark].test(text)) return Number(text.replaceAll(other, '').replace(',', '.'));
  return null;
}

/**
 * Learns from all figures of a file which mark is the decimal one. `1.234` alone may be a thousand or one and a bit: whoever imports it is
 * asked.
 */
export class DecimalSniffer {
  /** Has the mark where only a decimal one can stand. */
  private readonly sure: Record<DecimalMark, boolean> = { '.': false, ',': false };
  /** Has it where a thousand's could stand as well. */
  private readonly either: Record<DecimalMark, boolean> = { '.': false, ',': false };

  push(text: string): void {
    for (const mark of ['.', ','] as const) {
      if (!text.includes(mark) || !DECIMAL[mark].test(text)) continue;
      const thousands = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/.test(text);
      (thousands ? this.either : this.sure)[mark] = true;
    }
  }

  /** @throws UnreadableFileError when the figures do not tell, or contradict each other */
  get mark(): DecimalMark {
    const { sure, either } = this;
    if (sure['.'] && sure[',']) throw new UnreadableFileError('decimalsMixed');
    for (const [mark, other] of [
      ['.', ','],
      [',', '.'],
    ] as const) {
      if (sure[mark] && either[other]) throw new UnreadableFileError('decimals');
      if (sure[mark]) return mark;
    }
    if (either['.'] || either[',']) throw new UnreadableFileError('decimals');
    return '.';
  }
}
