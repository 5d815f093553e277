import { isUtf8 } from 'node:buffer';
import { InvalidInputError } from '../../errors.ts';

/** No line of a list of customers is as long. */
const LONGEST_LINE = 1_000_000;
const NEWLINE = 10;
const SAVE_AS = 'save it as UTF-8 (spreadsheet programs call it "CSV UTF-8") and import again; nothing was imported';

/**
 * A file in blocks of whole lines, each checked to be UTF-8.
 * @throws InvalidInputError naming the line, never its content
 */
export async function* wholeLines(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let lines = 0;
  let first = true;
  for await (const chunk of source) {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    if (first && data.length >= 2) {
      refuseOtherMarks(data);
      first = false;
    }
    const end = data.lastIndexOf(NEWLINE) + 1;
    rest = data.subarray(end);
    if (rest.length > LONGEST_LINE) {
      throw new InvalidInputError(
        `FILE: line ${lines + count(data.subarray(0, end)) + 1} is longer than ${LONGEST_LINE} bytes, so this is no CSV with a customer on each line; nothing was imported`,
      );
    }
    if (end === 0) continue;
    const block = data.subarray(0, end);
    check(block, lines);
    lines += count(block);
    yield block;
  }
  check(rest, lines);
  if (rest.length > 0) yield rest;
}

function refuseOtherMarks(data: Buffer): void {
  const mark = data.readUInt16BE(0);
  if (mark === 0xfffe || mark === 0xfeff) throw new InvalidInputError(`FILE: is UTF-16; ${SAVE_AS}`);
}

function check(block: Buffer, linesBefore: number): void {
  const zero = block.indexOf(0);
  if (zero >= 0) {
    const line = linesBefore + count(block.subarray(0, zero)) + 1;
    throw new InvalidInputError(`FILE: line ${line} has zero bytes, as UTF-16 has; ${SAVE_AS}`);
  }
  if (isUtf8(block)) return;
  let line = linesBefore + 1;
  for (let from = 0; from < block.length; line++) {
    const newline = block.indexOf(NEWLINE, from);
    const end = newline < 0 ? block.length : newline + 1;
    if (!isUtf8(block.subarray(from, end))) break;
    from = end;
  }
  throw new InvalidInputError(`FILE: line ${line} is not UTF-8; ${SAVE_AS}`);
}

function count(block: Buffer): number {
  let found = 0;
  for (let at = block.indexOf(NEWLINE); at >= 0; at = block.indexOf(NEWLINE, at + 1)) found++;
  return found;
}
