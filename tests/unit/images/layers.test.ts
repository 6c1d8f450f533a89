import { expect, test } from 'vitest';
import { foregroundOf, separateLayers } from '../../../images/layers';
import { PaintedRows } from '../../../images/painted-rows';
import { pixelSourceOf } from '../../../images/pixel-source';
import type { Rectangle } from '../../../images/tiles';

/** An orange disc with a soft edge and stripes on blue that grows lighter; what each pixel shows of both is known. */
function composite(side: number) {
  const pixels = new Uint8ClampedArray(4 * side * side);
  const covered = new Uint8ClampedArray(side * side);
  const front = new Float32Array(3 * side * side);
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [i % side, Math.floor(i / side)];
    const distance = Math.hypot(x - side / 2, y - side / 2) / side;
    const alpha = Math.max(0, Math.min(1, (0.32 - distance) / 0.06));
    covered[i] = Math.round(255 * alpha);
    const stripe = 0.1 * Math.sin((40 * x) / side);
    const [orange, blue] = [[0.9, 0.5 + stripe, 0.1], [0.1, 0.2 + (0.5 * x) / side, 0.8]];
    for (let channel = 0; channel < 3; channel++) {
      front[3 * i + channel] = orange[channel] ?? 0;
      pixels[4 * i + channel] = 255 * (((covered[i] ?? 0) / 255) * (orange[channel] ?? 0) + (1 - (covered[i] ?? 0) / 255) * (blue[channel] ?? 0));
    }
    pixels[4 * i + 3] = 255;
  }
  const coverage = ({ x, y, width, height }: Rectangle) => {
    const out = new Uint8ClampedArray(width * height);
    for (let row = 0; row < height; row++) out.set(covered.subarray((y + row) * side + x, (y + row) * side + x + width), row * width);
    return out;
  };
  return { source: pixelSourceOf(pixels, side, side), pixels, covered, coverage, front };
}

test.each([200, 1400])('the colour of what is covered in part is found without the background, at %i pixels', (side) => {
  const { source, pixels, covered, coverage, front } = composite(side);
  const { plan, foreground, background } = separateLayers(source, coverage);
  const whole = { x: 0, y: 0, width: side, height: side };
  const [ahead, behind] = [new PaintedRows(plan, foreground, whole), new PaintedRows(plan, background, whole)];
  let [before, after, count, worst] = [0, 0, 0, 0];
  for (let y = 0; y < side; y++) {
    const [near, far] = [ahead.row(y), behind.row(y)];
    for (let x = 0; x < side; x++) {
      const i = y * side + x;
      const cover = covered[i] ?? 0;
      if (cover === 0 || cover === 255) continue;
      for (let channel = 0; channel < 3; channel++) {
        const colour = (pixels[4 * i + channel] ?? 0) / 255;
        const wanted = front[3 * i + channel] ?? 0;
        const found = foregroundOf(colour, cover / 255, near[channel * side + x] ?? 0, far[channel * side + x] ?? 0);
        before += Math.abs(colour - wanted);
        after += Math.abs(found - wanted);
        worst = Math.max(worst, Math.abs(found - wanted));
        count++;
      }
    }
  }
  expect(before / count).toBeGreaterThan(0.15);
  expect(after / count).toBeLessThan(0.025);
  expect(worst).toBeLessThan(0.2);
});

test('colours of what cannot be seen run into nothing', () => {
  const side = 60;
  const pixels = new Uint8ClampedArray(4 * side * side);
  // Red and opaque on the left; on the right a green that is fully transparent.
  for (let i = 0; i < side * side; i++) pixels.set(i % side < side / 2 ? [255, 0, 0, 255] : [0, 255, 0, 0], 4 * i);
  const { foreground } = separateLayers(pixelSourceOf(pixels, side, side), ({ width, height }) => new Uint8ClampedArray(width * height).fill(255));
  const area = side * side;
  expect(Math.max(...foreground.subarray(area, 2 * area))).toBe(0);
  expect(foreground[30 * side + 31]).toBeCloseTo(1, 2);
});
