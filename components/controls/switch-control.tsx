import type { ReactNode } from 'react';
import { SwitchButton, SwitchField, Text } from 'react-aria-components';
import './controls.css';

interface SwitchControlProps {
  label: string;
  /** Missing where the label says it all. */
  help?: string;
  value: boolean;
  isDisabled?: boolean;
  onChange: (value: boolean) => void;
}

export function SwitchControl(props: SwitchControlProps): ReactNode {
  const { label, help, value, isDisabled = false, onChange } = props;
  return (
    <SwitchField className="control" isSelected={value} isDisabled={isDisabled} onChange={onChange}>
      <SwitchButton className="switch">
        <span className="control__label">{label}</span>
        <span className="switch__track">
          <span className="switch__knob" />
        </span>
      </SwitchButton>
      {help !== undefined && (
        <Text slot="description" className="control__help">
          {help}
        </Text>
      )}
    </SwitchField>
  );
}
