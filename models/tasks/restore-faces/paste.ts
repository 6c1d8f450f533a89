import type { PixelSource } from '../../../images/pixel-source';
import { intersection, wholeOf } from '../../../images/rectangle';
import type { Rectangle } from '../../../images/tiles';
import { alignedSide, applied, inverse, scaleOf, type Similarity } from './align';
import { boundsOfSquare, shrunkTo } from './crop';
import { Sampler, type Planes } from './sampling';

/** Width of the edge over which a face passes into the picture, as a share of half a square's side. */
const edge = 0.3;

/** A face that was drawn anew, on its way back into the picture. */
export interface Patch {
  /** What of the picture it changes. */
  window: Rectangle;
  /**
   * Lays it over pixels of the picture (RGBA, 8 bits, straight alpha); alpha stays, and so does what it does not reach.
   *
   * @param band which rectangle of the picture they are.
   */
  layOver(pixels: Uint8ClampedArray, band: Rectangle): void;
}

/**
 * @param face RGB, 0–1, aligned.
 * @param toSquare from pixels of the picture to those of the square.
 * @param strength 0–1: how much of it is laid over.
 */
export function patchOf(face: Planes, toSquare: Similarity, picture: PixelSource, strength: number): Patch | undefined {
  const window = intersection(boundsOfSquare(alignedSide, inverse(toSquare)), wholeOf(picture));
  if (!window) return undefined;
  // Of a face that is small in the picture, several pixels of the square are one of the picture's.
  const planes = shrunkTo(face, Math.max(1, Math.min(alignedSide, Math.round(alignedSide / scaleOf(toSquare)))));
  const sampler = new Sampler(planes);
  const shrunk = planes.width / alignedSide;
  const colour = new Float32Array(3);
  return {
    window,
    layOver(pixels, band) {
      const area = intersection(window, band);
      if (!area) return;
      for (let y = area.y; y < area.y + area.height; y++) {
        let to = ((y - band.y) * band.width + area.x - band.x) * 4;
        for (let x = area.x; x < area.x + area.width; x++, to += 4) {
          const at = applied(toSquare, { x: x + 0.5, y: y + 0.5 });
          const weight = strength * weightAt(at.x, at.y);
          if (weight === 0) continue;
          sampler.read(at.x * shrunk, at.y * shrunk, colour);
          for (let channel = 0; channel < 3; channel++) {
            const before = pixels[to + channel] ?? 0;
            pixels[to + channel] = before + weight * (255 * (colour[channel] ?? 0) - before);
          }
        }
      }
    },
  };
}

/** How much of a place in the square counts: all in its middle, nothing at its edge and beyond. */
function weightAt(x: number, y: number): number {
  const half = alignedSide / 2;
  const outwards = Math.max(Math.abs(x - half), Math.abs(y - half)) / half;
  const part = Math.max(0, Math.min(1, (1 - outwards) / edge));
  return part * part * (3 - 2 * part);
}
