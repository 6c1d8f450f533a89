import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { useI18n } from '../i18n/context';
import './compare-split.css';

interface CompareSplitProps {
  /** URLs; both are drawn at the size of the frame. */
  before: string;
  after: string;
  name: string;
  /** Only the original shows for now; the line keeps its place. */
  isHeld: boolean;
}

const keySteps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowUp: 1,
  PageDown: -10,
  PageUp: 10,
};

/**
 * Two pictures on one place, divided by a line that can be moved. Moving it only changes what is
 * clipped. Both sides are clipped, so that the original does not shine through a cut-out.
 */
export function CompareSplit(props: CompareSplitProps): ReactNode {
  const { t, percent } = useI18n();
  const [split, setSplit] = useState(50);
  const shown = props.isHeld ? 100 : split;
  const frame = useRef<HTMLDivElement>(null);

  const moveTo = (value: number): void => setSplit(Math.min(100, Math.max(0, value)));

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = keySteps[event.key];
    if (step !== undefined) moveTo(split + step * (event.shiftKey ? 10 : 1));
    else if (event.key === 'Home') moveTo(0);
    else if (event.key === 'End') moveTo(100);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const box = frame.current?.getBoundingClientRect();
    if (box) moveTo(((event.clientX - box.left) / box.width) * 100);
  };

  return (
    <div ref={frame} className="compare">
      <img
        className="stage__picture"
        src={props.before}
        alt={t('compare_before_alt', props.name)}
        draggable={false}
        style={{ clipPath: `inset(0 ${100 - shown}% 0 0)` }}
      />
      <img
        className="stage__picture"
        src={props.after}
        alt={t('compare_after_alt', props.name)}
        draggable={false}
        style={{ clipPath: `inset(0 0 0 ${shown}%)` }}
      />
      <span className="compare__label compare__label--before">{t('before')}</span>
      {!props.isHeld && (
        <span className="compare__label compare__label--after">{t('after')}</span>
      )}
      <div
        className="compare__handle"
        data-takes-pointer
        role="slider"
        tabIndex={0}
        aria-label={t('compare_slider')}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(split)}
        aria-valuetext={t('compare_value', percent(split / 100))}
        style={{ left: `${split}%` }}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onDoubleClick={() => moveTo(50)}
      >
        <span className="compare__line" />
        <span className="compare__grip" aria-hidden="true" />
      </div>
    </div>
  );
}
