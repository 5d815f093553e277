import { flushPromises } from '@vue/test-utils';
import { describe, expect, it, vi } from 'vitest';
import { defineComponent, ref } from 'vue';
import { mountPart } from '../testing.ts';
import ChoiceCards from './ChoiceCards.vue';
import ConfirmDialog from './ConfirmDialog.vue';
import CopyLine from './CopyLine.vue';
import FieldRow from './FieldRow.vue';
import NumberField from './NumberField.vue';
import PickMany from './PickMany.vue';
import ProgressLine from './ProgressLine.vue';
import SelectField from './SelectField.vue';
import StackedBar from './StackedBar.vue';
import StatusTag from './StatusTag.vue';
import ToggleRow from './ToggleRow.vue';

/** A part with its v-model, as a view would hold it. */
async function held<T>(component: object, value: T, props: Record<string, unknown>) {
  const model = ref(value);
  const part = await mountPart(
    defineComponent({
      components: { Part: component },
      setup: () => ({ model, props }),
      template: '<Part v-model="model" v-bind="props" />',
    }),
  );
  return { ...part, model };
}

describe('a number field', () => {
  it('takes point and comma, and says null for what is no number', async () => {
    const { model, type, find } = await held(NumberField, 5 as number | null, { id: 'n', label: 'Discount' });
    await type('#n', '12,5');
    expect(model.value).toBe(12.5);
    expect((find('#n') as HTMLInputElement).value).toBe('12,5');
    await type('#n', 'a lot');
    expect(model.value).toBeNull();
    await type('#n', '7.25');
    expect(model.value).toBe(7.25);
  });

  it('steps with the arrow keys, within its bounds', async () => {
    const { model, find } = await held(NumberField, 99.5 as number | null, { id: 'n', min: 0, max: 100 });
    const up = () => find('#n').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp' }));
    up();
    expect(model.value).toBe(100);
    up();
    expect(model.value).toBe(100);
  });
});

describe('some of many', () => {
  const options = [
    { id: 1, name: 'Café' },
    { id: 2, name: 'Décoration', hint: 'Home' },
    { id: 3, name: 'Art' },
  ];

  it('finds without accents, chooses with Enter and takes away with the chip', async () => {
    const { model, find, type, press, text } = await held(PickMany, [3], { options, label: 'Categories' });
    await type('[role=combobox]', 'deco');
    expect(text()).toContain('Décoration');
    find('[role=combobox]').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    expect(model.value).toEqual([3, 2]);
    await flushPromises();
    await press('Remove Art');
    expect(model.value).toEqual([2]);
  });

  it('shows a chosen one that is no option any more, so that it can be taken away', async () => {
    const { model, press } = await held(PickMany, [77], { options, label: 'Categories' });
    await press('Remove #77');
    expect(model.value).toEqual([]);
  });

  it('says when nothing is found', async () => {
    const { type, text } = await held(PickMany, [], { options, label: 'Categories' });
    await type('[role=combobox]', 'zzz');
    expect(text()).toContain('Nothing found for “zzz”');
  });
});

it('a select gives the value of the option, not its text', async () => {
  const options = [
    { value: 0, label: 'All shops' },
    { value: 4, label: 'Outlet' },
  ];
  const { model, type } = await held(SelectField, 0, { id: 's', options });
  await type('#s', '4');
  expect(model.value).toBe(4);
});

it('a toggle is a switch with its label', async () => {
  const { model, find } = await held(ToggleRow, false, { id: 't', label: 'Take turns', hint: 'One after the other' });
  find('#t').click();
  expect(model.value).toBe(true);
  expect(find('label[for=t]').textContent).toBe('Take turns');
  expect(find(`#${find('#t').getAttribute('aria-describedby')}`).textContent).toBe('One after the other');
});

it('choice cards are radio buttons of one group', async () => {
  const options = [
    { value: 'a', title: 'First' },
    { value: 'b', title: 'Second', text: 'More of it' },
  ];
  const { model, all } = await held(ChoiceCards, 'a', { options, name: 'n', legend: 'Which' });
  all('[type=radio]')[1]!.click();
  expect(model.value).toBe('b');
});

it('a field tells its control what describes it, and what is wrong', async () => {
  const { text, find } = await mountPart(
    defineComponent({
      components: { FieldRow },
      template: `<FieldRow id="f" label="Name" hint="For you" error="Missing"><template #default="{ describedBy, invalid }">
        <input id="f" :aria-describedby="describedBy" :aria-invalid="invalid" /></template></FieldRow>`,
    }),
  );
  const described = find('#f').getAttribute('aria-describedby')!.split(' ');
  expect(described.map((id) => find(`#${id}`).textContent)).toEqual(['Missing', 'For you']);
  expect(find('#f').getAttribute('aria-invalid')).toBe('true');
  expect(text()).toContain('Name');
});

describe('a question', () => {
  const props = { open: true, title: 'End now?', confirmLabel: 'End', danger: true };

  it('is confirmed or cancelled', async () => {
    const { wrapper, press } = await mountPart(ConfirmDialog, { props });
    await press('End');
    await press('Cancel');
    await press('Close');
    expect(wrapper.emitted()).toMatchObject({ confirm: [[]], cancel: [[], []] });
  });

  it('cannot be answered twice while it is being done', async () => {
    const { wrapper, press } = await mountPart(ConfirmDialog, { props: { ...props, busy: true } });
    await press('End');
    await press('Close');
    expect(wrapper.emitted('confirm')).toBeUndefined();
    expect(wrapper.emitted('cancel')).toBeUndefined();
  });
});

describe('a line to copy', () => {
  it('is copied without being shown when it is secret', async () => {
    const writeText = vi.fn().mockResolvedValue(undefined);
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    const { press, text } = await mountPart(CopyLine, { props: { label: 'Key', text: 'K3Y', secret: true } });
    expect(text()).not.toContain('K3Y');
    await press('Copy: Key');
    expect(writeText).toHaveBeenCalledWith('K3Y');
    expect(text()).toContain('Copied');
    await press('Show');
    expect(text()).toContain('K3Y');
    vi.unstubAllGlobals();
  });

  it('shows itself and says what to do where the browser forbids copying', async () => {
    vi.stubGlobal('navigator', {});
    const { press, text } = await mountPart(CopyLine, { props: { label: 'Key', text: 'K3Y', secret: true } });
    await press('Copy: Key');
    expect(text()).toContain('K3Y');
    expect(text()).toContain('mark the text and copy it');
    vi.unstubAllGlobals();
  });
});

it('progress and parts are told in words', async () => {
  const progress = await mountPart(ProgressLine, { props: { value: 1200, max: 4000, label: 'Entering' } });
  expect(progress.find('[role=progressbar]').getAttribute('aria-valuetext')).toBe('1,200 of 4,000');
  expect(progress.find('[role=progressbar]').getAttribute('aria-valuenow')).toBe('30');
  const parts = [
    { label: 'Restored', value: 5, tone: 'green' },
    { label: 'Kept', value: 0, tone: 'blue' },
  ];
  const bar = await mountPart(StackedBar, { props: { parts, caption: 'Return' } });
  expect(bar.wrapper.text()).toMatch(/Restored\s*5\s*Kept\s*0/u);
});

it('a state without a look of its own is shown all the same', async () => {
  const { text } = await mountPart(StatusTag, { props: { state: 'unheard of', label: 'Strange' } });
  expect(text()).toBe('Strange');
});
