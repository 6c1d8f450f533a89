import type { PixelSource } from '../../../images/pixel-source';
import { readRegion } from '../../../images/read-region';
import { intersection, wholeOf } from '../../../images/rectangle';
import { resamplingTaps } from '../../../images/resample';
import type { Rectangle } from '../../../images/tiles';
import { applied, inverse, scaleOf, type Similarity } from './align';
import { Sampler, type Planes } from './sampling';

/** The smallest rectangle of whole pixels around a square of `side` that was brought into a picture. */
export function boundsOfSquare(side: number, toPicture: Similarity): Rectangle {
  const corners = [{ x: 0, y: 0 }, { x: side, y: 0 }, { x: 0, y: side }, { x: side, y: side }].map((corner) => applied(toPicture, corner));
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const [x, y] = [Math.floor(Math.min(...xs)), Math.floor(Math.min(...ys))];
  return { x, y, width: Math.ceil(Math.max(...xs)) - x, height: Math.ceil(Math.max(...ys)) - y };
}

/**
 * A face as it lies in an aligned square: averaged where the picture is finer, interpolated where it is coarser. What is
 * beyond the picture is as its edge.
 *
 * @param toSquare from pixels of the picture to those of the square.
 * @returns RGB, 0–1; nothing where the square and the picture share no pixel.
 */
export function alignedCrop(picture: PixelSource, toSquare: Similarity, side: number): Planes | undefined {
  const toPicture = inverse(toSquare);
  const window = intersection(boundsOfSquare(side, toPicture), wholeOf(picture));
  if (!window) return undefined;
  const shrunk = Math.min(1, scaleOf(toSquare));
  const width = Math.max(1, Math.round(window.width * shrunk));
  const height = Math.max(1, Math.round(window.height * shrunk));
  const sampler = new Sampler({ data: readRegion(picture, { window, width, height }), width, height });
  const data = new Float32Array(3 * side * side);
  const colour = new Float32Array(3);
  for (let y = 0, i = 0; y < side; y++) {
    for (let x = 0; x < side; x++, i++) {
      const at = applied(toPicture, { x: x + 0.5, y: y + 0.5 });
      sampler.read(((at.x - window.x) * width) / window.width, ((at.y - window.y) * height) / window.height, colour);
      for (let channel = 0; channel < 3; channel++) data[channel * side * side + i] = Math.max(0, Math.min(1, colour[channel] ?? 0));
    }
  }
  return { data, width: side, height: side };
}

/** Square planes at a smaller side, averaged. */
export function shrunkTo({ data, width: from }: Planes, side: number): Planes {
  if (side >= from) return { data, width: from, height: from };
  const taps = resamplingTaps(from, side);
  const lines = new Float32Array(3 * from * side);
  for (let row = 0; row < 3 * from; row++) {
    taps.forEach(({ first, weights }, x) => {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += (weights[i] ?? 0) * (data[row * from + first + i] ?? 0);
      lines[row * side + x] = sum;
    });
  }
  const out = new Float32Array(3 * side * side);
  for (let channel = 0; channel < 3; channel++) {
    taps.forEach(({ first, weights }, y) => {
      const to = (channel * side + y) * side;
      for (let i = 0; i < weights.length; i++) {
        const start = (channel * from + first + i) * side;
        for (let x = 0; x < side; x++) out[to + x] = (out[to + x] ?? 0) + (weights[i] ?? 0) * (lines[start + x] ?? 0);
      }
    });
  }
  return { data: out, width: side, height: side };
}
