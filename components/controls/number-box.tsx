import type { ReactNode } from 'react';
import { Group, Input, Label, NumberField } from 'react-aria-components';
import './controls.css';

interface NumberBoxProps {
  label: string;
  min: number;
  max: number;
  step: number;
  value: number;
  isDisabled?: boolean;
  /** Whether digits are grouped, as numbers are that are read rather than compared. */
  grouped?: boolean;
  onChange: (value: number) => void;
}

/** A number without a slider: exact, and small enough to stand beside others. */
export function NumberBox(props: NumberBoxProps): ReactNode {
  const { label, min, max, step, value, isDisabled = false, grouped = false, onChange } = props;
  return (
    <NumberField
      className="number__box"
      minValue={min}
      maxValue={max}
      step={step}
      value={value}
      isDisabled={isDisabled}
      formatOptions={{ useGrouping: grouped }}
      onChange={(next) => {
        if (!Number.isNaN(next)) onChange(next);
      }}
    >
      <Label className="control__help">{label}</Label>
      <Group>
        <Input className="number__input" />
      </Group>
    </NumberField>
  );
}
