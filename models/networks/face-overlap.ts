import type { Rectangle } from '../../images/tiles';
import type { FaceBox } from './face-boxes';

/** Faces that are kept of one picture at most. */
export const maxFaces = 300;

/** Boxes that are looked at of those that a network gives: the best of them. */
const maxBoxes = 5000;

/** A box that lies in another by this share is part of what that one hides. */
const within = 0.8;

/** Area that two boxes share, as a share of all that they cover, 0–1. */
export function overlapOf(a: Rectangle, b: Rectangle): number {
  const shared = sharedArea(a, b);
  return shared === 0 ? 0 : shared / (a.width * a.height + b.width * b.height - shared);
}

/**
 * One box for each face: of those that overlap by more than `overlap` the one with the best score (non-maximum
 * suppression), and none that lies in a larger one.
 */
export function oneEach(boxes: readonly FaceBox[], overlap: number): FaceBox[] {
  const kept: FaceBox[] = [];
  for (const box of boxes.toSorted((a, b) => b.score - a.score).slice(0, maxBoxes)) {
    if (kept.length === maxFaces) break;
    if (kept.every((better) => overlapOf(better, box) <= overlap)) kept.push(box);
  }
  return kept.filter((box) => !kept.some((other) => other !== box && areaOf(other) > areaOf(box) && sharedArea(other, box) > within * areaOf(box)));
}

function areaOf({ width, height }: Rectangle): number {
  return width * height;
}

function sharedArea(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}
