import type { ReactNode } from 'react';
import { Label, RadioButton, RadioField, RadioGroup, Text } from 'react-aria-components';
import './controls.css';

export interface Choice {
  value: string;
  label: string;
}

interface ChoiceControlProps {
  label: string;
  help?: string;
  choices: readonly Choice[];
  value: string;
  /** Marked, so that the way back is seen. */
  initial?: string;
  isDisabled?: boolean;
  onChange: (value: string) => void;
}

/** A few choices side by side, of which one holds. */
export function ChoiceControl(props: ChoiceControlProps): ReactNode {
  const { label, help, choices, value, initial, isDisabled = false, onChange } = props;
  return (
    <RadioGroup
      className="control"
      orientation="horizontal"
      value={value}
      isDisabled={isDisabled}
      onChange={onChange}
    >
      <Label className="control__label">{label}</Label>
      <div className="choice__row">
        {choices.map((choice) => (
          <RadioField key={choice.value} value={choice.value} className="choice__field">
            <RadioButton className="choice__item">
              <span className={choice.value === initial ? 'choice__initial' : undefined}>
                {choice.label}
              </span>
            </RadioButton>
          </RadioField>
        ))}
      </div>
      {help !== undefined && (
        <Text slot="description" className="control__help">
          {help}
        </Text>
      )}
    </RadioGroup>
  );
}
