import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { InvalidInputError } from '../errors.ts';
import { problemText } from '../messages/index.ts';
import { checked, offerFileSchema, type OfferFile } from '../offer/index.ts';

/** @throws InvalidInputError when the file cannot be read, or is not UTF-8 */
export async function readText(path: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new InvalidInputError(
      `FILE: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}); name an existing file`,
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InvalidInputError(`FILE: ${path} is not UTF-8; save it with that encoding`);
  }
}

/** What the documents of a YAML or JSON text hold. @throws InvalidInputError when it is neither */
export function parseDocuments(path: string, text: string): unknown[] {
  const documents = parseAllDocuments(text, { prettyErrors: true });
  const list = Array.isArray(documents) ? documents : [];
  const broken = list.flatMap(({ errors }) => errors);
  if (broken.length > 0) throw new InvalidInputError(`FILE: ${path} is neither YAML nor JSON: ${broken[0]!.message}`);
  return list.map((document): unknown => {
    try {
      return document.toJS();
    } catch (error) {
      throw new InvalidInputError(`FILE: ${path} has an alias that cannot be followed; write it out`, { cause: error });
    }
  });
}

/** One offer, a list of offers, or several YAML documents. JSON is YAML. */
export function parseOffers(path: string, text: string): OfferFile[] {
  const raw = parseDocuments(path, text).flatMap((each) => (Array.isArray(each) ? (each as unknown[]) : [each]));
  if (raw.length === 0 || raw.every((each) => each === null)) {
    throw new InvalidInputError(`FILE: ${path} holds no offer; docs/OFFERS.md shows how one is written`);
  }
  const problems: string[] = [];
  const offers: OfferFile[] = [];
  raw.forEach((each, index) => {
    const { data, problems: wrong } = checked(offerFileSchema, each, 'offer', false);
    const where = raw.length === 1 ? '' : `offer ${index + 1}: `;
    if (data !== null) offers.push(data);
    problems.push(...wrong.map((problem) => where + problemText(problem)));
  });
  if (problems.length > 0) throw new InvalidInputError(problems.join('\n'));
  return offers;
}
