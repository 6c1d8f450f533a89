import { useEffect, type RefObject } from 'react';
import type { Point } from './viewport';
import type { Viewport } from './use-viewport';

/** How far one line of a wheel that counts in lines moves, in pixels. */
const lineHeight = 16;

/** Zoom per pixel of wheel movement; a trackpad's pinch comes in small steps and is made to count more. */
const wheelSpeed = 0.002;
const pinchSpeed = 0.01;

/** Wheel and pinch zoom, drag to pan. Nothing happens on what asks for the pointer itself. */
export function useGestures(
  stage: RefObject<HTMLElement | null>,
  { panBy, zoomAt }: Pick<Viewport, 'panBy' | 'zoomAt'>,
): void {
  useEffect(() => {
    const element = stage.current;
    if (!element) return undefined;
    const listening = new AbortController();
    const { signal } = listening;
    const pointers = new Map<number, Point>();

    const inStage = (event: MouseEvent): Point => {
      const box = element.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };

    element.addEventListener(
      'wheel',
      (event) => {
        event.preventDefault();
        const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? lineHeight : 1;
        const speed = event.ctrlKey ? pinchSpeed : wheelSpeed;
        zoomAt(inStage(event), Math.exp(-event.deltaY * pixels * speed));
      },
      { signal, passive: false },
    );

    element.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button > 1 || takesPointer(event.target)) return;
        element.setPointerCapture(event.pointerId);
        pointers.set(event.pointerId, inStage(event));
      },
      { signal },
    );

    element.addEventListener(
      'pointermove',
      (event) => {
        const before = pointers.get(event.pointerId);
        if (!before) return;
        const now = inStage(event);
        const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
        pointers.set(event.pointerId, now);
        if (!other) {
          panBy({ x: now.x - before.x, y: now.y - before.y });
          return;
        }
        panBy({ x: (now.x - before.x) / 2, y: (now.y - before.y) / 2 });
        const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
        zoomAt(middle, distance(now, other) / Math.max(1, distance(before, other)));
      },
      { signal },
    );

    const release = (event: PointerEvent): void => void pointers.delete(event.pointerId);
    element.addEventListener('pointerup', release, { signal });
    element.addEventListener('pointercancel', release, { signal });
    return () => listening.abort();
  }, [stage, panBy, zoomAt]);
}

function takesPointer(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-takes-pointer]') !== null;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
