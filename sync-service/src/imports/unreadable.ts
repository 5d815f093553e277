/** Why a file cannot be imported as it is; each is told in the reader's language, with a way out. */
export const TROUBLES = [
  'empty',
  'oneColumn',
  'noNames',
  'noFigures',
  'unknownIds',
  'twice',
  'separator',
  'decimals',
  'decimalsMixed',
  'quote',
  'longLine',
  'large',
  'noText',
] as const;
export type FileTrouble = (typeof TROUBLES)[number];

/** Nothing of the file is imported. `where`: names of columns, separators, or a line; never what stands in a line. */
export class UnreadableFileError extends Error {
  constructor(
    readonly trouble: FileTrouble,
    readonly where = '',
  ) {
    super(trouble);
  }
}
