import { build } from 'esbuild';
import { join } from 'node:path';
import { launchChromium } from '../../test/support/chromium.ts';
import type { EngineFigures } from './engine.ts';

/** The same engine, bundled as the back-office page does it, in a real Chromium. */
export async function judgeInChromium(sizes: readonly number[], rounds: number): Promise<readonly EngineFigures[]> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'engine.ts')],
    bundle: true,
    format: 'iife',
    globalName: 'engine',
    write: false,
    logLevel: 'silent',
  });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: outputFiles[0]!.text });
    const figures: EngineFigures[] = [];
    for (const size of sizes) {
      figures.push(await page.evaluate<EngineFigures>(`engine.judgeTenCriteria(${size}, ${rounds})`));
    }
    return figures;
  } finally {
    await browser.close();
  }
}
