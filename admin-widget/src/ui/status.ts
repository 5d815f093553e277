import type { IconName } from './icons.ts';

export interface Look {
  readonly tone: 'neutral' | 'blue' | 'green' | 'yellow' | 'red';
  readonly icon: IconName;
}

/** How each state of an offer (`offers/state.ts`) and of the service is shown. */
export const LOOKS: Readonly<Record<string, Look>> = {
  draft: { tone: 'neutral', icon: 'edit_note' },
  coming: { tone: 'blue', icon: 'event_upcoming' },
  preparing: { tone: 'blue', icon: 'hourglass_top' },
  entering: { tone: 'green', icon: 'login' },
  running: { tone: 'green', icon: 'play_circle' },
  leaving: { tone: 'yellow', icon: 'logout' },
  between: { tone: 'blue', icon: 'event_repeat' },
  paused: { tone: 'yellow', icon: 'pause_circle' },
  over: { tone: 'neutral', icon: 'check_circle' },
  cancelled: { tone: 'neutral', icon: 'cancel' },
  archived: { tone: 'neutral', icon: 'inventory_2' },
  awaiting: { tone: 'yellow', icon: 'hourglass_top' },
  broken: { tone: 'red', icon: 'error' },
  good: { tone: 'green', icon: 'check_circle' },
  waiting: { tone: 'yellow', icon: 'hourglass_top' },
  bad: { tone: 'red', icon: 'error' },
};
