import type { ReactNode } from 'react';
import { SwitchControl } from '../controls/switch-control';
import { useI18n } from '../i18n/context';
import { taskKeys } from '../i18n/keys';
import { partsOf, withSwitched, type PictureMask } from './marking';

interface MaskPartsProps {
  mask: PictureMask;
  task: string;
  isDisabled: boolean;
  onChange: (mask: PictureMask) => void;
}

/** What a tool found, one by one: each has the number that the picture shows, and can be switched off. */
export function MaskParts(props: MaskPartsProps): ReactNode {
  const { mask, task, isDisabled, onChange } = props;
  const { t, number } = useI18n();
  const parts = partsOf(mask);
  if (parts.length === 0) return null;
  return (
    <div className="mask-parts" role="group" aria-label={t(taskKeys.parts(task))}>
      <span className="control__label">{t(taskKeys.parts(task))}</span>
      <ul className="mask-parts__list">
        {parts.map((part, at) => (
          <li key={part.index}>
            <SwitchControl
              label={t(taskKeys.part(task), number(at + 1))}
              value={part.isOn}
              isDisabled={isDisabled}
              onChange={() => onChange(withSwitched(mask, part))}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
