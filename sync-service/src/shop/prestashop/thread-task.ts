import { answers, offersPage, tables, toOfferRows, writtenOffer } from '../../wire/index.ts';
import type { ReadAnswer, Reading } from './read-answer.ts';

/** What is sent to the thread that reads answers, and comes back: functions travel by their names. */
export interface ThreadTask {
  readonly bytes: Uint8Array;
  readonly how: NamedReading | null;
}
interface NamedReading {
  readonly resource: string;
  readonly shape: string;
  readonly to: string | null;
  readonly after: number;
}
export type ThreadAnswer = { readonly read: ReadAnswer } | { readonly unusable: string } | { readonly fault: string };

const KNOWN: ReadonlyMap<string, unknown> = new Map(
  Object.entries({ ...answers, ...tables, offersPage, toOfferRows, writtenOffer }),
);
const NAMES = new Map([...KNOWN].map(([name, known]) => [known, name]));

export function namedReading({ resource, shape, to, after }: Reading): NamedReading {
  return { resource, shape: nameOf(shape), to: to && nameOf(to), after };
}

export function readingOf({ resource, shape, to, after }: NamedReading): Reading {
  const known = (name: string) => KNOWN.get(name) as never;
  return { resource, shape: known(shape), to: to === null ? null : known(to), after };
}

function nameOf(known: unknown): string {
  const name = NAMES.get(known);
  if (name === undefined) throw new Error('A shape that is not exported by wire/ cannot be read in another thread');
  return name;
}
