import type { ReactNode } from 'react';
import { Switch } from 'react-aria-components';
import './controls.css';

interface SwitchControlProps {
  label: string;
  help: string;
  value: boolean;
  isDisabled?: boolean;
  onChange(value: boolean): void;
}

export function SwitchControl(props: SwitchControlProps): ReactNode {
  const { label, help, value, isDisabled = false, onChange } = props;
  return (
    <div className="control">
      <Switch className="switch" isSelected={value} isDisabled={isDisabled} onChange={onChange}>
        <span className="control__label">{label}</span>
        <span className="switch__track">
          <span className="switch__knob" />
        </span>
      </Switch>
      <p className="control__help">{help}</p>
    </div>
  );
}
