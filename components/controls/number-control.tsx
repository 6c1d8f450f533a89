import { useId, type ReactNode } from 'react';
import {
  Group,
  Input,
  Label,
  NumberField,
  Slider,
  SliderThumb,
  SliderTrack,
} from 'react-aria-components';
import './controls.css';

interface NumberControlProps {
  label: string;
  help: string;
  min: number;
  max: number;
  step: number;
  /** Marked on the track, and what a double click goes back to. */
  initial: number;
  value: number;
  isDisabled?: boolean;
  onChange: (value: number) => void;
}

/** A slider for the rough value and a field for the exact one. */
export function NumberControl(props: NumberControlProps): ReactNode {
  const { label, help, min, max, step, initial, value, isDisabled = false, onChange } = props;
  const helpId = useId();
  const range = { minValue: min, maxValue: max, step, value, isDisabled };
  const share = ((initial - min) / (max - min)) * 100;
  return (
    <div className="control">
      <NumberField
        {...range}
        aria-describedby={helpId}
        className="number__field"
        onChange={(next) => onChange(Number.isNaN(next) ? initial : next)}
      >
        <Label className="control__label">{label}</Label>
        <Group>
          <Input className="number__input" />
        </Group>
      </NumberField>
      <Slider<number>
        {...range}
        aria-label={label}
        className="number__slider"
        onChange={onChange}
      >
        <SliderTrack className="number__track" onDoubleClick={() => !isDisabled && onChange(initial)}>
          <span className="number__rail" />
          <span className="number__initial" style={{ insetInlineStart: `${share}%` }} />
          <SliderThumb className="number__thumb" />
        </SliderTrack>
      </Slider>
      <p id={helpId} className="control__help">
        {help}
      </p>
    </div>
  );
}
