import { computed, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useProblemText } from '../when/problem-text.ts';
import type { Problem } from './problems.ts';

export interface ToldProblem extends Problem {
  readonly message: string;
}

/** Problems in words. What is only not filled in yet, is told when somebody tried to save. */
export function useProblemWords(problems: Ref<readonly Problem[]>, tried: () => boolean) {
  const { t } = useI18n();
  const problemText = useProblemText();
  const shown = computed(() =>
    problems.value
      .filter(({ missing }) => tried() || !missing)
      .map((problem): ToldProblem => {
        const { key, named, told } = problem;
        const message = told === undefined ? t(`editor.problems.${key}`, named) : problemText(told);
        return { ...problem, message };
      }),
  );
  /** The first one of each field. */
  const messages = computed(() =>
    Object.fromEntries([...shown.value].reverse().map(({ field, message }) => [field, message])),
  );
  return { shown, messages };
}
