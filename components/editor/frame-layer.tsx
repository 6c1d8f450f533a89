import { useRef, type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { useI18n } from '../i18n/context';
import { sides, type Border, type Side } from './border';
import type { View } from './viewport';
import './frame-layer.css';

interface FrameLayerProps {
  border: Border;
  /** Pixels that may be added on a side. */
  max: number;
  /** Size of the picture. */
  picture: { width: number; height: number };
  view: View;
  onChange: (border: Border) => void;
}

/** Which way a side's border grows, in pixels of the screen. */
const outward: Readonly<Record<Side, { x: number; y: number }>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  top: { x: 0, y: -1 },
  bottom: { x: 0, y: 1 },
};

const keys: Readonly<Record<string, { x: number; y: number }>> = {
  ArrowLeft: outward.left,
  ArrowRight: outward.right,
  ArrowUp: outward.top,
  ArrowDown: outward.bottom,
};

/** Share of the picture's longer side that an arrow key adds. */
const keyStep = 0.02;

function frameStyle({ border, picture, view }: Pick<FrameLayerProps, 'border' | 'picture' | 'view'>): CSSProperties {
  const scale = view.width / picture.width;
  return {
    insetInlineStart: view.x - border.left * scale,
    insetBlockStart: view.y - border.top * scale,
    inlineSize: (picture.width + border.left + border.right) * scale,
    blockSize: (picture.height + border.top + border.bottom) * scale,
  };
}

interface FrameGroundProps extends Pick<FrameLayerProps, 'border' | 'picture' | 'view'> {
  /** What is there already of what is being added. */
  children: ReactNode;
}

/** What is added to a picture; lies under it. */
export function FrameGround(props: FrameGroundProps): ReactNode {
  return (
    <div className="frame-layer frame-layer--ground" style={frameStyle(props)}>
      {props.children}
    </div>
  );
}

/** The frame around a picture and what is added to it, with a handle for every side. */
export function FrameLayer(props: FrameLayerProps): ReactNode {
  const { border, max, picture, view, onChange } = props;
  const { t, number } = useI18n();
  const scale = view.width / picture.width;
  const from = useRef<{ side: Side; at: number; pixels: number }>(undefined);

  const set = (side: Side, pixels: number): void => {
    onChange({ ...border, [side]: Math.min(max, Math.max(0, Math.round(pixels))) });
  };
  const along = (side: Side, event: PointerEvent): number => {
    const { x, y } = outward[side];
    return event.clientX * x + event.clientY * y;
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const start = from.current;
    if (!start || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    set(start.side, start.pixels + (along(start.side, event) - start.at) / scale);
  };
  const onKeyDown = (side: Side, event: KeyboardEvent): void => {
    const key = keys[event.key];
    const step = Math.max(1, Math.round(Math.max(picture.width, picture.height) * keyStep)) * (event.shiftKey ? 4 : 1);
    if (key) {
      const { x, y } = outward[side];
      set(side, border[side] + (key.x * x + key.y * y) * step);
    } else if (event.key === 'Home') set(side, 0);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="frame-layer" style={frameStyle(props)}>
      {sides.map((side) => (
        <div
          key={side}
          className={`frame-layer__handle frame-layer__handle--${side}`}
          data-takes-pointer
          role="slider"
          tabIndex={0}
          aria-label={t(`border_${side}`)}
          aria-orientation={side === 'left' || side === 'right' ? 'horizontal' : 'vertical'}
          aria-valuemin={0}
          aria-valuemax={max}
          aria-valuenow={border[side]}
          aria-valuetext={t('border_pixels', number(border[side]))}
          onKeyDown={(event) => onKeyDown(side, event)}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            from.current = { side, at: along(side, event), pixels: border[side] };
          }}
          onPointerMove={onPointerMove}
          onDoubleClick={() => set(side, 0)}
        />
      ))}
    </div>
  );
}
