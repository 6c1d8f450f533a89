import { useId, type ReactNode } from 'react';
import './controls.css';

interface ColorControlProps {
  label: string;
  help: string;
  /** `#rrggbb`, in lower case. */
  value: string;
  isDisabled?: boolean;
  onChange: (value: string) => void;
}

/** A colour, chosen with what the browser has for it. */
export function ColorControl(props: ColorControlProps): ReactNode {
  const { label, help, value, isDisabled = false, onChange } = props;
  const [inputId, helpId] = [useId(), useId()];
  return (
    <div className="control">
      <div className="number__field">
        <label className="control__label" htmlFor={inputId}>
          {label}
        </label>
        <input
          id={inputId}
          className="color__input"
          type="color"
          value={value}
          disabled={isDisabled}
          aria-describedby={helpId}
          onChange={(event) => onChange(event.target.value)}
        />
      </div>
      <p id={helpId} className="control__help">
        {help}
      </p>
    </div>
  );
}
