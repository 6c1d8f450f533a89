import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { drawMask } from '../../images/draw-mask';
import type { TaskMeta } from '../../models/tasks/task';
import { useI18n } from '../i18n/context';
import { useEditor, useEditorState } from './context';
import { beginDrawing, brushRadius, continueDrawing, hintOf, shapeOf, type Drawing } from './drawing';
import { DrawingPointer } from './drawing-pointer';
import { inputRevision, isOwnResult } from './history';
import { hasRoomForObject, maskFor, withHint, withShape } from './marking';
import { MaskNumbers } from './mask-numbers';
import { ObjectHints } from './object-hints';
import type { Picture } from './state';
import { useHeldSpace } from './use-held-space';
import { useStageSize } from './use-stage-size';
import type { Point, View } from './viewport';
import './mask-layer.css';

/** How far an arrow key moves the brush, as a share of its diameter, and at least in pixels of the screen. */
const keyStep = 0.5;
const leastKeyStep = 4;

/** Of the ring at the point of a box or a lasso, in CSS pixels. */
const pointRadius = 4;

/** Sides below which what was drawn around an object is no box but a click, in CSS pixels. */
const leastBox = 8;

const arrows: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/**
 * What is marked, over the picture, and the brush that marks it. By keyboard, Enter sets the brush down and lifts it
 * again, and arrows move it; to point at an object Enter alone does, and with Shift it begins a box. Two fingers draw nothing, and are left to the stage. Covers the stage rather than the
 * picture, so that its canvas stays as large as the screen whatever the zoom.
 */
export function MaskLayer(props: { picture: Picture; meta: TaskMeta; view: View }): ReactNode {
  const { picture, meta, view } = props;
  const { t } = useI18n();
  const { store, commands } = useEditor();
  const { brush, job, isCorrecting = false } = useEditorState();
  const layer = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const room = useStageSize(layer);
  const [drawing, setDrawing] = useState<Drawing>();
  /** What is drawn so far, also where several points come before the next is shown. */
  const latest = useRef<Drawing>(undefined);
  const [pointer] = useState(() => new DrawingPointer());
  const [cursor, setCursor] = useState<Point>();
  const isPanning = useHeldSpace();

  const current = inputRevision(picture, meta);
  /** A result is shown as it is, until it is to be corrected. */
  const isHidden = isOwnResult(picture, meta) && !isCorrecting;
  const marked = maskFor(picture.mask, current);
  const scale = view.width / current.width;
  const isPointing = brush.kind === 'object';
  const pending = drawing && shapeOf(drawing);
  const shown = pending ? withShape(marked, pending).mask : marked.mask;

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !room) return;
    const density = window.devicePixelRatio;
    context.canvas.width = Math.round(room.width * density);
    context.canvas.height = Math.round(room.height * density);
    if (isHidden) return;
    context.fillStyle = getComputedStyle(context.canvas).color;
    drawMask(context, shown, current, { x: view.x * density, y: view.y * density, scale: scale * density });
  }, [shown, view, room, scale, current, isHidden]);

  const inPicture = (event: PointerEvent): Point | undefined => {
    const box = layer.current?.getBoundingClientRect();
    return box && { x: (event.clientX - box.left - view.x) / scale, y: (event.clientY - box.top - view.y) / scale };
  };
  const draw = (next: Drawing | undefined): void => {
    latest.current = next;
    setDrawing(next);
  };
  const goOn = (at: Point): void => draw(latest.current && continueDrawing(latest.current, at));
  const point = (done: Drawing): void => {
    const hint = hintOf(done, leastBox / scale);
    const known = marked.object?.hints ?? [];
    // What is no part of it can be said of an object that was begun.
    if (!hint || (!hint.isPart && known.length === 0) || (known.length === 0 && !hasRoomForObject(marked))) return;
    void commands.findObject(withHint(known, hint));
  };
  const finish = (): void => {
    const done = latest.current;
    const shape = done && shapeOf(done);
    draw(undefined);
    if (done?.brush.kind === 'object') point(done);
    if (shape) store.dispatch({ type: 'mask-changed', pictureId: picture.id, mask: withShape(marked, shape) });
  };
  const begin = (at: Point, erases: boolean): void => {
    if (isHidden) store.dispatch({ type: 'correcting-changed', isCorrecting: true });
    // Of what is inverted, shapes say what is left out; of an object it is said what is a part of it.
    const erase = (brush.erase !== erases) !== (marked.mask.inverted && !isPointing);
    draw(beginDrawing({ ...brush, erase }, current, at));
  };

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    const at = inPicture(event);
    if (event.button !== 0 || isPanning || !at || job) return;
    const outcome = pointer.down(event);
    if (outcome === 'nothing') return;
    if (outcome === 'drops') {
      draw(undefined);
      setCursor(undefined);
      return;
    }
    event.currentTarget.setPointerCapture(event.pointerId);
    setCursor(at);
    begin(at, event.altKey);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const at = inPicture(event);
    if (!pointer.points(event)) return;
    setCursor(at);
    if (at && pointer.draws(event)) goOn(at);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const from = cursor ?? { x: current.width / 2, y: current.height / 2 };
    const arrow = arrows[event.key];
    if (arrow) {
      const step = Math.max(leastKeyStep / scale, 2 * brushRadius(brush, current) * keyStep) * (event.shiftKey ? 4 : 1);
      const at = {
        x: Math.min(current.width, Math.max(0, from.x + arrow.x * step)),
        y: Math.min(current.height, Math.max(0, from.y + arrow.y * step)),
      };
      setCursor(at);
      goOn(at);
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.repeat) {
      setCursor(from);
      if (drawing) finish();
      else if (!job) {
        begin(from, event.altKey);
        if (isPointing && !event.shiftKey) finish();
      }
    } else if (event.key === 'Escape' && drawing) {
      draw(undefined);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const radius = brush.kind === 'stroke' ? brushRadius(brush, current) * scale : pointRadius;
  return (
    // A drawing surface has no role of its own; its name says how it is used.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={layer}
      className="mask-layer"
      {...(isPanning ? {} : { 'data-takes-pointer': 'one' })}
      role="application"
      aria-label={t(isPointing ? 'mask_layer_object' : 'mask_layer')}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={(event) => pointer.up(event) && finish()}
      onPointerCancel={(event) => pointer.up(event) && draw(undefined)}
      onPointerLeave={() => !drawing && setCursor(undefined)}
      onKeyDown={onKeyDown}
      onBlur={() => draw(undefined)}
    >
      <canvas ref={canvas} className="mask-layer__canvas" data-testid="mask" data-shapes={marked.mask.shapes.length} />
      {meta.lists === true && <MaskNumbers mask={marked} view={view} scale={scale} />}
      <ObjectHints hints={job?.hints ?? marked.object?.hints ?? []} drawing={drawing} view={view} scale={scale} />
      {cursor && !isPanning && (
        <span
          className="mask-layer__brush"
          style={{
            inlineSize: 2 * radius,
            blockSize: 2 * radius,
            transform: `translate(${view.x + cursor.x * scale - radius}px, ${view.y + cursor.y * scale - radius}px)`,
          }}
        />
      )}
    </div>
  );
}
