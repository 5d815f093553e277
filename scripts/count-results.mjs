/**
 * Prints `N passed, N failed` from the result files that the test runners left in a folder (vitest's JSON, PHPUnit's JUnit XML), and
 * ends with 1 when anything failed or nothing ran.
 *
 *   node scripts/count-results.mjs FOLDER EXIT-CODE-OF-THE-RUN
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, code] = process.argv.slice(2);
let passed = 0;
let failed = 0;

for (const name of readdirSync(folder)) {
  const text = readFileSync(join(folder, name), 'utf8');
  if (name.endsWith('.json')) {
    const result = JSON.parse(text);
    passed += result.numPassedTests;
    // A file that cannot be loaded has no tests to fail.
    failed += Math.max(result.numFailedTests, result.numFailedTestSuites > 0 ? 1 : 0);
  } else if (name.endsWith('.xml')) {
    // The first <testsuite> holds the sums of all within.
    const sums = /<testsuite\b[^>]*>/u.exec(text)?.[0] ?? '';
    const sum = (attribute) => Number(new RegExp(`\\b${attribute}="(\\d+)"`, 'u').exec(sums)?.[1] ?? 0);
    const bad = sum('errors') + sum('failures');
    failed += bad;
    passed += sum('tests') - bad - sum('skipped');
  }
}

if (code !== '0' && failed === 0) {
  process.stdout.write('npm test stopped at a step that is no test; its message stands above.\n');
  failed = 1;
}
if (passed + failed === 0) {
  process.stdout.write('No test was run.\n');
  failed = 1;
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
