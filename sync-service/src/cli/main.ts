import type { WithSuppressed } from '../concurrency.ts';
import { GroupOffersError } from '../errors.ts';
import { errorText } from '../messages/index.ts';
import { program } from './program.ts';
import type { GlobalOptions } from './session.ts';

// The reader of our output may have seen enough (`| head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof GroupOffersError)) throw error;
  const { name } = error;
  const message = errorText(error);
  const besides = ((error as WithSuppressed).suppressed ?? []).map((each) =>
    each instanceof Error ? errorText(each) : String(each),
  );
  process.stderr.write(
    program.opts<GlobalOptions>().json
      ? `${JSON.stringify({ error: name, message, ...(besides.length === 0 ? {} : { besides }) })}\n`
      : `${[message, ...besides.map((each) => `Besides: ${each}`)].join('\n')}\n`,
  );
  process.exitCode = 1;
}
