import type { ReactNode } from 'react';
import { NumberBox } from '../controls/number-box';
import { Button } from '../controls/button';
import { useI18n } from '../i18n/context';
import { noBorder, sides, type Border } from './border';

interface BorderControlProps {
  label: string;
  help: string;
  max: number;
  value: Border;
  /** Pixels that "a quarter more" adds on a side, by side. */
  quarter: Border;
  isDisabled: boolean;
  onChange: (border: Border) => void;
}

/** How much is added on each side, in pixels of the picture; the frame on the picture says the same. */
export function BorderControl(props: BorderControlProps): ReactNode {
  const { label, help, max, value, quarter, isDisabled, onChange } = props;
  const { t } = useI18n();
  return (
    <div className="control" role="group" aria-label={label}>
      <span className="control__label">{label}</span>
      <div className="number__row">
        {sides.map((side) => (
          <NumberBox
            key={side}
            label={t(`border_${side}`)}
            min={0}
            max={max}
            step={1}
            value={value[side]}
            isDisabled={isDisabled}
            onChange={(pixels) => onChange({ ...value, [side]: pixels })}
          />
        ))}
      </div>
      <div className="number__row">
        <Button isDisabled={isDisabled} onPress={() => onChange({ ...noBorder, left: quarter.left, right: quarter.right })}>
          {t('border_wider')}
        </Button>
        <Button isDisabled={isDisabled} onPress={() => onChange({ ...noBorder, top: quarter.top, bottom: quarter.bottom })}>
          {t('border_higher')}
        </Button>
        <Button isDisabled={isDisabled} onPress={() => onChange(quarter)}>
          {t('border_around')}
        </Button>
      </div>
      <p className="control__help">{help}</p>
    </div>
  );
}
