import { partsOf, type Ago, type AudienceRule, type Criterion, type Period, type Range } from '../offer/rule.ts';
import type { Explanation } from './explain.ts';
import { GENDERS } from './facts.ts';
import type { Catalogue, Locale } from './words/catalogue.ts';
import { EN } from './words/en.ts';
import { ES } from './words/es.ts';
import { FR } from './words/fr.ts';

export type { Locale } from './words/catalogue.ts';

/** What ids are called; those that are not named here are shown as they are. */
export interface Known {
  readonly groups?: ReadonlyMap<number, string>;
  readonly countries?: ReadonlyMap<number, string>;
  readonly states?: ReadonlyMap<number, string>;
  readonly languages?: ReadonlyMap<number, string>;
  readonly categories?: ReadonlyMap<number, string>;
  readonly lists?: ReadonlyMap<number, string>;
  /** ISO 4217 code of the shop's default currency. */
  readonly currency?: string;
}

const CATALOGUES: Record<Locale, Catalogue> = { en: EN, es: ES, fr: FR };

/** An explanation in words, one line for each rule, rules within rules indented. */
export function explainText(explanation: Explanation, locale: Locale, known: Known = {}): string {
  return lines(explanation, new Teller(locale, known)).join('\n');
}

/** A rule in words, and the rules that it is made of. */
export interface RuleLine {
  readonly text: string;
  readonly of: readonly RuleLine[];
}

/** What a rule asks for, as a merchant reads it: `last order between 6 and 12 months ago`. */
export function ruleInWords(rule: AudienceRule, locale: Locale, known: Known = {}): RuleLine {
  return new Teller(locale, known).rule(rule);
}

function lines(explanation: Explanation, teller: Teller): string[] {
  const inner = (explanation.of ?? []).flatMap((part) => lines(part, teller));
  return [teller.line(explanation), ...inner.map((line) => `  ${line}`)];
}

/** Speaks one language about one shop. */
class Teller {
  readonly #words: Catalogue;
  readonly #known: Known;
  readonly #number: Intl.NumberFormat;
  readonly #amount: Intl.NumberFormat;
  readonly #plural: Intl.PluralRules;
  readonly #or: Intl.ListFormat;
  readonly #and: Intl.ListFormat;

  constructor(locale: Locale, known: Known) {
    this.#words = CATALOGUES[locale];
    this.#known = known;
    this.#number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
    this.#amount = new Intl.NumberFormat(
      locale,
      known.currency === undefined
        ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
        : { style: 'currency', currency: known.currency },
    );
    this.#plural = new Intl.PluralRules(locale);
    this.#or = new Intl.ListFormat(locale, { type: 'disjunction' });
    this.#and = new Intl.ListFormat(locale, { type: 'conjunction' });
  }

  line({ kind, answer, asked, ...seen }: Explanation): string {
    const verdict = this.#words.verdicts[answer];
    if (asked === undefined) return put(this.#words.line, { verdict, text: this.#words.combining[kind as 'allOf'] });
    const has = this.#has(asked, { kind, answer, ...seen });
    const text = kind === 'all' ? has : put(this.#words.asked, { has, asked: this.#asked(asked) });
    return put(this.#words.line, { verdict, text });
  }

  #has(asked: Criterion, { answer, figure, places, groups }: Explanation): string {
    const words = this.#words.has[asked.kind];
    // What only has an answer is told by it; what is or is not, by that.
    if (typeof words !== 'string') return words[figure === 0 || figure === 1 ? figure : answer]!;
    if (figure === null) return this.#words.unknown[asked.kind as keyof Catalogue['unknown']];
    const isAmount = asked.kind === 'spend' || asked.kind === 'averageOrder';
    return put(this.#counted(words, figure ?? 0), {
      n: (isAmount ? this.#amount : this.#number).format(figure ?? 0),
      name: this.#name(asked, figure ?? 0),
      names: this.#and.format((groups ?? []).map((group) => this.#name(asked, group))),
      places: this.#number.format(places ?? 0),
      by: asked.kind === 'rank' ? this.#words.by[asked.by] : '',
      period: this.#period('period' in asked ? asked.period : undefined),
    });
  }

  /** A rule in words, whoever it is asked of. */
  rule(rule: AudienceRule): RuleLine {
    const parts = partsOf(rule);
    if (parts.length > 0)
      return { text: this.#words.combining[rule.kind as 'allOf'], of: parts.map((part) => this.rule(part)) };
    return { text: this.#asked(rule as Criterion), of: [] };
  }

  #asked(asked: Criterion): string {
    // Customers written down have no list in the shop yet; the number that stands for it says nothing to anybody.
    if (asked.kind === 'list' && asked.list < 0) return this.#words.written;
    const isAmount = asked.kind === 'spend' || asked.kind === 'averageOrder';
    const format = isAmount ? this.#amount : this.#number;
    return put(this.#counted(this.#words.criteria[asked.kind], countOf(asked)), {
      range: 'atLeast' in asked || 'atMost' in asked ? this.#range(asked, format) : '',
      period: this.#period('period' in asked ? asked.period : undefined),
      names: this.#or.format(idsOf(asked).map((id) => (typeof id === 'string' ? id : this.#name(asked, id)))),
      by: asked.kind === 'rank' ? this.#words.by[asked.by] : '',
      from: asked.kind === 'rank' ? this.#number.format(asked.from) : '',
      to: asked.kind === 'rank' ? this.#number.format(asked.to) : '',
      percent: asked.kind === 'chance' ? this.#number.format(asked.percent) : '',
      seed: asked.kind === 'chance' ? String(asked.seed) : '',
      is: 'is' in asked ? this.#words.verdicts[asked.is ? 1 : 0] : '',
      n: asked.kind === 'boughtCategory' ? this.#number.format(asked.orders) : '',
    });
  }

  #name(asked: Criterion, id: number): string {
    if (asked.kind === 'gender') return this.#words.genders[GENDERS[id] as 'male'];
    const names = {
      defaultGroups: this.#known.groups,
      memberGroups: this.#known.groups,
      country: this.#known.countries,
      region: this.#known.states,
      language: this.#known.languages,
      boughtCategory: this.#known.categories,
      list: this.#known.lists,
      score: this.#known.lists,
    }[asked.kind as string];
    return names?.get(id) ?? String(id);
  }

  #range({ atLeast, atMost }: Range, format: Intl.NumberFormat): string {
    const { range } = this.#words;
    const [least, most] = [format.format(atLeast ?? 0), format.format(atMost ?? 0)];
    if (atMost === undefined) return put(range.atLeast, { n: least });
    if (atLeast === undefined) return put(range.atMost, { n: most });
    return atLeast === atMost ? put(range.exactly, { n: least }) : put(range.between, { least, most });
  }

  #period({ from, until }: Period = {}): string {
    const { period } = this.#words;
    if (from === undefined) return until === undefined ? period.ever : put(period.until, { until: this.#ago(until) });
    if (until === undefined) return put(period.from, { from: this.#ago(from) });
    const sameUnit = 'days' in from === 'days' in until;
    const near = sameUnit ? this.#number.format(lengthOf(until)) : this.#ago(until);
    return put(period.between, { from: this.#ago(from), until: near });
  }

  #ago(ago: Ago): string {
    const count = lengthOf(ago);
    const { days, months } = this.#words.units;
    return put(this.#counted('days' in ago ? days : months, count), { n: this.#number.format(count) });
  }

  /** Of `{n} order|{n} orders` the form that goes with the number. */
  #counted(words: string, count: number): string {
    const [one, many = one] = words.split('|');
    return this.#plural.select(count) === 'one' ? one! : many!;
  }
}

/** What the noun after it goes with: of `1 to 2 orders` the 2. */
function countOf(asked: Criterion): number {
  if (asked.kind === 'boughtCategory') return asked.orders;
  const { atLeast, atMost } = asked as Range;
  return atMost ?? atLeast ?? 0;
}

const lengthOf = (ago: Ago): number => ('days' in ago ? ago.days : ago.months);

function idsOf(asked: Criterion): readonly (number | string)[] {
  switch (asked.kind) {
    case 'defaultGroups':
    case 'memberGroups':
      return asked.groups;
    case 'gender':
      return asked.genders.map((gender) => GENDERS.indexOf(gender));
    case 'country':
      return asked.countries;
    case 'language':
      return asked.languages;
    case 'region':
      return asked.states;
    case 'postcode':
      return asked.prefixes;
    case 'boughtCategory':
      return [asked.category];
    case 'list':
    case 'score':
      return [asked.list];
    default:
      return [];
  }
}

function put(words: string, values: Readonly<Record<string, string>>): string {
  return words.replace(/\{(\w+)\}/g, (hole, name: string) => values[name] ?? hole);
}
