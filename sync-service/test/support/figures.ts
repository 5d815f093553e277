import type { TaskMeta } from 'vitest';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

declare module 'vitest' {
  interface TaskMeta {
    figures?: string;
  }
}

/** What a proof did, as one line of JSON at the end of the run: how often, which faults, the seed to repeat it with. */
export function tellFigures(
  task: { readonly meta: TaskMeta },
  proof: string,
  figures: Readonly<Record<string, unknown>>,
): void {
  task.meta.figures = `${proof}: ${JSON.stringify(figures)}`;
}

/** Prints the figures of all proofs of a run, after everything else. */
export class FiguresReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = modules.flatMap((module) =>
      [...module.children.allTests()].map((test: TestCase) => test.meta().figures),
    );
    for (const line of lines) if (line !== undefined) process.stdout.write(`${line}\n`);
  }
}
