import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tellFigures } from '../support/figures.ts';
import { History } from './history.ts';
import { MemoryStage } from './memory-stage.ts';
import { PhpStage } from './php-stage.ts';
import { SCENARIOS } from '../scenarios/found.ts';
import { TwinStage } from './twin-stage.ts';

const run = promisify(execFile);
const BEGIN = Date.UTC(2026, 10, 4, 10);
/** As `HistoryEvent` names them. */
const KINDS = 57;
const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url));

type Figures = {
  readonly histories: number;
  readonly violations: number;
  readonly events: Readonly<Record<string, number>>;
};

/**
 * Always the same ones: what becomes of one rare corner is worth knowing from a long run (`npm run simulate`, with a fresh seed each time), and no
 * reason to stop somebody's commit.
 */
const SEED = process.env['PROOF_SEED'] ?? '1';

it('4,000 random histories keep every promise (invariants 1 to 11 and 13)', async ({ task }) => {
  const figures = await play(4_000, SEED);
  tellFigures(task, 'simulator', figures);
  expect(figures).toMatchObject({ histories: 4_000, violations: 0 });
  // Each kind of event really did something, often.
  expect(Object.keys(figures.events)).toHaveLength(KINDS);
  for (const times of Object.values(figures.events)) expect(times).toBeGreaterThan(40);
});

it("the module's PHP on MariaDB lives 50 of them as the shop in memory does, step by step", async ({ task }) => {
  const figures = await play(50, SEED, '--php');
  tellFigures(task, 'simulator on PHP', figures);
  expect(figures).toMatchObject({ histories: 50, violations: 0 });
  expect(Object.keys(figures.events)).toHaveLength(KINDS);
});

describe('what histories have found', () => {
  let php: PhpStage;
  beforeAll(async () => void (php = await PhpStage.start(new MemoryStage(BEGIN).model)));
  afterAll(() => php.close());

  it.each(Object.entries(SCENARIOS))('%s (invariants 1 to 11 and 13)', async (_, events) => {
    await php.begin(BEGIN);
    const history = await History.begin(new TwinStage(new MemoryStage(BEGIN), php, BEGIN), BEGIN);
    await history.play(events);
    // Each event has something to happen to.
    expect([...history.counts.values()].reduce((sum, each) => sum + each)).toBe(events.length);
  });
});

async function play(histories: number, seed: string, ...more: readonly string[]): Promise<Figures> {
  const args = ['--import', 'tsx', PROGRAM, '--histories', String(histories), '--seed', seed, ...more];
  const played = await run(process.execPath, args).catch((error: Error & { stderr?: string }) => {
    throw new Error(error.stderr ?? error.message);
  });
  return JSON.parse(played.stdout) as Figures;
}
