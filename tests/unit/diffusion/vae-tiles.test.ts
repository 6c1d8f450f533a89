import * as ort from 'onnxruntime-web';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Checkpoint } from '../../../models/diffusion/generate';
import { Graph } from '../../../models/runtime/graph';
import { loadCheckpoint } from '../../../models/diffusion/loaded-checkpoint';
import { SeededNoise } from '../../../models/diffusion/noise';
import { inTiles, type Planes } from '../../../models/diffusion/overlapping-tiles';
import { decodeLatents, encodePicture, type Picture } from '../../../models/diffusion/vae';
import { openRecordedCheckpoint } from '../../../scripts/support/run-case';
import { checkpointFiles, describeFiles } from '../../support/checkpoints';
import { wasmDevice } from '../../support/devices';
import { sharedFile } from '../../support/shared';

function planes(channels: number, height: number, width: number, value: (channel: number, y: number, x: number) => number): Planes {
  const data = Float32Array.from({ length: channels * height * width }, (_, at) =>
    value(Math.floor(at / height / width), Math.floor(at / width) % height, at % width),
  );
  return { data, channels, height, width };
}

const largest = (a: Float32Array, b: Float32Array): number => {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] ?? NaN))), 0);
};

const mean = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] ?? NaN)), 0) / a.length;

describe('tiles that overlap', () => {
  const picture = planes(2, 37, 50, (channel, y, x) => Math.sin(x / 5 + channel) + Math.cos(y / 7));
  const shape = { side: 16, overlap: 4, multiple: 1 };

  test('give what the whole gives, of what looks at one place alone', async () => {
    const twice = (tile: Planes): Promise<Planes> => Promise.resolve({ ...tile, data: tile.data.map((value) => value * 2) });
    const { data, width, height } = await inTiles(picture, shape, twice);
    expect([width, height]).toEqual([50, 37]);
    expect(largest(data, picture.data.map((value) => value * 2))).toBeLessThan(1e-6);
  });

  test('give what the whole gives, of what sees no further than a quarter of the overlap', async () => {
    const blur = ({ data, channels, height, width }: Planes): Promise<Planes> =>
      Promise.resolve(
        planes(channels, height, width, (channel, y, x) => {
          let sum = 0;
          for (let dy = -1; dy <= 1; dy++) {
            for (let dx = -1; dx <= 1; dx++) {
              const inside = y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width;
              if (inside) sum += data[(channel * height + y + dy) * width + x + dx] ?? NaN;
            }
          }
          return sum;
        }),
      );
    const { data } = await inTiles(picture, shape, blur);
    expect(largest(data, (await blur(picture)).data)).toBeLessThan(1e-5);
  });

  test.each([2, 0.5])('may be given at %f times their size', async (ratio) => {
    const even = planes(1, 32, 48, (_, y, x) => x + 100 * y);
    const scaled = ({ data, channels, height, width }: Planes): Promise<Planes> =>
      Promise.resolve(planes(channels, height * ratio, width * ratio, (_, y, x) => data[Math.floor(y / ratio) * width + Math.floor(x / ratio)] ?? NaN));
    const whole = await scaled(even);
    const tiled = await inTiles(even, { side: 16, overlap: 4, multiple: 2 }, scaled);
    expect([tiled.width, tiled.height]).toEqual([whole.width, whole.height]);
    expect(largest(tiled.data, whole.data)).toBeLessThan(1e-3);
  });

  test('are few, of one size, and fade into each other', async () => {
    const sizes: string[] = [];
    // Each tile has a colour of its own.
    const { data, width } = await inTiles(planes(1, 16, 40, () => 0), { side: 16, overlap: 8, multiple: 1 }, (tile) => {
      sizes.push(`${tile.width}×${tile.height}`);
      return Promise.resolve({ ...tile, data: tile.data.map(() => sizes.length) });
    });
    expect(sizes).toEqual(Array<string>(4).fill('16×16'));
    const row = [...data.subarray(0, width)];
    // Five eighths of the way from the first tile to the second.
    expect([row[0], row[12], row[39]]).toEqual([1, 1.625, 4]);
    const jumps = row.slice(1).map((value, at) => value - (row[at] ?? NaN));
    expect(Math.max(...jumps)).toBeLessThan(0.5);
    expect(Math.min(...jumps)).toBeGreaterThanOrEqual(0);
  });
});

describe('the recorded VAE', () => {
  let checkpoint: Checkpoint;
  let decoder: Graph;
  let encoder: Graph;
  beforeAll(async () => {
    checkpoint = await openRecordedCheckpoint(ort, sharedFile('golden'), 'tiny-sd', 'unet');
    if (!checkpoint.vaeDecoder || !checkpoint.vaeEncoder) throw new Error('no VAE');
    decoder = await checkpoint.vaeDecoder();
    encoder = await checkpoint.vaeEncoder();
  });

  const tile = { side: 32, scale: 8 };
  /** Waves of 16 latents: every tile holds two of them, and so the same average and spread as the whole. */
  const wave = (channel: number, y: number, x: number): number => Math.sin((x * Math.PI) / 8 + channel) * Math.cos((y * Math.PI) / 8 - channel);

  test('decodes smooth latents in tiles as in one piece', async () => {
    const latents = { data: planes(4, 48, 64, (...at) => 0.15 * wave(...at)).data, shape: { channels: 4, height: 48, width: 64 } };
    const whole = await decodeLatents(decoder, latents, checkpoint.scalingFactor);
    const runs = vi.spyOn(decoder, 'run');
    const tiled = await decodeLatents(decoder, latents, checkpoint.scalingFactor, tile);
    expect(runs.mock.calls.map(([values]) => Object.values(values)[0]?.dims)).toEqual(Array<number[]>(6).fill([1, 4, 32, 32]));
    expect([tiled.width, tiled.height]).toEqual([512, 384]);
    // Its normalisations average over all that is seen, and its weights are random: what comes of that is left.
    expect(mean(tiled.data, whole.data)).toBeLessThan(0.015);
    expect(largest(tiled.data, whole.data)).toBeLessThan(0.15);
  });

  test('encodes a smooth picture in tiles as in one piece', async () => {
    const picture: Picture = planes(3, 384, 512, (channel, y, x) => 0.5 + 0.3 * wave(channel, y / 8, x / 8));
    const whole = await encodePicture(encoder, picture, checkpoint.scalingFactor);
    const tiled = await encodePicture(encoder, picture, checkpoint.scalingFactor, tile);
    expect(tiled.shape).toEqual(whole.shape);
    expect(mean(tiled.data, whole.data)).toBeLessThan(0.004);
    expect(largest(tiled.data, whole.data)).toBeLessThan(0.03);
  });
});

describe('a checkpoint decides', () => {
  /** Sides of the planes that the decoder was given. */
  async function decoded(memoryPerPixel: number, width: number, height: number): Promise<number[][]> {
    const files = await checkpointFiles('tiny-sd');
    const model = await describeFiles(files);
    const { vaeDecoder } = model.parts;
    if (!vaeDecoder) throw new Error('no decoder');
    const sizes = { ...model.sizes, width: 128, height: 128 };
    const loaded = loadCheckpoint(ort, { ...model, sizes, parts: { ...model.parts, vaeDecoder: { ...vaeDecoder, memoryPerPixel } } }, files, wasmDevice);
    const seen: number[][] = [];
    const open = Graph.open.bind(Graph);
    vi.spyOn(Graph, 'open').mockImplementation(async (...args) => {
      const graph = await open(...args);
      const run = graph.run.bind(graph);
      vi.spyOn(graph, 'run').mockImplementation((values) => {
        if (graph.name.startsWith('vae_decoder')) seen.push([...(Object.values(values)[0]?.dims ?? [])].slice(2));
        return run(values);
      });
      return graph;
    });
    const noise = new SeededNoise(5);
    await loaded.generate(new AbortController().signal, { prompt: 'a', width, height, steps: 1, guidanceScale: 1, noise });
    vi.restoreAllMocks();
    return seen;
  }

  test('to see a picture as a whole where memory holds it, and always at the size that it was trained on', async () => {
    expect(await decoded(1, 192, 128)).toEqual([[16, 24]]);
    expect(await decoded(1e9, 128, 128)).toEqual([[16, 16]]);
    expect(await decoded(1e9, 192, 128)).toEqual([[16, 16], [16, 16]]);
  });
});
