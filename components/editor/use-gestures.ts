import { useEffect, type RefObject } from 'react';
import { PointerGesture } from './pointer-gesture';
import type { Point } from './viewport';
import type { Viewport } from './use-viewport';

/** How far one line of a wheel that counts in lines moves, in pixels. */
const lineHeight = 16;

/** Zoom per pixel of wheel movement; a trackpad's pinch comes in small steps and is made to count more. */
const wheelSpeed = 0.002;
const pinchSpeed = 0.01;

/**
 * Wheel and pinch zoom, drag to pan. Nothing happens on what has `data-takes-pointer`; where that is `one`, two
 * fingers zoom and pan all the same.
 */
export function useGestures(
  stage: RefObject<HTMLElement | null>,
  { panBy, zoomAt }: Pick<Viewport, 'panBy' | 'zoomAt'>,
): void {
  useEffect(() => {
    const element = stage.current;
    if (!element) return undefined;
    const listening = new AbortController();
    const { signal } = listening;
    const gesture = new PointerGesture();

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
        if (event.button > 1) return;
        const taken = takenPointers(event.target);
        if (taken !== undefined && !(taken === 'one' && event.pointerType === 'touch')) return;
        if (taken === undefined) element.setPointerCapture(event.pointerId);
        gesture.down(event.pointerId, inStage(event), taken !== undefined);
      },
      { signal },
    );

    element.addEventListener(
      'pointermove',
      (event) => {
        const move = gesture.move(event.pointerId, inStage(event));
        if (!move) return;
        panBy(move.pan);
        if (move.zoom) zoomAt(move.zoom.at, move.zoom.factor);
      },
      { signal },
    );

    const release = (event: PointerEvent): void => gesture.up(event.pointerId);
    element.addEventListener('pointerup', release, { signal });
    element.addEventListener('pointercancel', release, { signal });
    return () => listening.abort();
  }, [stage, panBy, zoomAt]);
}

/** How many pointers something takes for itself: `one`, or all of them. */
function takenPointers(target: EventTarget | null): string | undefined {
  const taker = target instanceof Element ? target.closest<HTMLElement>('[data-takes-pointer]') : null;
  return taker?.dataset.takesPointer;
}
