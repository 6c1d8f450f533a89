import type { ReactNode } from 'react';
import type { LibraryModel } from '../../messages/library';
import { useI18n } from '../i18n/context';
import { progressOf } from './words';

/** How far a model has come: a bar, and the same in words. */
export function ProgressLine(props: { held: LibraryModel | undefined; label: string }): ReactNode {
  const i18n = useI18n();
  const progress = progressOf(props.held, i18n);
  if (!progress) return null;
  const percent = Math.floor(progress.fraction * 100);
  const words = [progress.amount, ...progress.pace].join(' · ');
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      aria-valuetext={words}
    >
      <div className="progress__rail">
        <div className="progress__done" style={{ inlineSize: `${percent}%` }} />
      </div>
      <p className="progress__words">{words}</p>
    </div>
  );
}
