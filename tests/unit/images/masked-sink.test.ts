import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maskedSink } from '../../../images/masked-sink';
import { pixelSourceOf } from '../../../images/pixel-source';
import { rasteriseMask } from '../../../images/rasterise-mask';
import { anyMask, picture } from './masks';

const bytes = picture.width * picture.height * 4;
const pixels = (seed: number) => Uint8ClampedArray.from({ length: bytes }, (_, i) => Math.imul(i + seed, 2654435761) >>> 24);

async function written(before: Uint8ClampedArray, after: Uint8ClampedArray, mask: Parameters<typeof maskedSink>[2], rowsAtOnce: number): Promise<Uint8ClampedArray> {
  const bands: Uint8ClampedArray[] = [];
  const sink = maskedSink(
    { write: (rows) => { bands.push(rows.slice()); return Promise.resolve(); } },
    pixelSourceOf(before, picture.width, picture.height),
    mask,
  );
  const step = rowsAtOnce * picture.width * 4;
  for (let at = 0; at < bytes; at += step) await sink.write(after.subarray(at, at + step));
  return Uint8ClampedArray.from(bands.flatMap((band) => [...band]));
}

test('what is not covered keeps its bytes, what is covered wholly has the new ones, whatever the bands', async () => {
  const [before, after] = [pixels(1), pixels(77)];
  await fc.assert(
    fc.asyncProperty(anyMask, fc.integer({ min: 1, max: picture.height }), async (mask, rowsAtOnce) => {
      const result = await written(before, after, mask, rowsAtOnce);
      const coverage = rasteriseMask(mask, picture, { x: 0, y: 0, ...picture });
      const wrong = coverage.findIndex((cover, i) => {
        const at = 4 * i;
        const expected = cover === 0 ? before : cover === 255 ? after : undefined;
        // Colour of what is not there at all is nobody's.
        const counts = expected && (cover === 0 || (after[at + 3] ?? 0) > 0) ? [0, 1, 2, 3] : [];
        return counts.some((channel) => expected && result[at + channel] !== expected[at + channel]);
      });
      expect(wrong).toBe(-1);
    }),
    { numRuns: 60 },
  );
});

test('half covered, a pixel lies half way', async () => {
  const mask = { shapes: [{ kind: 'rectangle' as const, erase: false, x: 0, y: 0, width: 0.5, height: 1 }], inverted: false, feather: 0 };
  const before = new Uint8ClampedArray(bytes).fill(255);
  const after = new Uint8ClampedArray(bytes).fill(255).map((value, i) => (i % 4 === 3 ? value : 0));
  const result = await written(before, after, mask, picture.height);
  // Coverage of a half is 128 of 255, so what was there has a little less than its half.
  expect([...result.subarray(0, 4)]).toEqual([127, 127, 127, 255]);
});
