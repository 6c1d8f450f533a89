import { expect, test } from 'vitest';
import { pixelSourceOf } from '../../../images/pixel-source';
import { rasteriseMask } from '../../../images/rasterise-mask';
import type { Mask } from '../../../images/mask';
import type { Rectangle } from '../../../images/tiles';
import type { CheckpointModel } from '../../../models/catalog/model';
import type { CheckpointGeneration, LoadedCheckpoint } from '../../../models/diffusion/loaded-checkpoint';
import { fittingOptions } from '../../../models/tasks/options';
import { paint, wholeLatents } from '../../../models/tasks/paint';
import { meta, options as schema } from '../../../models/tasks/repaint/meta';
import { Random } from '../../support/random';

const size = { width: 120, height: 90 };

function noise(): Uint8ClampedArray {
  const random = new Random(5);
  return Uint8ClampedArray.from({ length: size.width * size.height * 4 }, () => random.whole(0, 255));
}

const part = { graph: 'a.onnx', bytes: 1, f16: false, largestTensor: 0, memoryPerPixel: 0 };
const model: CheckpointModel = {
  id: 'fake',
  kind: 'checkpoint',
  name: 'Fake',
  tasks: ['repaint'],
  source: { kind: 'own', files: [{ path: 'a.onnx', bytes: 1, sha256: '0'.repeat(64) }] },
  licence: '',
  parts: { textEncoders: [{ ...part, tokenizer: 'tokenizer' }], denoiser: part },
  latents: { channels: 3, scale: 8, scalingFactor: 1 },
  scheduler: { className: 'EulerDiscreteScheduler', fields: {} },
  sizes: { width: 64, height: 64, multiple: 8, min: 32, max: 128, maxPixels: 16384 },
  defaults: { steps: { initial: 2, min: 1, max: 9 }, guidance: { initial: 1, min: 1, max: 1 }, guided: false },
  preview: 'pixels',
};

/** Paints all of what it sees in one grey, and shows that once. */
function greyPainter(seen: CheckpointGeneration[]): LoadedCheckpoint {
  return {
    model,
    fitPrompt: () => Promise.resolve(0),
    roomLeft: () => 0,
    release: () => Promise.resolve(),
    async generate(_signal, generation) {
      seen.push(generation);
      const { width, height } = generation;
      const clean = new Float32Array(3 * 8 * 8);
      generation.onBegin?.(1);
      await generation.onStep?.({ index: 0, steps: 1, latents: clean, clean, shape: { channels: 3, width: 8, height: 8 } });
      return { data: new Float32Array(3 * width * height).fill(0.5), width, height };
    },
  };
}

const mask: Mask = { shapes: [{ kind: 'rectangle', erase: false, x: 40, y: 30, width: 20, height: 10 }], inverted: false, feather: 0 };

test('what is not covered keeps every byte, and shows through the preview', async () => {
  const pixels = noise();
  const source = pixelSourceOf(pixels, size.width, size.height);
  const seen: CheckpointGeneration[] = [];
  const rows: Uint8ClampedArray[] = [];
  const told: [number, number][] = [];
  const shown: { x: number; y: number; alpha: number }[] = [];
  await paint(
    new AbortController().signal,
    greyPainter(seen),
    schema.parse(fittingOptions(meta)),
    {
      source,
      bounds: { x: 40, y: 30, width: 20, height: 10 },
      reach: 0,
      coverage: (area: Rectangle) => rasteriseMask(mask, size, area),
      masked: true,
      strength: 1,
    },
    {
      createSink: () => ({
        write(part) {
          rows.push(part.slice());
          return Promise.resolve();
        },
      }),
      openPreviewDecoder: () => Promise.resolve(undefined),
      pause: () => Promise.resolve(),
      progress: (...done) => told.push(done),
      preview(area, offset, patch) {
        for (let y = area.y; y < area.y + area.height; y++) {
          for (let x = area.x; x < area.x + area.width; x++) shown.push({ x, y, alpha: patch[offset(x, y) + 3] ?? NaN });
        }
      },
    },
  );
  expect(told).toEqual([[0, 1], [1, 1]]);
  const result = rows.flatMap((part) => [...part]);
  const inside = (x: number, y: number) => x >= 40 && x < 60 && y >= 30 && y < 40;
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      const at = (y * size.width + x) * 4;
      const now = result.slice(at, at + 4);
      if (inside(x, y)) expect(now).toEqual([128, 128, 128, 255]);
      else expect(now).toEqual([...pixels.subarray(at, at + 4)]);
    }
  }
  expect(seen[0]?.from?.mask?.some((value) => value === 1)).toBe(true);
  expect(shown.find(({ x, y }) => x === 50 && y === 35)?.alpha).toBe(255);
  expect(shown.filter(({ x, y }) => x < 30 || x > 70 || y < 20 || y > 50).every(({ alpha }) => alpha === 0)).toBe(true);
});

test('a line thinner than a latent marks the latents that it runs through', () => {
  const thin = new Float32Array(16 * 16);
  for (let y = 0; y < 16; y++) thin[y * 16 + 5] = 1;
  const whole = wholeLatents(thin, { width: 16, height: 16 }, 8);
  for (let y = 0; y < 16; y++) for (let x = 0; x < 16; x++) expect(whole[y * 16 + x]).toBe(x < 8 ? 1 : 0);
  expect(wholeLatents(new Float32Array(256), { width: 16, height: 16 }, 8).every((value) => value === 0)).toBe(true);
});
