import { onBeforeUnmount, onMounted } from 'vue';

/** Does `work` when the part appears, and again and again while somebody looks at it. */
export function usePolling(work: () => Promise<void>, everyMs: number, failed: (error: unknown) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;
  let gone = false;

  async function round(): Promise<void> {
    try {
      await work();
    } catch (error) {
      // And goes on: a shop comes back, and so does a session.
      if (!gone) failed(error);
    }
    if (!gone) timer = setTimeout(() => void refresh(), everyMs);
  }

  /** At once; one that is under way is waited for, and then asked again, so that what was just changed is seen. */
  async function refresh(): Promise<void> {
    if (document.hidden) {
      timer = undefined;
      return;
    }
    while (running !== null) await running;
    if (gone) return;
    clearTimeout(timer);
    running = round().finally(() => (running = null));
    await running;
  }

  const seen = () => {
    if (!document.hidden) void refresh();
  };
  onMounted(() => {
    document.addEventListener('visibilitychange', seen);
    void refresh();
  });
  onBeforeUnmount(() => {
    gone = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  });
  return refresh;
}
