import { InvalidInputError } from '../../errors.ts';
import { FIGURE_NAMES, layoutOf, type Layout, type Unclear } from '../../moves/index.ts';

/**
 * @param first the first line's fields
 * @throws InvalidInputError when a figure is needed and there is only one column, or no telling which of several it is in
 */
export function layoutIn(first: readonly string[], score: boolean): Layout {
  const layout = layoutOf(first, score);
  if ('unclear' in layout) throw new InvalidInputError(`FILE: ${reason(layout)}. Nothing was imported`);
  return layout;
}

function reason({ unclear, columns }: Unclear): string {
  switch (unclear) {
    case 'oneColumn':
      return 'has one column, but a score needs two (customer and figure), separated by comma, semicolon or tab; for a list without figures leave --score out';
    case 'noNames':
      return `has ${columns} columns and no first line that names them, so there is no telling where the figures are. Is it a decimal comma in a file separated by commas? Use ; or tab. Otherwise name the columns in a first line, such as id and score`;
    case 'noFigures':
      return `no column of figures was recognised by the first line; call it ${FIGURE_NAMES.slice(0, -1).join(', ')} or ${FIGURE_NAMES.at(-1)}`;
  }
}
