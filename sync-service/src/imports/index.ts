/** What a file of customers means, line by line: one implementation for the command line and the page. */
export { DecimalSniffer, type DecimalMark } from './figures.ts';
export * from './lines.ts';
export { FIGURE_NAMES } from './names.ts';
export { separatorOf, type Separator } from './separator.ts';
export { EncodingSniffer, type Encoding } from './text.ts';
export { TROUBLES as FILE_TROUBLES, UnreadableFileError, type FileTrouble } from './unreadable.ts';
