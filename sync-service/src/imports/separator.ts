import { RecordSplitter } from './records.ts';
import { UnreadableFileError } from './unreadable.ts';

export const SEPARATORS = ['\t', ';', ','] as const;
export type Separator = (typeof SEPARATORS)[number] | '|';

/** A first line that spreadsheet programs write for each other. */
const DECLARED = /^"?sep=([^\r\n])"?[;,\t]*(?=[\r\n]|$)/i;

/** @throws UnreadableFileError when the first line declares one that is none */
export function declaredSeparator(text: string): Separator | null {
  const declared = DECLARED.exec(text)?.[1];
  if (declared === undefined) return null;
  const known = ([...SEPARATORS, '|'] as const).find((separator) => separator === declared);
  if (known === undefined) throw new UnreadableFileError('separator', declared);
  return known;
}

/** The separator that most of the first lines have, and the same number of times; null when they have none. */
export function separatorOf(sample: string): Separator | null {
  const lines = sample
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20)
    .map((line) => line.replace(/"[^"]*"/g, ''));
  let best: { separator: Separator; lines: number } | null = null;
  for (const separator of SEPARATORS) {
    const counts = lines.map((line) => line.split(separator).length - 1);
    const usual = counts.filter((each) => each > 0 && each === counts[0]).length;
    if (usual > (best?.lines ?? 0)) best = { separator, lines: usual };
  }
  return best?.separator ?? null;
}

/** The first records of a file. @param whole nothing comes after the sample */
export function firstRecords(sample: string, separator: string, whole: boolean, most: number) {
  const records = [];
  for (const record of new RecordSplitter(separator).push(sample, whole)) {
    records.push(record);
    if (records.length === most) break;
  }
  return records;
}
