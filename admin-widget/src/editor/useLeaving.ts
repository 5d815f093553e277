import { onScopeDispose, ref, type Ref } from 'vue';
import { useRouter } from 'vue-router';

/** Asks before changes that are not saved are lost: on the way to another view, and when the browser leaves the page. */
export function useLeaving(dirty: Ref<boolean>) {
  const router = useRouter();
  const asking = ref(false);
  let answer: ((leave: boolean) => void) | null = null;

  const stop = router.beforeEach(async (to, from) => {
    if (!dirty.value || to.fullPath === from.fullPath) return true;
    asking.value = true;
    return new Promise<boolean>((resolve) => (answer = resolve));
  });
  const unload = (event: BeforeUnloadEvent): void => {
    if (dirty.value) event.preventDefault();
  };
  window.addEventListener('beforeunload', unload);
  onScopeDispose(() => {
    stop();
    window.removeEventListener('beforeunload', unload);
  });

  function decide(leave: boolean): void {
    asking.value = false;
    answer?.(leave);
    answer = null;
  }

  return { asking, decide };
}
