import type { Known } from '../audience/index.ts';
import type { NamedRow, Shop, ShopDetails } from '../moves/index.ts';
import type { Ago, AudienceRule, Criterion, Period, Range } from '../offer/index.ts';

/** What the ids in a rule are called in the shop; groups, categories and lists are read only when the rule names some. */
export async function nameBook(shop: Shop, details: ShopDetails, rule: AudienceRule): Promise<Known> {
  const kinds = kindsOf(rule);
  const read = async (wanted: readonly AudienceRule['kind'][], rows: () => Promise<readonly NamedRow[]>) =>
    wanted.some((kind) => kinds.has(kind)) ? book(await rows()) : book([]);
  return {
    countries: book(details.countries),
    states: book(details.states),
    languages: book(details.languages),
    currency: details.currency,
    groups: await read(['defaultGroups', 'memberGroups'], () => shop.groups()),
    categories: await read(['boughtCategory'], () => shop.categories()),
    lists: await read(['list', 'score'], () => shop.lists()),
  };
}

const book = (rows: readonly NamedRow[]) => new Map(rows.map(({ id, name }) => [id, name]));

/** The rules that a rule is made of; none for a criterion. */
export function partsOf(rule: AudienceRule): readonly AudienceRule[] {
  if (rule.kind === 'orUnknown') return [rule.of];
  return rule.kind === 'allOf' || rule.kind === 'anyOf' || rule.kind === 'noneOf' ? rule.of : [];
}

function kindsOf(rule: AudienceRule): Set<AudienceRule['kind']> {
  return new Set([rule.kind, ...partsOf(rule).flatMap((part) => [...kindsOf(part)])]);
}

/** A rule in a few words, much as it stands in an offer file; the rules that it is made of are left out. */
export function ruleText(rule: AudienceRule, known: Known): string {
  if (rule.kind === 'all') return 'all';
  if (partsOf(rule).length > 0) return rule.kind;
  return `${rule.kind}: ${valueText(rule as Criterion, known)}`;
}

function valueText(rule: Criterion, known: Known): string {
  const named = (ids: readonly number[], names: ReadonlyMap<number, string> | undefined) =>
    ids.map((id) => names?.get(id) ?? id).join(', ');
  switch (rule.kind) {
    case 'all':
      return '';
    case 'defaultGroups':
    case 'memberGroups':
      return named(rule.groups, known.groups);
    case 'country':
      return named(rule.countries, known.countries);
    case 'region':
      return named(rule.states, known.states);
    case 'language':
      return named(rule.languages, known.languages);
    case 'postcode':
      return rule.prefixes.join(', ');
    case 'gender':
      return rule.genders.join(', ');
    case 'company':
    case 'newsletter':
    case 'partnerOffers':
      return String(rule.is);
    case 'chance':
      return `${rule.percent} % by seed ${rule.seed}`;
    case 'list':
      return rule.list < 0 ? 'the customers written down' : named([rule.list], known.lists);
    case 'score':
      return join(named([rule.list], known.lists), rangeText(rule));
    case 'rank':
      return join(`by ${rule.by}, ${rule.from} to ${rule.to} %`, periodText(rule.period));
    case 'boughtCategory': {
      const category = `${named([rule.category], known.categories)}${rule.subcategories ? ' and below' : ''}`;
      return join(category, `at least ${rule.orders} orders`, periodText(rule.period));
    }
    default:
      return join(
        'atLeast' in rule || 'atMost' in rule ? rangeText(rule) : '',
        'period' in rule ? periodText(rule.period) : '',
      );
  }
}

const join = (...parts: readonly string[]) => parts.filter((part) => part !== '').join(', ');

function rangeText({ atLeast, atMost }: Range): string {
  if (atMost === undefined) return `at least ${atLeast ?? 0}`;
  return atLeast === undefined ? `at most ${atMost}` : atLeast === atMost ? `${atLeast}` : `${atLeast} to ${atMost}`;
}

function periodText({ from, until }: Period = {}): string {
  if (from === undefined) return until === undefined ? '' : `more than ${agoText(until)} ago`;
  return until === undefined ? `in the last ${agoText(from)}` : `${agoText(from)} to ${agoText(until)} ago`;
}

function agoText(ago: Ago): string {
  const [count, unit] = 'days' in ago ? [ago.days, 'day'] : [ago.months, 'month'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
