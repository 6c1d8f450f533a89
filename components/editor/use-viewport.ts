import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { fit, nextStep, pan, zoomTo, type Point, type Size, type View } from './viewport';

/** Room between a fitted picture and the edge of the stage, in CSS pixels. */
const margin = 16;

/** On-screen width, in CSS pixels, that a picture gets when it is fitted to a stage; its own while there is none. */
export function fittingWidth(stage: HTMLElement | null, picture: Size): number {
  if (!stage || stage.clientWidth === 0) return picture.width;
  return fit(picture, { width: stage.clientWidth, height: stage.clientHeight }, margin).width;
}

function marginIn({ width, height }: Size, around: number): number {
  return Math.max(margin, Math.min(width, height) * around);
}

export interface Viewport {
  view: View | undefined;
  /** Screen pixels per picture pixel; 0 before the stage has a size. */
  zoom: number;
  fit: () => void;
  /** Screen pixels per picture pixel, around the middle of the stage. */
  setZoom: (zoom: number) => void;
  step: (direction: 1 | -1) => void;
  panBy: (by: Point) => void;
  /** Multiplies the zoom, keeping what is under `point` (stage coordinates) in place. */
  zoomAt: (point: Point, factor: number) => void;
}

/**
 * Where a picture lies on its stage. A picture of the same shape keeps its place on screen when it
 * is replaced by a larger one, so that an enlarged result does not jump.
 *
 * @param around how much of the stage is left free on each side of a fitted picture, 0 to 0.5.
 */
export function useViewport(stage: RefObject<HTMLElement | null>, picture: Size, id: string, around = 0): Viewport {
  const [view, setView] = useState<View | undefined>(undefined);
  const fitted = useRef(true);
  const room = useRef<Size>({ width: 0, height: 0 });
  const { width, height } = picture;
  const shape = Math.round((width / height) * 1000);
  const latest = useRef(picture);
  useEffect(() => {
    latest.current = { width, height };
  }, [width, height]);

  useEffect(() => {
    const element = stage.current;
    if (!element) return undefined;
    fitted.current = true;
    const observer = new ResizeObserver(() => {
      room.current = { width: element.clientWidth, height: element.clientHeight };
      if (room.current.width === 0 || room.current.height === 0) return;
      setView((previous) =>
        fitted.current || !previous
          ? fit(latest.current, room.current, marginIn(room.current, around))
          : pan(previous, latest.current, room.current, { x: 0, y: 0 }),
      );
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [stage, id, shape, around]);

  const change = useCallback((next: (view: View) => View) => {
    fitted.current = false;
    setView((previous) => previous && next(previous));
  }, []);

  const zoomAt = useCallback(
    (point: Point, factor: number) =>
      change((view) => zoomTo(view, latest.current, room.current, point, view.width * factor)),
    [change],
  );

  const density = window.devicePixelRatio;
  const zoom = view ? (view.width / width) * density : 0;
  const setZoom = useCallback(
    (next: number) =>
      change((view) => {
        const middle = { x: room.current.width / 2, y: room.current.height / 2 };
        const wanted = (next * latest.current.width) / window.devicePixelRatio;
        return zoomTo(view, latest.current, room.current, middle, wanted);
      }),
    [change],
  );

  return {
    view,
    zoom,
    zoomAt,
    setZoom,
    step: (direction) => setZoom(nextStep(zoom, direction)),
    panBy: useCallback(
      (by: Point) => change((view) => pan(view, latest.current, room.current, by)),
      [change],
    ),
    fit: () => {
      fitted.current = true;
      setView(fit(latest.current, room.current, marginIn(room.current, around)));
    },
  };
}
