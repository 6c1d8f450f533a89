import type { ReactNode } from 'react';
import { Label, Text, TextArea, TextField } from 'react-aria-components';
import './controls.css';

interface TextControlProps {
  label: string;
  help: string;
  value: string;
  maxLength: number;
  /** Lines that it has room for at least; it grows with what is written. */
  rows: number;
  isDisabled?: boolean;
  onChange: (value: string) => void;
  /** Told when Enter is pressed; Shift and Enter begin a new line. Without it, Enter does, too. */
  onEnter?: () => void;
}

/** Words of the person's own, over several lines. */
export function TextControl(props: TextControlProps): ReactNode {
  const { label, help, value, maxLength, rows, isDisabled = false, onChange, onEnter } = props;
  return (
    <TextField className="control" value={value} maxLength={maxLength} isDisabled={isDisabled} onChange={onChange}>
      <Label className="control__label">{label}</Label>
      <TextArea
        className={rows > 1 ? 'text__input text__area text__area--tall' : 'text__input text__area'}
        rows={rows}
        spellCheck="false"
        onKeyDown={(event) => {
          // While an input method composes, Enter takes what it offers.
          if (event.key !== 'Enter' || event.shiftKey || event.repeat || event.nativeEvent.isComposing || !onEnter) return;
          event.preventDefault();
          onEnter();
        }}
      />
      <Text slot="description" className="control__help">
        {help}
      </Text>
    </TextField>
  );
}
