import { Command } from 'commander';
import { GroupOffersError } from '../errors.ts';
import { apply } from './commands/apply.ts';
import { archive, confirm, end, pause, restore, resume } from './commands/change.ts';
import { doctor } from './commands/doctor.ts';
import { list, plan, status } from './commands/look.ts';
import { run } from './commands/run.ts';
import { openSession, type GlobalOptions, type Session } from './session.ts';

const program = new Command('group-offers')
  .description('Limited-time customer-group offers for PrestaShop')
  .option('--json', 'print the result as one JSON object')
  .option('--shop <name>', 'which of several configured shops')
  .showHelpAfterError('(add --help for what is possible)')
  .addHelpText(
    'after',
    '\nSettings come from the environment, .env or a file: docs/OPERATING.md. Offers: docs/OFFERS.md.',
  );

function command(
  usage: string,
  description: string,
  work: (session: Session, ...args: string[]) => Promise<void>,
): Command {
  return program
    .command(usage)
    .description(description)
    .action((...args: unknown[]) => {
      const texts = args.filter((arg) => typeof arg === 'string');
      return work(openSession(program.opts<GlobalOptions>()), ...texts);
    });
}

const OFFER = '<OFFER>';
command(
  'doctor',
  'look at connection, permissions, module, clocks and Redis, and say how to mend what is not right',
  doctor,
);
program
  .command('apply <FILE>')
  .description('put the offers of a YAML or JSON file into the shop; nothing is written when anything is refused')
  .option('--draft', 'keep them as drafts, whatever the file says')
  .action((file: string, options: { draft?: boolean }) =>
    apply(openSession(program.opts<GlobalOptions>()), file, options),
  );
command('list', 'all offers and their state', list);
command(`status ${OFFER}`, 'one offer (id or name): who is in it, what became of the others, notices', (s, o) =>
  status(s, o!),
);
command(`plan ${OFFER}`, 'what would move now, or at its start; changes nothing', (s, o) => plan(s, o!));
command(`end ${OFFER}`, 'end it now: all leave, nothing re-opens', (s, o) => end(s, o!));
command(`pause ${OFFER}`, 'all leave now; resume lets them in again', (s, o) => pause(s, o!));
command(`resume ${OFFER}`, 'arm a paused offer or a draft', (s, o) => resume(s, o!));
command(`archive ${OFFER}`, 'put a draft or an offer that is over away', (s, o) => archive(s, o!));
command('restore', 'everybody back, all offers are paused; works without the service', restore);
command('confirm', 'your word that customers may enter again after a hold', confirm);
program.command('run').description('the service: runs until stopped').action(run);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof GroupOffersError)) throw error;
  const { name, message } = error;
  process.stderr.write(
    program.opts<GlobalOptions>().json ? `${JSON.stringify({ error: name, message })}\n` : `${message}\n`,
  );
  process.exitCode = 1;
}
