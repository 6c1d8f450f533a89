import { featherReach } from '../../../images/feather';
import { isOff, type Mask, type MaskShape } from '../../../images/mask';
import { grownWithin, intersection, type Size, wholeOf } from '../../../images/rectangle';
import type { Rectangle } from '../../../images/tiles';

/** A part of a picture that is hidden as one. */
export interface MarkedPart {
  /** All that the marks may cover, soft edge included; parts share no pixel. In whole pixels, inside the picture. */
  window: Rectangle;
  /** In pixels, what is left of it is measured by this: the shorter side of ovals, which hold a face, and the longer one of other marks, which may lie on a part of one. */
  side: number;
}

/**
 * What is marked, as parts: marks that touch one another are one, such as the strokes with which somebody painted over a
 * face. Several of them are larger than each, so that nothing is hidden by less than it should be.
 */
export function markedParts(mask: Mask, picture: Size): MarkedPart[] {
  const reach = featherReach(mask.feather);
  const whole = wholeOf(picture);
  if (mask.inverted) return [{ window: whole, side: Math.min(picture.width, picture.height) }];
  const parts: { window: Rectangle; marked: Rectangle; isOval: boolean }[] = [];
  for (const shape of mask.shapes) {
    if (shape.erase || isOff(shape)) continue;
    const marked = intersection(wholePixels(boundsOf(shape)), whole);
    if (!marked) continue;
    let part = { window: grownWithin(marked, reach, picture), marked, isOval: shape.kind === 'ellipse' };
    // What has grown may touch what it did not touch before.
    for (let met = takeTouching(parts, part.window); met; met = takeTouching(parts, part.window)) {
      part = { window: around(part.window, met.window), marked: around(part.marked, met.marked), isOval: part.isOval && met.isOval };
    }
    parts.push(part);
  }
  return parts.map(({ window, marked: { width, height }, isOval }) => ({ window, side: isOval ? Math.min(width, height) : Math.max(width, height) }));
}

function takeTouching<Part extends { window: Rectangle }>(parts: Part[], window: Rectangle): Part | undefined {
  const at = parts.findIndex((part) => intersection(part.window, window) !== undefined);
  return at < 0 ? undefined : parts.splice(at, 1)[0];
}

function around(a: Rectangle, b: Rectangle): Rectangle {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return { x, y, width: Math.max(a.x + a.width, b.x + b.width) - x, height: Math.max(a.y + a.height, b.y + b.height) - y };
}

/** All that a shape may cover; its edge is up to half a pixel beyond it. */
function boundsOf(shape: MaskShape): Rectangle {
  if (!('points' in shape)) return shape;
  const by = 'radius' in shape ? shape.radius : 0;
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < shape.points.length; i += 2) {
    const [x = 0, y = 0] = shape.points.slice(i, i + 2);
    [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  }
  return { x: left - by, y: top - by, width: right - left + 2 * by, height: bottom - top + 2 * by };
}

function wholePixels({ x, y, width, height }: Rectangle): Rectangle {
  const left = Math.floor(x - 0.5);
  const top = Math.floor(y - 0.5);
  return { x: left, y: top, width: Math.ceil(x + width + 0.5) - left, height: Math.ceil(y + height + 0.5) - top };
}
