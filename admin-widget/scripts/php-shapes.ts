import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { audienceSchema, DEEPEST_RULE, MOST } from '@group-offers/sync-service/offer';
import { offerShapes } from '@group-offers/sync-service/wire';
import { z } from 'zod';
import { PROBLEM_TEXTS } from '../../sync-service/src/messages/index.ts';

const MODULE = fileURLToPath(new URL('../module/groupoffers/', import.meta.url));
/** Where the module has them; `npm run shapes` writes both, and `sync-service/test/unit/php-shapes.test.ts` fails when they are not what is here. */
export const SHAPES_FILE = join(MODULE, 'src/Offer/Shapes.php');
export const REFUSALS_FILE = join(MODULE, 'src/Core/RefusalTexts.php');

interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly oneOf?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly $defs?: Readonly<Record<string, Shape>>;
}

/** The zod schemas of rules, recurrences and offers as a PHP table, since the module has no library that reads them. */
export function phpShapes(): string {
  const audience = shapeOf(audienceSchema);
  const kinds = Object.values(audience.$defs!).find(({ oneOf }) => oneOf !== undefined)!.oneOf!;
  const schedule = shapeOf(offerShapes.schedule);
  const recurrence = schedule.properties!['recurrence']!.anyOf!.find(({ properties }) => properties !== undefined)!;
  const rotation = shapeOf(offerShapes.rotation);
  const constants: readonly (readonly [string, string, unknown])[] = [
    ['AUDIENCE', 'Fields of an audience.', fieldsOf(audience)],
    ['TAKEN', '', audience.properties!['taken']!.enum],
    ['WORSE_OFF', '', audience.properties!['worseOff']!.enum],
    ['RULE', 'Fields of a rule by its kind, which is one more.', Object.fromEntries(kinds.map(ruleFields))],
    ['DEEPEST_RULE', 'Levels of a rule within a rule.', DEEPEST_RULE],
    ['SCHEDULE', '', fieldsOf(schedule)],
    ['RECURRENCE', '', fieldsOf(recurrence)],
    ['ROTATION', '', fieldsOf(rotation)],
    ['SHARED_BY', 'How a rotation shares its customers out.', rotation.properties!['by']!.anyOf!.flatMap(fieldsOf)],
    ['INTENTS', '', shapeOf(offerShapes.intent).enum],
    ['MEMBERSHIPS', '', shapeOf(offerShapes.membership).enum],
    ['MOST', 'Characters, entries, seconds or customers.', MOST],
  ];
  const lines = constants.map(
    ([name, what, value]) => `${what === '' ? '' : `    /** ${what} */\n`}    public const ${name} = ${php(value, 1)};`,
  );
  return `<?php

declare(strict_types=1);

namespace PrestaShop\\Module\\GroupOffers\\Offer;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** The shapes of rules, recurrences and offers as the service and the page have them. Written by \`npm run shapes\`: change the schemas there. */
final class Shapes
{
${lines.join('\n')}
}
`;
}

const shapeOf = (schema: z.ZodType): Shape => z.toJSONSchema(schema, { unrepresentable: 'any' }) as Shape;
const fieldsOf = ({ properties = {} }: Shape): readonly string[] => Object.keys(properties);

const ruleFields = (branch: Shape): readonly [string, readonly string[]] => [
  branch.properties!['kind']!.const!,
  fieldsOf(branch).filter((field) => field !== 'kind'),
];

function php(value: unknown, level: number): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return `'${value.replace(/['\\]/g, '\\$&')}'`;
  if (Array.isArray(value)) return `[${value.map((each) => php(each, level)).join(', ')}]`;
  const entries = Object.entries(value as object);
  const indent = '    '.repeat(level);
  const lines = entries.map(([key, each]) => `${indent}    ${php(key, level)} => ${php(each, level + 1)},\n`);
  return `[\n${lines.join('')}${indent}]`;
}

/** A problem that the module's source tells, and the names of what it tells with it. */
export interface SentProblem {
  readonly code: string;
  readonly params: readonly string[];
}

/** Each place of the module's source that refuses something. */
export function sentProblems(): readonly SentProblem[] {
  const files = readdirSync(MODULE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.php'));
  const source = files.map((file) => readFileSync(join(MODULE, file), 'utf8')).join('\n');
  return [...source.matchAll(PROBLEM_IN_PHP)].map(([, code, rest]) => ({
    code: code!,
    params: [...rest!.matchAll(/[,[]\s*(?:(\w+): |'(\w+)' =>)/g)].map(([, named, key]) => (named ?? key)!),
  }));
}

/** `Refusal::of('code', field: …);` with its named arguments, `Refusal::if(…, 'code', field: …);`, or `new self(self::NUMBER, 'code', ['until' => …]…);` */
const PROBLEM_IN_PHP =
  /(?:(?:Refusal|self)::(?:(?:of|notRunning|otherProtocol)\(|if\([^;]*?, (?='\w+', \w+: ))|(?:new self|self::about)\(self::[A-Z_]+, )'(\w+)'(.*?)(?:\], \[.*?)?\);/gs;

/** What each refusal says in English, for logs and for programs that know no codes: the command line's words. */
export function phpRefusals(): string {
  const codes = [...new Set(sentProblems().map(({ code }) => code))].sort();
  const texts = Object.fromEntries(codes.map((code) => [code, PROBLEM_TEXTS[code as keyof typeof PROBLEM_TEXTS]]));
  return `<?php

declare(strict_types=1);

namespace PrestaShop\\Module\\GroupOffers\\Core;

if (!defined('_PS_VERSION_')) {
    exit;
}

/** What refusals say in English, by the codes of their problems. Written by \`npm run shapes\`: change the words in \`sync-service/src/messages/problems.ts\`. */
final class RefusalTexts
{
    public const ENGLISH = ${php(texts, 1)};
}
`;
}

if (import.meta.filename === process.argv[1]) {
  writeFileSync(SHAPES_FILE, phpShapes());
  writeFileSync(REFUSALS_FILE, phpRefusals());
}
