import type { Language } from './section.ts';
import { activity } from './texts/activity.ts';
import { common } from './texts/common.ts';
import { connect } from './texts/connect.ts';
import { customer } from './texts/customer.ts';
import { editor } from './texts/editor.ts';
import { offers } from './texts/offers.ts';
import { problems } from './texts/problems.ts';
import { rights } from './texts/rights.ts';
import { run } from './texts/run.ts';
import { shell } from './texts/shell.ts';
import { tile } from './texts/tile.ts';
import { ui } from './texts/ui.ts';
import { when } from './texts/when.ts';
import { who } from './texts/who.ts';

/** The one catalogue: a section for each folder of the page. */
const SECTIONS = {
  activity,
  common,
  connect,
  customer,
  editor,
  offers,
  problems,
  rights,
  run,
  shell,
  tile,
  ui,
  when,
  who,
};

export type Texts = Readonly<Record<string, object>>;

export function catalogue(language: Language): Texts {
  return Object.fromEntries(Object.entries(SECTIONS).map(([name, texts]) => [name, texts[language]]));
}
