import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planTiles } from '../../../images/tiles';
import { previewPatchOf, previewSizeOf } from '../../../models/runtime/preview';

test('the patches of all tiles make up the whole preview, each pixel once', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 16, max: 128 }),
      fc.integer({ min: 1, max: 120 }),
      (width, height, longest, size) => {
        const preview = previewSizeOf(width, height, longest);
        const seen = new Uint8Array(preview.width * preview.height);
        const pixels = new Uint8ClampedArray(width * height * 4);
        const grid = planTiles(width, height, { size, halo: 0, multiple: 1 });
        for (const { core } of grid.rows.flat()) {
          const offset = (x: number, y: number) => {
            expect(x >= core.x && x < core.x + core.width).toBe(true);
            expect(y >= core.y && y < core.y + core.height).toBe(true);
            return (y * width + x) * 4;
          };
          const patch = previewPatchOf({ width, height }, preview, core, offset, pixels);
          if (!patch) continue;
          expect(patch.pixels.length).toBe(patch.patchWidth * patch.patchHeight * 4);
          for (let y = 0; y < patch.patchHeight; y++) {
            for (let x = 0; x < patch.patchWidth; x++) {
              const at = (patch.y + y) * preview.width + patch.x + x;
              seen[at] = (seen[at] ?? 0) + 1;
            }
          }
        }
        expect(seen.every((count) => count === 1)).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});
