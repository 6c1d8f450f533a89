import { useMemo, type ReactNode } from 'react';
import { optionFields, type OptionField, type OptionFits } from '../../models/tasks/options';
import type { OptionValues, Size, TaskMeta } from '../../models/tasks/task';
import { ChoiceControl } from '../controls/choice-control';
import { NumberControl } from '../controls/number-control';
import { SwitchControl } from '../controls/switch-control';
import { TextControl } from '../controls/text-control';
import { useI18n } from '../i18n/context';
import { taskKeys } from '../i18n/keys';
import { borderOf, quarterBorder } from './border';
import { BorderControl } from './border-control';
import { SeedControl } from './seed-control';
import { SizeControl } from './size-control';
import './option-form.css';

interface OptionFormProps {
  meta: TaskMeta;
  values: OptionValues;
  /** What the model says of the options. */
  fits: OptionFits;
  /** Size of the picture that the tool works on. */
  input: Size;
  isDisabled: boolean;
  /** Told what changes. */
  onChange: (change: Partial<OptionValues>) => void;
  onEnter: () => void;
}

/** A tool's options, as its schema describes them; those that few need are behind "More". */
export function OptionForm(props: OptionFormProps): ReactNode {
  const { meta, fits, ...common } = props;
  const { t } = useI18n();
  const all = useMemo(() => optionFields(meta, fits), [meta, fits]);
  const idle = meta.idle?.(common.values) ?? [];
  const fields = all.filter(({ name }) => !idle.includes(name));
  const show = (field: OptionField): ReactNode => <Option key={field.name} task={meta.id} field={field} {...common} />;
  const more = fields.filter((field) => field.more);
  return (
    <>
      {fields.filter((field) => !field.more).map(show)}
      {more.length > 0 && (
        <details className="more">
          <summary className="more__title">{t('options_more')}</summary>
          <div className="more__options">{more.map(show)}</div>
        </details>
      )}
    </>
  );
}

interface OptionProps extends Omit<OptionFormProps, 'meta' | 'fits'> {
  task: string;
  field: OptionField;
}

function Option(props: OptionProps): ReactNode {
  const { task, field, values, input, isDisabled, onChange, onEnter } = props;
  const { t } = useI18n();
  const { name } = field;
  const value = values[name] ?? field.initial;
  const common = { label: t(taskKeys.option(task, name)), help: t(taskKeys.help(task, name)), isDisabled };
  const change = (next: string | number | boolean): void => onChange({ [name]: next });
  switch (field.kind) {
    case 'number': {
      const { min, max, step, initial } = field;
      return <NumberControl {...common} {...{ min, max, step, initial }} value={Number(value)} onChange={change} />;
    }
    case 'switch':
      return <SwitchControl {...common} value={value === true} onChange={change} />;
    case 'choice': {
      const choices = field.values.map((choice) => ({ value: choice, label: t(taskKeys.value(task, name, choice)) }));
      return <ChoiceControl {...common} choices={choices} initial={field.initial} value={String(value)} onChange={change} />;
    }
    case 'text':
      return <TextControl {...common} rows={1} maxLength={field.maxLength} value={String(value)} onChange={change} />;
    case 'prompt':
      return (
        <TextControl {...common} rows={3} maxLength={field.maxLength} value={String(value)} onChange={change} onEnter={onEnter} />
      );
    case 'size': {
      const { min, max, step, maxPixels, initial, initialHeight } = field;
      const size = { width: Number(value), height: Number(values.height) };
      const own = { width: initial, height: initialHeight };
      return (
        <SizeControl {...common} {...{ min, max, step, maxPixels }} value={size} initial={own} onChange={(next) => onChange({ ...next })} />
      );
    }
    case 'seed':
      return (
        <SeedControl
          {...common}
          min={field.min}
          max={field.max}
          value={Number(value)}
          keeps={values.keepSeed === true}
          onChange={(seed, keepSeed) => onChange({ [name]: seed, keepSeed })}
        />
      );
    case 'border':
      return (
        <BorderControl
          {...common}
          max={field.max}
          value={borderOf(values)}
          quarter={quarterBorder(input, field.max)}
          onChange={(border) => onChange({ ...border })}
        />
      );
  }
}
