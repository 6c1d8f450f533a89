import { Dices } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../controls/button';
import { NumberBox } from '../controls/number-box';
import { SwitchControl } from '../controls/switch-control';
import { useI18n } from '../i18n/context';

interface SeedControlProps {
  label: string;
  help: string;
  min: number;
  max: number;
  value: number;
  /** Whether every run uses this one. */
  keeps: boolean;
  isDisabled: boolean;
  onChange: (seed: number, keeps: boolean) => void;
}

/** The seed of the last run, and whether the next one gets it, too. */
export function SeedControl(props: SeedControlProps): ReactNode {
  const { label, help, min, max, value, keeps, isDisabled, onChange } = props;
  const { t } = useI18n();
  return (
    <div className="control">
      <div className="number__row">
        <div className="number__box--wide">
          <NumberBox
            label={label}
            min={min}
            max={max}
            step={1}
            value={value}
            isDisabled={isDisabled}
            // Who types a seed wants that one.
            onChange={(seed) => onChange(seed, true)}
          />
        </div>
        <IconButton
          icon={Dices}
          label={t('seed_new')}
          isDisabled={isDisabled}
          onPress={() => onChange(Math.floor(Math.random() * (max + 1)), true)}
        />
      </div>
      <SwitchControl label={t('seed_keep')} help={help} value={keeps} isDisabled={isDisabled} onChange={(keep) => onChange(value, keep)} />
    </div>
  );
}
