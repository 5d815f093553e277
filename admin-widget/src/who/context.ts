import type { CustomerList } from '@group-offers/sync-service/moves';
import type { Choices } from '@group-offers/sync-service/wire';
import { inject, provide, ref, type InjectionKey, type Ref } from 'vue';
import { usePage } from '../page.ts';
import { usePreview } from './preview.ts';

/** What the fields of this section choose from, without handing it down through every level of a rule. */
export interface WhoContext {
  readonly choices: () => Choices;
  readonly lists: Readonly<Ref<readonly CustomerList[]>>;
  readonly listsFailed: Readonly<Ref<boolean>>;
  /** The kind being imported while the dialog is open. */
  readonly importing: Ref<CustomerList['kind'] | null>;
  /** Opens the dialog; `then` gets the list that was made. */
  importList(kind: CustomerList['kind'], then?: (list: CustomerList) => void): void;
  /** After an import, and after a list was taken away. */
  listsChanged(made?: CustomerList): Promise<void>;
}

const WHO: InjectionKey<WhoContext> = Symbol('who');

export function provideWho(choices: () => Choices): WhoContext {
  const { desk } = usePage();
  const preview = usePreview();
  const lists = ref<readonly CustomerList[]>([]);
  const listsFailed = ref(false);
  const importing = ref<CustomerList['kind'] | null>(null);
  let imported: ((list: CustomerList) => void) | undefined;

  async function read(): Promise<void> {
    try {
      lists.value = await desk.lists();
      listsFailed.value = false;
    } catch {
      listsFailed.value = true;
    }
  }

  const context: WhoContext = {
    choices,
    lists,
    listsFailed,
    importing,
    importList(kind, then) {
      imported = then;
      importing.value = kind;
    },
    async listsChanged(made) {
      await Promise.all([read(), preview.listsChanged().catch(() => undefined)]);
      if (made !== undefined) imported?.(made);
      imported = undefined;
    },
  };
  provide(WHO, context);
  void read();
  return context;
}

/** @throws Error outside of WhoSection */
export function useWho(): WhoContext {
  const context = inject(WHO);
  if (context === undefined) throw new Error('not inside of WhoSection');
  return context;
}
