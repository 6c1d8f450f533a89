import { useMemo, type ReactNode } from 'react';
import { optionFields, type OptionField } from '../../models/tasks/options';
import type { OptionValues, TaskMeta } from '../../models/tasks/task';
import { ChoiceControl } from '../controls/choice-control';
import { NumberControl } from '../controls/number-control';
import { SwitchControl } from '../controls/switch-control';
import { useI18n } from '../i18n/context';
import { taskKeys } from '../i18n/keys';

interface OptionFormProps {
  meta: TaskMeta;
  values: OptionValues;
  isDisabled: boolean;
  onChange: (values: OptionValues) => void;
}

/** A tool's options, as its schema describes them. */
export function OptionForm(props: OptionFormProps): ReactNode {
  const { meta, values, isDisabled, onChange } = props;
  const fields = useMemo(() => optionFields(meta), [meta]);
  return fields.map((field) => (
    <Option
      key={field.name}
      task={meta.id}
      field={field}
      value={values[field.name] ?? field.initial}
      isDisabled={isDisabled}
      onChange={(value) => onChange({ ...values, [field.name]: value })}
    />
  ));
}

interface OptionProps {
  task: string;
  field: OptionField;
  value: string | number | boolean;
  isDisabled: boolean;
  onChange: (value: string | number | boolean) => void;
}

function Option(props: OptionProps): ReactNode {
  const { task, field, value, isDisabled, onChange } = props;
  const { t } = useI18n();
  const common = {
    label: t(taskKeys.option(task, field.name)),
    help: t(taskKeys.help(task, field.name)),
    isDisabled,
    onChange,
  };
  switch (field.kind) {
    case 'number':
      return (
        <NumberControl
          {...common}
          min={field.min}
          max={field.max}
          step={field.step}
          initial={field.initial}
          value={Number(value)}
        />
      );
    case 'switch':
      return <SwitchControl {...common} value={value === true} />;
    case 'choice':
      return (
        <ChoiceControl
          {...common}
          choices={field.values.map((choice) => ({
            value: choice,
            label: t(taskKeys.value(task, field.name, choice)),
          }))}
          initial={field.initial}
          value={String(value)}
        />
      );
  }
}
