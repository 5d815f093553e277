import { startDatabase } from '../contract/stand-in.ts';

/** One MariaDB for all files of a run: each stand-in makes a database of its own there, and is up in half the time. */
export default async function setup(): Promise<() => Promise<void>> {
  const { db, stop } = await startDatabase();
  process.env['STAND_IN_BESIDE'] = db;
  return stop;
}
