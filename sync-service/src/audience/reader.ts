import { RefusedError, StaleVersionError } from '../errors.ts';
import { joinOrders, type Facts, type Orders, type OrdersPage } from './facts.ts';
import { questionKey, type AudienceData, type Needs } from './needs.ts';
import type { Answer, Question } from './questions.ts';

/** Where it is read: the service's shop, or what the page asks of it. */
export interface AudienceSource {
  orders(): AsyncIterable<OrdersPage>;
  listIds(list: number): Promise<Uint32Array>;
  listFigures(list: number): Promise<{ readonly ids: Uint32Array; readonly figures: Float64Array }>;
}

/** What was read of a shop's customers to judge audiences by. Grows with what rules need. */
export class AudienceReader implements AudienceData {
  readonly lists = new Map<number, Uint32Array>();
  readonly scores = new Map<number, { readonly ids: Uint32Array; readonly figures: Float64Array }>();
  readonly answers = new Map<string, Answer>();
  /** What the shop could not answer (a list is gone), by {@link dataKeys}. */
  readonly refused = new Map<string, RefusedError>();
  /** What was asked, by {@link dataKeys}. */
  private readonly known = new Set<string>();

  constructor(
    private readonly source: AudienceSource,
    readonly facts: Facts,
    /** null: none were needed yet */
    private read: Orders | null,
  ) {}

  get orders(): Orders | null {
    return this.read;
  }

  /** A list that is not in the shop, for rules that name it. @param ids ascending */
  addList(list: number, ids: Uint32Array): void {
    this.lists.set(list, ids);
    this.known.add(listKey(list));
  }

  /** Whether all of this was read, or refused. */
  has(needs: Needs): boolean {
    return (!needs.orders || this.read !== null) && dataKeys(needs).every((key) => this.known.has(key));
  }

  /**
   * Reads what is needed and was not read yet. What the shop cannot answer is kept as its refusal.
   * @throws StaleVersionError when the offer that a question is asked by has changed
   */
  async readNeeds(
    { orders, lists, scores, questions }: Needs,
    ask: (question: Question) => Promise<Answer>,
  ): Promise<void> {
    const { source } = this;
    if (orders && this.read === null) {
      const pages: OrdersPage[] = [];
      for await (const page of source.orders()) pages.push(page);
      this.read = joinOrders(this.facts, pages);
    }
    for (const list of lists) await this.once(listKey(list), this.lists, list, () => source.listIds(list));
    for (const list of scores) await this.once(scoreKey(list), this.scores, list, () => source.listFigures(list));
    for (const question of questions) {
      const key = questionKey(question);
      await this.once(key, this.answers, key, () => ask(question));
    }
  }

  /** What is gone or was changed is asked for again. */
  forgetLists(): void {
    for (const key of [...this.lists.keys()].map(listKey)) this.known.delete(key);
    for (const key of [...this.scores.keys()].map(scoreKey)) this.known.delete(key);
    this.lists.clear();
    this.scores.clear();
    this.forgetRefusals();
  }

  forgetRefusals(): void {
    for (const key of this.refused.keys()) this.known.delete(key);
    this.refused.clear();
  }

  /** Forgets answers that these do not need, the oldest first, until so few are left: each may name every customer. */
  forgetAnswers(most: number, { questions }: Needs): void {
    const needed = new Set(questions.map(questionKey));
    for (const key of [...this.answers.keys()].filter((each) => !needed.has(each))) {
      if (this.answers.size <= most) return;
      this.answers.delete(key);
      this.known.delete(key);
    }
  }

  private async once<K, V>(key: string, into: Map<K, V>, name: K, read: () => Promise<V>): Promise<void> {
    if (this.known.has(key)) return;
    try {
      into.set(name, await read());
    } catch (error) {
      if (!(error instanceof RefusedError) || error instanceof StaleVersionError) throw error;
      this.refused.set(key, error);
    }
    this.known.add(key);
  }
}

/** @throws RefusedError when something that is needed could not be answered */
export function requireAnswers(needs: Needs, { refused }: Pick<AudienceReader, 'refused'>): void {
  for (const key of dataKeys(needs)) if (refused.has(key)) throw refused.get(key)!;
}

/** Names of what is asked beside facts and orders. */
const dataKeys = ({ lists, scores, questions }: Pick<Needs, 'lists' | 'scores' | 'questions'>): string[] => [
  ...lists.map(listKey),
  ...scores.map(scoreKey),
  ...questions.map(questionKey),
];
const listKey = (list: number): string => `list ${list}`;
const scoreKey = (list: number): string => `score ${list}`;
