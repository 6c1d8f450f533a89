import { useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { useI18n } from '../i18n/context';
import { useHeldSpace } from './use-held-space';
import type { Point, Size, View } from './viewport';
import './point-layer.css';

interface PointLayerProps {
  /** In percent of the picture's width and height. */
  point: Point;
  /** Whether it is what counts now. */
  isChosen: boolean;
  picture: Size;
  view: View;
  onChoose: (point: Point) => void;
}

/** Percent that an arrow key moves the point. */
const keyStep = 2;

const arrows: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -keyStep, y: 0 },
  ArrowRight: { x: keyStep, y: 0 },
  ArrowUp: { x: 0, y: -keyStep },
  ArrowDown: { x: 0, y: keyStep },
};

const percent = (value: number): number => Math.max(0, Math.min(100, Math.round(value)));

/** Where a tool is told a place of the picture by a click; by keyboard, arrows move it. Two fingers are left to the stage. */
export function PointLayer(props: PointLayerProps): ReactNode {
  const { point, isChosen, picture, view, onChoose } = props;
  const { t } = useI18n();
  const layer = useRef<HTMLDivElement>(null);
  const isPanning = useHeldSpace();
  const height = (view.width * picture.height) / picture.width;

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    const box = layer.current?.getBoundingClientRect();
    if (event.button !== 0 || !event.isPrimary || isPanning || !box) return;
    const at = { x: (event.clientX - box.left - view.x) / view.width, y: (event.clientY - box.top - view.y) / height };
    if (Math.min(at.x, at.y) < 0 || Math.max(at.x, at.y) > 1) return;
    onChoose({ x: percent(at.x * 100), y: percent(at.y * 100) });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = arrows[event.key];
    if (!by) return;
    const times = event.shiftKey ? 4 : 1;
    onChoose({ x: percent(point.x + by.x * times), y: percent(point.y + by.y * times) });
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    // What a click does has no role of its own; its name says it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={layer}
      className="point-layer"
      {...(isPanning ? {} : { 'data-takes-pointer': 'one' })}
      role="application"
      aria-label={t('point_layer')}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    >
      {isChosen && (
        <span
          className="point-layer__point"
          data-testid="point"
          style={{ transform: `translate(${view.x + (point.x / 100) * view.width}px, ${view.y + (point.y / 100) * height}px)` }}
        />
      )}
    </div>
  );
}
