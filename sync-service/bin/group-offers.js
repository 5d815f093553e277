#!/usr/bin/env node
import { existsSync } from 'node:fs';

// Committed, unlike dist/, so that npm can link the command before the first build.
const built = new URL('../dist/cli/main.js', import.meta.url);
if (!existsSync(built)) {
  process.stderr.write('group-offers is not built yet. Please run: npm run build\n');
  process.exit(1);
}
await import(built.href);
