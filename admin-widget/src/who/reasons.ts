import { explainText, type Explanation, type Known, type Locale } from '@group-offers/sync-service/audience';

/** The criteria that make the answer what it is, each in words: of "all of" those that say yes, of "at least one of" the one that does. */
export function reasonsOf(explanation: Explanation, language: Locale, known: Known): readonly string[] {
  // The same criterion may stand in several groups.
  return [...new Set(decisive(explanation).map((each) => explainText(each, language, known)))];
}

function decisive(explanation: Explanation): readonly Explanation[] {
  const { kind, answer, of } = explanation;
  if (of === undefined) return [explanation];
  // "None of" is a yes because its parts are a no, and the other way round; the rest have parts of their own answer.
  const wanted = kind === 'noneOf' && answer !== 2 ? 1 - answer : answer;
  const same = of.filter((part) => part.answer === wanted);
  // Unknown that is taken for yes.
  return (same.length > 0 ? same : of).flatMap(decisive);
}
