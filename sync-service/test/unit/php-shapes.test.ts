import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { phpShapes, SHAPES_FILE } from '../../../admin-widget/scripts/php-shapes.ts';

it('the module has the shapes of rules, recurrences and offers as they are (else: npm run shapes)', () => {
  expect(readFileSync(SHAPES_FILE, 'utf8')).toBe(phpShapes());
});
