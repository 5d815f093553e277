import { Command, Option } from 'commander';
import { apply, type ApplyOptions } from './commands/apply.ts';
import { audience, type AudienceOptions } from './commands/audience.ts';
import { archive, confirm, end, pause, restore, resume } from './commands/change.ts';
import { doctor } from './commands/doctor.ts';
import { importCsv, SEPARATORS, type ImportOptions } from './commands/import.ts';
import { forget, lists, pin } from './commands/lists.ts';
import { list, status } from './commands/look.ts';
import { plan } from './commands/plan.ts';
import { presets } from './commands/presets.ts';
import { run } from './commands/run.ts';
import { shops } from './commands/shops.ts';
import { Output } from './output.ts';
import { openSession, type GlobalOptions, type Session } from './session.ts';

/** Of the service and its command line; scripts/check-versions.mjs holds it to the release's. */
const VERSION = '0.3.0';

/** The command line: every command with its arguments, options and help. */
export const program = new Command('group-offers')
  .description('Limited-time customer-group offers for PrestaShop')
  .version(VERSION, '--version')
  .option('--json', 'print the result as one JSON object')
  .option('--shop <name>', 'which of several configured shops')
  .showHelpAfterError('(add --help for what is possible)')
  .addHelpText(
    'after',
    '\nSettings come from the environment, .env or a file: docs/OPERATING.md. Offers: docs/OFFERS.md.',
  );

/** A command that works on a shop, with its argument and options. */
function command<A, O>(
  usage: string,
  description: string,
  work: (session: Session, arg: A, options: O) => Promise<void>,
) {
  return program
    .command(usage)
    .description(description)
    .action((...given: unknown[]) => {
      // Arguments first, then options, then the command itself.
      const [arg, options] = given.length > 2 ? given : [undefined, given[0]];
      return work(openSession(program.opts<GlobalOptions>()), arg as A, options as O);
    });
}

const OFFER = '<OFFER>';
const CSV = ['--csv <file>', 'also write one line for each customer into a file (- for standard output)'] as const;
const ACCEPT = [
  '--accept-worse-off',
  'arm even when over 10 % of the audience would be worse off and left out',
] as const;

command(
  'doctor',
  'look at connection, permissions, module, clocks and Redis, and say how to fix what is not right',
  doctor,
);
command(
  'apply <FILE>',
  'put the offers of a YAML or JSON file into the shop; nothing is written when anything is refused',
  (s, file: string, options: ApplyOptions) => apply(s, file, options),
)
  .option('--draft', 'keep them as drafts, whatever the file says')
  .option(...ACCEPT);
command('list', 'all offers and their state', list);
command(`status ${OFFER}`, 'one offer (id or name): who is in it, what became of the others, notices', status);
command(
  `plan ${OFFER}`,
  'what would move now, or at its next start, and who is left out and why; changes nothing',
  plan,
).option(...CSV);
command(`end ${OFFER}`, 'end it now: all leave, nothing re-opens', end).option(
  '--window',
  'end only the window that is open now, of an offer that comes again',
);
command(`pause ${OFFER}`, 'all leave now; resume lets them in again', pause);
command(`resume ${OFFER}`, 'arm a paused offer or a draft', resume).option(...ACCEPT);
command(`archive ${OFFER}`, 'put a draft or an offer that is over away', archive);

command(
  'audience <FILE>',
  'count an audience (or the one of an offer file), rule by rule; changes nothing',
  (s, file: string, options: AudienceOptions) => audience(s, file, options),
)
  .option('--explain <customer>', 'say why this customer is in or out')
  .option('--lang <language>', 'of the explanation: en, es or fr')
  .option(...CSV);
program
  .command('presets')
  .description('ready-made audiences and what they mean')
  .option('--lang <language>', 'en, es or fr')
  .action((options: { lang?: string }) => presets(new Output(program.opts<GlobalOptions>().json === true), options));
program
  .command('import <NAME> <FILE>')
  .description('put a CSV of customers (ids or e-mails) into the shop as a named list')
  .option('--score', 'each line has a figure too')
  .addOption(new Option('--separator <mark>', 'between columns').choices(Object.keys(SEPARATORS)))
  .addOption(new Option('--decimal <mark>', 'in figures').choices(['point', 'comma']))
  .addOption(new Option('--by <column>', 'who it is, where a line has both').choices(['id', 'email']))
  .option('--check', 'only say what the file is taken for')
  .option('--report <file>', 'write all lines that were not taken, by number, into a CSV file')
  .action((name: string, file: string, options: ImportOptions) =>
    importCsv(openSession(program.opts<GlobalOptions>()), name, file, options),
  );
command('lists', 'the imported lists and scores', lists);
command('forget <LIST>', 'take an imported list or score (id or name) away', (s, list: string) => forget(s, list));
command('pin <ID...>', 'no offer moves these customers any more', (s, ids: string[]) => pin(s, ids, true));
command('unpin <ID...>', 'offers may move these customers again', (s, ids: string[]) => pin(s, ids, false));

command('restore', 'everybody back, all offers are paused; works without the service', restore);
command('confirm', 'your word that customers may enter again after a hold', confirm);
program
  .command('shops')
  .description(
    'all configured shops: whether they answer, which instance of the service serves them, and their last sync',
  )
  .action(() => shops(new Output(program.opts<GlobalOptions>().json === true)));
program.command('run').description('the service: runs until stopped').action(run);
