import type { ReactNode } from 'react';
import type { Size } from '../../models/tasks/task';
import { ChoiceControl } from '../controls/choice-control';
import { NumberBox } from '../controls/number-box';
import { useI18n } from '../i18n/context';
import { shapeNames, shapeOf, sizeOfShape, type SizeBounds } from './shapes';

interface SizeControlProps extends SizeBounds {
  label: string;
  help: string;
  value: Size;
  /** The model's own. */
  initial: Size;
  isDisabled: boolean;
  onChange: (size: Size) => void;
}

/** No shape by name. */
const other = 'other' as const;

/** The size of the picture to make: a shape by name, or two numbers. */
export function SizeControl(props: SizeControlProps): ReactNode {
  const { label, help, value, initial, maxPixels, isDisabled, onChange, ...bounds } = props;
  const { t } = useI18n();
  const shape = shapeOf(value, initial, { ...bounds, maxPixels }) ?? other;
  const offered = shape === other ? ([...shapeNames, other] as const) : shapeNames;
  /** The other side gives way where both together are more than the model makes. */
  const most = (side: number) => Math.max(bounds.min, Math.floor(maxPixels / side / bounds.step) * bounds.step);
  return (
    <div className="control">
      <ChoiceControl
        label={label}
        choices={offered.map((name) => ({ value: name, label: t(`shape_${name}`) }))}
        value={shape}
        initial="square"
        isDisabled={isDisabled}
        onChange={(name) => {
          const wanted = shapeNames.find((known) => known === name);
          if (wanted) onChange(sizeOfShape(wanted, initial, { ...bounds, maxPixels }));
        }}
      />
      <div className="number__row">
        <NumberBox
          label={t('size_width')}
          {...bounds}
          value={value.width}
          isDisabled={isDisabled}
          onChange={(width) => onChange({ width, height: Math.min(value.height, most(width)) })}
        />
        <NumberBox
          label={t('size_height')}
          {...bounds}
          value={value.height}
          isDisabled={isDisabled}
          onChange={(height) => onChange({ width: Math.min(value.width, most(height)), height })}
        />
      </div>
      <p className="control__help">{help}</p>
    </div>
  );
}
