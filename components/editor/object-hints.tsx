import type { CSSProperties, ReactNode } from 'react';
import type { Hint } from '../../messages/editor-port';
import { hintOf, type Drawing } from './drawing';
import type { View } from './viewport';
import './object-hints.css';

interface ObjectHintsProps {
  hints: readonly Hint[];
  /** What is being drawn, which may become a box. */
  drawing: Drawing | undefined;
  view: View;
  /** CSS pixels for each pixel of the picture. */
  scale: number;
}

/** Where the person pointed at an object, over the picture: what is a part of it and what is none. */
export function ObjectHints({ hints, drawing, view, scale }: ObjectHintsProps): ReactNode {
  const drawn = drawing?.brush.kind === 'object' ? hintOf(drawing, 0) : undefined;
  const place = ({ x, y }: Hint): CSSProperties => ({ transform: `translate(${view.x + x * scale}px, ${view.y + y * scale}px)` });
  return [...hints, ...(drawn?.width === undefined ? [] : [drawn])].map((hint, index) =>
    hint.width === undefined || hint.height === undefined ? (
      <span key={index} aria-hidden className="object-hint" data-part={hint.isPart} style={place(hint)} />
    ) : (
      <span
        key={index}
        aria-hidden
        className="object-hint object-hint--box"
        data-part={hint.isPart}
        style={{ ...place(hint), inlineSize: hint.width * scale, blockSize: hint.height * scale }}
      />
    ),
  );
}
