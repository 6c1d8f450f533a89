import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blendRegion } from '../../../images/blend-region';
import { rasteriseMask } from '../../../images/rasterise-mask';
import { pixelSourceOf } from '../../../images/pixel-source';
import { readRegion, readRegionMask } from '../../../images/read-region';
import type { RegionPlan } from '../../../images/region';
import { size } from '../../sizes';
import { anyArea, anyMask, picture } from './masks';

/** Bytes without a pattern, the same for the same seed. */
function noise(count: number, seed = 1): Uint8ClampedArray {
  let state = seed;
  return Uint8ClampedArray.from({ length: count }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 24;
  });
}

function opaque(pixels: Uint8ClampedArray): Uint8ClampedArray {
  return pixels.map((value, i) => (i % 4 === 3 ? 255 : value));
}

const none = (): never => {
  throw new Error('not to be asked');
};

describe('readRegion', () => {
  it('takes the mean of what each pixel stands for, however many bands it takes', () => {
    const [width, height] = [1200, 1100];
    const pixels = opaque(noise(width * height * 4));
    const window = { x: 100, y: 50, width: 1000, height: 1024 };
    const plan: RegionPlan = { window, width: 125, height: 64 };
    const planes = readRegion(pixelSourceOf(pixels, width, height), plan);
    expect(planes).toHaveLength(3 * 125 * 64);
    for (const [x, y] of [[0, 0], [124, 63], [60, 32], [3, 33]] as const) {
      for (const channel of [0, 1, 2]) {
        let sum = 0;
        for (let dy = 0; dy < 16; dy++) {
          for (let dx = 0; dx < 8; dx++) {
            sum += pixels[((window.y + 16 * y + dy) * width + window.x + 8 * x + dx) * 4 + channel] ?? NaN;
          }
        }
        expect(planes[channel * 125 * 64 + y * 125 + x]).toBeCloseTo(sum / 128 / 255, 5);
      }
    }
  });

  it('enlarges smoothly and stays within 0 and 1', () => {
    const pixels = new Uint8ClampedArray(8 * 4).map((_, i) => (i % 4 === 3 || i >= 16 ? 255 : 0));
    const plan = { window: { x: 0, y: 0, width: 8, height: 1 }, width: 32, height: 8 };
    const planes = readRegion(pixelSourceOf(pixels, 8, 1), plan);
    const row = planes.subarray(0, 32);
    expect([row[0], row[31]]).toEqual([0, 1]);
    expect(Math.max(...planes)).toBe(1);
    expect(Math.min(...planes)).toBe(0);
    // From one pixel to the next there are steps in between.
    expect(row[14]).toBeGreaterThan(0.05);
    expect(row[17]).toBeLessThan(0.95);
  });

  it('does not let colours that are not seen into those that are, from beyond the window and between bands', () => {
    // Visible red to the left of and above what is transparent, and green there.
    const [width, height] = [1000, 700];
    const seen = { width: 500, height: 524 };
    const pixels = new Uint8ClampedArray(width * height * 4);
    for (let i = 0; i < width * height; i++) {
      const isSeen = i % width < seen.width || i / width < seen.height;
      pixels.set(isSeen ? [200, 0, 0, 255] : [0, 255, 0, 0], 4 * i);
    }
    const source = pixelSourceOf(pixels, width, height);
    const red = (planes: Float32Array) => planes.every((value, i) => Math.abs(value - (i < planes.length / 3 ? 200 / 255 : 0)) < 1e-5);
    const beside = { window: { x: seen.width, y: seen.height, width: 8, height: 160 }, width: 4, height: 80 };
    expect(red(readRegion(source, beside))).toBe(true);
    // As wide as this, a band ends where the transparent part begins.
    const below = readRegion(source, { window: { x: 0, y: 0, width, height: seen.height + 8 }, width: 100, height: 133 });
    expect(red(below)).toBe(true);
  });
});

describe('readRegionMask', () => {
  it('is the mean of the coverage', () => {
    const plan = { window: { x: 4, y: 4, width: 4, height: 2 }, width: 2, height: 1 };
    const mask = readRegionMask(({ width, height }) => {
      expect([width, height]).toEqual([4, 2]);
      return Uint8ClampedArray.of(255, 255, 0, 0, 255, 0, 0, 255);
    }, plan);
    expect([...mask]).toEqual([0.75, 0.25]);
  });
});

const half = { x: 8, y: 5, width: 24, height: 20 };

describe('blendRegion', () => {
  const bytes = noise(picture.width * picture.height * 4);
  const source = pixelSourceOf(bytes, picture.width, picture.height);
  const plan: RegionPlan = { window: half, width: 16, height: 16 };
  const painting = Float32Array.from(noise(3 * 16 * 16, 7), (value) => value / 255);

  it('leaves every byte that is not covered, colours under alpha 0 too, and gives the same in any rectangle', () => {
    fc.assert(
      fc.property(anyMask, anyArea, (mask, area) => {
        const coverage = (asked: typeof area) => rasteriseMask(mask, picture, asked);
        const blended = blendRegion(source, plan, coverage, painting);
        const whole = blended.read(0, 0, picture.width, picture.height);
        const covered = rasteriseMask(mask, picture, { x: 0, y: 0, ...picture });
        let changed = 0;
        covered.forEach((value, i) => {
          const [x, y] = [i % picture.width, Math.floor(i / picture.width)];
          const isPainted = x >= half.x && x < half.x + half.width && y >= half.y && y < half.y + half.height;
          if (value > 0 && isPainted) return;
          for (let channel = 0; channel < 4; channel++) {
            if (whole[4 * i + channel] !== bytes[4 * i + channel]) changed++;
          }
        });
        expect(changed).toBe(0);
        const part = blended.read(area.x, area.y, area.width, area.height);
        expect(part).toEqual(pixelSourceOf(whole, picture.width, picture.height).read(area.x, area.y, area.width, area.height));
      }),
      { numRuns: Math.min(size('fuzzRuns'), 3000) },
    );
  });

  it('gives the painting where all is covered: read and laid over at its size, a picture is itself', () => {
    const whole = { window: { x: 0, y: 0, ...picture }, ...picture };
    const plain = pixelSourceOf(opaque(bytes), picture.width, picture.height);
    const planes = readRegion(plain, whole);
    const full = ({ width, height }: { width: number; height: number }) => new Uint8ClampedArray(width * height).fill(255);
    const other = pixelSourceOf(noise(bytes.length, 9), picture.width, picture.height);
    expect(blendRegion(other, whole, full, planes).read(0, 0, picture.width, picture.height)).toEqual(opaque(bytes));
  });

  it('lays the painting over in proportion, and makes what was transparent as opaque as it covers', () => {
    const under = Uint8ClampedArray.of(100, 200, 0, 255, 100, 200, 0, 0, 100, 200, 0, 128);
    const row = { window: { x: 0, y: 0, width: 3, height: 1 }, width: 3, height: 1 };
    const blue = Float32Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1);
    const cover = 102;
    const blended = blendRegion(pixelSourceOf(under, 3, 1), row, () => new Uint8ClampedArray(3).fill(cover), blue);
    const pixels = blended.read(0, 0, 3, 1);
    expect([...pixels.subarray(0, 8)]).toEqual([60, 120, 102, 255, 0, 0, 255, 102]);
    // 0.4 over 0.6 · 0.502.
    const kept = (0.6 * 128) / 255;
    const alpha = 0.4 + kept;
    [(kept * 100) / alpha, (kept * 200) / alpha, (0.4 * 255) / alpha, 255 * alpha].forEach((value, i) => {
      expect(Math.abs((pixels[8 + i] ?? 0) - value)).toBeLessThanOrEqual(0.51);
    });
  });

  it('enlarges the painting smoothly', () => {
    const large = { window: { x: 0, y: 0, width: 40, height: 30 }, width: 4, height: 3 };
    const ramp = Float32Array.from({ length: 36 }, (_, i) => (i % 4) / 3);
    const full = ({ width, height }: { width: number; height: number }) => new Uint8ClampedArray(width * height).fill(255);
    const row = blendRegion(source, large, full, ramp).read(0, 12, 40, 1);
    for (let x = 1; x < 40; x++) {
      const step = (row[4 * x] ?? 0) - (row[4 * x - 4] ?? 0);
      expect(step).toBeGreaterThanOrEqual(0);
      expect(step).toBeLessThan(15);
    }
  });

  it('does not ask about what lies outside of the window', () => {
    const blended = blendRegion(source, plan, none, painting);
    expect(blended.read(0, 0, picture.width, 5)).toEqual(source.read(0, 0, picture.width, 5));
  });
});
