import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { tellFigures } from '../support/figures.ts';

const run = promisify(execFile);
/** As `HistoryEvent` names them. */
const KINDS = 54;
const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url));

type Figures = {
  readonly histories: number;
  readonly violations: number;
  readonly events: Readonly<Record<string, number>>;
};

it('10,000 random histories keep every promise (invariants 1 to 11 and 13)', async ({ task }) => {
  const figures = await play(10_000, process.env['PROOF_SEED'] ?? String(Math.floor(Math.random() * 2 ** 31)));
  tellFigures(task, 'simulator', figures);
  expect(figures).toMatchObject({ histories: 10_000, violations: 0 });
  // Each kind of event really did something, often.
  expect(Object.keys(figures.events)).toHaveLength(KINDS);
  for (const times of Object.values(figures.events)) expect(times).toBeGreaterThan(100);
});

it("the module's PHP on MariaDB lives 200 of them as the sandbox does, step by step", async ({ task }) => {
  // Always the same ones; `npm run simulate -- --php` plays others.
  const figures = await play(200, '1', '--php');
  tellFigures(task, 'simulator on PHP', figures);
  expect(figures).toMatchObject({ histories: 200, violations: 0 });
  expect(Object.keys(figures.events)).toHaveLength(KINDS);
});

async function play(histories: number, seed: string, ...more: readonly string[]): Promise<Figures> {
  const args = ['--import', 'tsx', PROGRAM, '--histories', String(histories), '--seed', seed, ...more];
  const played = await run(process.execPath, args).catch((error: Error & { stderr?: string }) => {
    throw new Error(error.stderr ?? error.message);
  });
  return JSON.parse(played.stdout) as Figures;
}
