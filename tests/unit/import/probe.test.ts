import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { probeImageModel } from '../../../models/import/probe';
import { float32Tensor, type NodeSpec } from '../../../models/onnx/graph-builder';
import { sharedFile } from '../../support/shared';
import { pictureModel, step } from '../onnx/models';
import { refusal } from './refusal';
import { openGraph } from './open-graph';

const probe = (bytes: Uint8Array) => probeImageModel(() => openGraph(bytes));
const read = (path: string) => new Uint8Array(readFileSync(path));
const card = z.object({ scale: z.int(), multiple: z.int(), receptiveRadius: z.int() });

/** A blur of `size` pixels, per channel. */
function blur(size: number, input = 'x', output = 'y'): NodeSpec {
  const pad = (size - 1) / 2;
  return { op: 'Conv', inputs: [input, 'k'], outputs: [output], attributes: { group: { int: 3 }, pads: { ints: [pad, pad, pad, pad] } } };
}
const kernel = (size: number) => [float32Tensor('k', [3, 1, size, size], new Array<number>(3 * size * size).fill(1 / (size * size)))];

/** A graph that fails at every size. */
function failing(message: string) {
  return { graph: { run: vi.fn(() => Promise.reject(new Error(message))), release: () => Promise.resolve() } };
}

describe('probeImageModel', () => {
  it.each(['enlarge-x2', 'enlarge-x4', 'repair'])('finds what the card of %s says', async (id) => {
    const truth = card.parse(JSON.parse(readFileSync(`models/starter/${id}.card.json`, 'utf8')));
    const facts = await probe(read(`models/starter/${id}.onnx`));
    expect(facts).toMatchObject({ scale: truth.scale, multiple: truth.multiple, white: 1 });
    expect(facts.receptiveRadius).toBe(Math.ceil(truth.receptiveRadius / 8) * 8);
    expect(facts.change).toBeLessThan(0.02);
  });

  it.each([
    ['weights/sr_waifu2x_cunet_x2.onnx', { scale: 2, multiple: 2, white: 1, receptiveRadius: 32 }],
    ['weights/sr_waifu2x_upconv7_photo_x2.onnx', { scale: 2, multiple: 1, white: 1, receptiveRadius: 8 }],
    ['weights/denoise_waifu2x_cunet_noise1_x1.onnx', { scale: 1, multiple: 4, white: 1, receptiveRadius: 32 }],
    ['weights/style_udnie.onnx', { scale: 1, multiple: 4, white: 255 }],
    ['weights/style_rain_princess.onnx', { scale: 1, multiple: 4, white: 255 }],
  ])('finds how %s works, the same every time', async (path, expected) => {
    const bytes = read(sharedFile(path));
    const facts = await probe(bytes);
    expect(facts).toMatchObject(expected);
    expect(await probe(bytes)).toEqual(facts);
  });

  it.each([1, 7, 21, 41])('finds the reach of a blur over %i pixels', async (size) => {
    const facts = await probe(pictureModel([blur(size)], { initializers: kernel(size) }));
    expect(facts).toMatchObject({ scale: 1, multiple: 1, white: 1, receptiveRadius: Math.ceil((size - 1) / 2 / 8) * 8 });
  });

  it('gives a network that hangs on the whole picture a halo for what is near', async () => {
    const mean = [step('GlobalAveragePool', { outputs: ['m'] }), step('Sub', { inputs: ['x', 'm'], outputs: ['d'] }), step('Mul', { inputs: ['d', 'half'], outputs: ['p'] }), step('Add', { inputs: ['m', 'p'] })];
    const facts = await probe(pictureModel(mean, { initializers: [float32Tensor('half', [1], [0.9])] }));
    expect(facts.receptiveRadius).toBe(32);
    // A larger one where what is near reaches further.
    const wide = [blur(89, 'x', 'b'), step('GlobalAveragePool', { outputs: ['m'] }), step('Mul', { inputs: ['m', 'half'], outputs: ['p'] }), step('Add', { inputs: ['b', 'p'] })];
    const other = await probe(pictureModel(wide, { initializers: [...kernel(89), float32Tensor('half', [1], [0.0001])] }));
    expect(other.receptiveRadius).toBeGreaterThan(32);
    expect(other.receptiveRadius).toBeLessThanOrEqual(96);
  });

  it('tells 255 from 1 where values are cut off at either', async () => {
    const clip = (white: number) =>
      pictureModel([step('Clip', { inputs: ['x', 'low', 'high'], outputs: ['c'] }), step('Sub', { inputs: ['high', 'c'], outputs: ['n'] }), step('Sub', { inputs: ['high', 'n'] })], {
        initializers: [float32Tensor('low', [], [0]), float32Tensor('high', [], [white])],
      });
    expect((await probe(clip(1))).white).toBe(1);
    // One that adds what is next to nothing of 255, but very much of 1.
    const noisy = pictureModel([step('Add', { inputs: ['x', 'b'] })], { initializers: [float32Tensor('b', [1], [3])] });
    expect(await probe(noisy)).toMatchObject({ white: 255 });
    expect((await probe(noisy)).change).toBeCloseTo(3 / 255, 3);
  });

  it('refuses what gives no enlarged picture', async () => {
    const detail = 'it gives no picture of the same shape';
    const pool = step('AveragePool', { attributes: { kernel_shape: { ints: [2, 2] }, strides: { ints: [2, 2] } } });
    expect(await refusal(() => probe(pictureModel([pool])), 'import-no-tool')).toBe(detail);
    const border = step('Pad', { inputs: ['x', 'pads'] });
    const pads = { name: 'pads', type: 'int64' as const, dims: [8], data: new Uint8Array(BigInt64Array.from([0n, 0n, 1n, 1n, 0n, 0n, 1n, 1n]).buffer) };
    expect(await refusal(() => probe(pictureModel([border], { initializers: [pads] })), 'import-no-tool')).toBe(detail);
  });

  it('refuses what fails, or gives no numbers', async () => {
    await refusal(() => probe(pictureModel([step('NoSuchOperator')])), 'import-run-failed');
    await refusal(() => probe(pictureModel([step('Sqrt', { inputs: ['n'] }), step('Neg', { outputs: ['n'] })].reverse())), 'import-run-failed');
    await refusal(() => probeImageModel(() => Promise.resolve(failing('lost').graph)), 'import-run-failed');
  });

  it('does not go on where there is not enough memory, and does not blame the network', async () => {
    const { graph } = failing('std::bad_alloc');
    await refusal(() => probeImageModel(() => Promise.resolve(graph)), 'out-of-memory');
    expect(graph.run).toHaveBeenCalledOnce();
  });

  it('has one session open at a time', async () => {
    let [open, most] = [0, 0];
    const bytes = read(sharedFile('weights/denoise_waifu2x_cunet_noise1_x1.onnx'));
    await probeImageModel(async () => {
      most = Math.max(most, ++open);
      const graph = await openGraph(bytes);
      return {
        run: (input) => graph.run(input),
        release() {
          open--;
          return graph.release();
        },
      };
    });
    expect(most).toBe(1);
  });
});
