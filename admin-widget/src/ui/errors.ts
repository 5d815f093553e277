import { inject, readonly, ref, type InjectionKey, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { ProblemError, RefusedError, ShopUnavailableError, ShopUnusableError } from '@group-offers/sync-service/errors';
import { fieldOf, type Problem } from '@group-offers/sync-service/problems';
import { RIGHTS, type Right } from '../boot.ts';
import { NotAllowedError, SessionOverError } from '../shop/transport.ts';

/** What went wrong, as the merchant is told: a text of ours (`shell.failed.…`), and the refusal, or what whoever mends it needs. */
export interface Failure {
  readonly kind: 'refused' | 'notAllowed' | 'unavailable' | 'unusable' | 'unknown';
  readonly detail: string;
  /** What the shop refuses, for the catalogue's `problems`. */
  readonly problem?: Problem;
  /** The rights that the employee lacks. */
  readonly missing?: readonly Right[];
}

/** What the page's frame shows and says for all its parts. */
export interface Errors {
  readonly failure: Readonly<Ref<Failure | null>>;
  /** The employee has to log in again; what they typed stays. */
  readonly sessionOver: Readonly<Ref<boolean>>;
  /** What was done, to be seen and heard for a while. */
  readonly said: Readonly<Ref<string>>;
  show(error: unknown): void;
  say(text: string): void;
  clear(): void;
  sessionBack(): void;
}

export const ERRORS: InjectionKey<Errors> = Symbol('errors');

/** Long enough to be read twice. */
const SAID_MS = 8_000;

export function createErrors(): Errors {
  const failure = ref<Failure | null>(null);
  const sessionOver = ref(false);
  const said = ref('');
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    failure: readonly(failure),
    sessionOver: readonly(sessionOver),
    said: readonly(said),
    show(error) {
      // What we stopped ourselves is nobody's failure.
      if (error instanceof Error && error.name === 'AbortError') return;
      if (error instanceof SessionOverError) sessionOver.value = true;
      else failure.value = failureOf(error);
    },
    say(text) {
      said.value = text;
      clearTimeout(timer);
      timer = setTimeout(() => (said.value = ''), SAID_MS);
    },
    clear: () => (failure.value = null),
    sessionBack: () => (sessionOver.value = false),
  };
}

export function failureOf(error: unknown): Failure {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof NotAllowedError) {
    return { kind: 'notAllowed', detail, missing: RIGHTS.filter((right) => error.missing.includes(right)) };
  }
  if (error instanceof RefusedError || error instanceof ProblemError)
    return { kind: 'refused', detail, problem: error.problem };
  if (error instanceof ShopUnavailableError) return { kind: 'unavailable', detail };
  if (error instanceof ShopUnusableError) return { kind: 'unusable', detail };
  return { kind: 'unknown', detail };
}

/** @returns the page's one; a part that stands alone (a test) has its own */
export function useErrors(): Errors {
  return inject(ERRORS, createErrors, true);
}

/** What went wrong, in one sentence of ours. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useI18n();
  const refusalText = useRefusalText();
  return (error) => {
    const { kind, problem } = failureOf(error);
    return problem === undefined ? t(`shell.failed.${kind}`) : refusalText(problem);
  };
}

/**
 * What the shop refuses, with the field that does not stand beside it: its name on the page, or what the protocol calls it.
 * @param text the problem itself
 */
export function useRefusalText(text?: (problem: Problem) => string): (problem: Problem) => string {
  const { t, te } = useI18n();
  return (problem) => {
    const path = fieldOf(problem);
    const [first = ''] = path.replace(/^(?:starts|ends|cut)_at$/u, 'schedule').split(/[.[]/u);
    const key = `editor.fields.${first.replaceAll(/_(\w)/gu, (_, letter: string) => letter.toUpperCase())}`;
    const said = text?.(problem) ?? t(`problems.${problem.code}`, problem.params);
    return path === '' ? said : t('shell.failed.field', { field: te(key) ? t(key) : path, problem: said });
  };
}
