import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PROBLEMS, REFUSALS } from '../../src/problems.ts';
import {
  phpRefusals,
  phpShapes,
  REFUSALS_FILE,
  sentProblems,
  SHAPES_FILE,
} from '../../../admin-widget/scripts/php-shapes.ts';

it('the module has the shapes of rules, recurrences and offers as they are (else: npm run shapes)', () => {
  expect(readFileSync(SHAPES_FILE, 'utf8')).toBe(phpShapes());
});

it('the module has the words of its refusals as they are (else: npm run shapes)', () => {
  expect(readFileSync(REFUSALS_FILE, 'utf8')).toBe(phpRefusals());
});

it('each refusal in the module’s source is a problem with the parameters that its texts need', () => {
  const sent = sentProblems();
  expect(sent.length).toBeGreaterThan(60);
  const needed = sent.map(({ code }) => ({
    code,
    params: [...(PROBLEMS[code as keyof typeof PROBLEMS] ?? ['no such problem'])].sort(),
  }));
  expect(sent.map(({ code, params }) => ({ code, params: [...params].sort() }))).toEqual(needed);
});

it('service, module and PROTOCOL.md number the refusals alike', () => {
  const php = readFileSync(REFUSALS_FILE.replace('RefusalTexts', 'Refusal'), 'utf8');
  const inPhp = [...php.matchAll(/const ([A-Z_]+) = (1\d{3});/g)].map(([, name, number]) => [
    number,
    name!.toLowerCase(),
  ]);
  const protocol = readFileSync(new URL('../../../docs/PROTOCOL.md', import.meta.url), 'utf8');
  const inDocs = [...protocol.matchAll(/^\| (1\d{3}) \| `(\w+)`/gm)].map(([, number, name]) => [number, name]);
  expect(Object.fromEntries(inPhp)).toEqual(REFUSALS);
  expect(Object.fromEntries(inDocs)).toEqual(REFUSALS);
});
