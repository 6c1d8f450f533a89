/** A rectangle in CSS pixels; in coordinates of the top viewport unless said otherwise. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function areaOf(box: Box): number {
  return box.width * box.height;
}

/** What two boxes share; `undefined` where that has no area. */
export function intersect(a: Box, b: Box): Box | undefined {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

export function contains(box: Box, x: number, y: number): boolean {
  return x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height;
}

/** How much two boxes are the same: shared area ÷ joint area, 0–1. */
export function likeness(a: Box, b: Box): number {
  const shared = intersect(a, b);
  if (!shared) return 0;
  return areaOf(shared) / (areaOf(a) + areaOf(b) - areaOf(shared));
}

/** How a frame's content lies in its parent: first scaled, then moved. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly scaleX: number;
  readonly scaleY: number;
}

export function placed(box: Box, by: Placement): Box {
  return {
    x: by.x + box.x * by.scaleX,
    y: by.y + box.y * by.scaleY,
    width: box.width * by.scaleX,
    height: box.height * by.scaleY,
  };
}
