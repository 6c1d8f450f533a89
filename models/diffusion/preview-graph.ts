import type { PreviewDecoderModel } from '../catalog/model';
import { NoPicture } from '../runtime/session';
import type { LatentShape } from './denoiser';
import type { Graph } from '../runtime/graph';
import { SeededNoise } from './noise';
import { previewScale } from './preview-size';
import { requireFinite } from './vae';

/** What black and white are in the pictures that a decoder gives. */
export type PreviewRange = NonNullable<PreviewDecoderModel['range']>;

/** What is used of a graph: latents go in by its only input, a picture comes out. */
export type PreviewGraph = Pick<Graph, 'name' | 'inputs' | 'outputs' | 'run'>;

/** The size of latents that a graph takes, where it fixes one. */
export function fixedSize({ inputs }: PreviewGraph): Pick<LatentShape, 'height' | 'width'> | undefined {
  const [input] = inputs.values();
  const [height, width] = input?.shape.slice(2) ?? [];
  return typeof height === 'number' && height > 0 && typeof width === 'number' && width > 0 ? { height, width } : undefined;
}

/**
 * What a decoder makes of latents.
 *
 * @param latents in the denoiser's scale, [channels, height, width].
 * @returns planes [3, 8 · height, 8 · width], in the decoder's own range
 * @throws NoPicture where it gives something else; CodedError `not-finite`
 */
export async function runPreviewGraph(graph: PreviewGraph, latents: Float32Array, { channels, height, width }: LatentShape): Promise<Float32Array> {
  const [name = ''] = graph.inputs.keys();
  const [output = ''] = graph.outputs;
  const value = (await graph.run({ [name]: { data: latents, dims: [1, channels, height, width] } })).get(output);
  if (value?.dims.join() !== [1, 3, height * previewScale, width * previewScale].join()) {
    throw new NoPicture(`${graph.name} gives [${value?.dims.join() ?? ''}] of ${height} × ${width} latents`);
  }
  requireFinite(value.data, graph.name);
  return value.data;
}

/** A share of values below this tells pictures from −1 to 1: of them half are, of pictures from 0 to 1 next to none. */
const dark = -0.1;
const mostDark = 0.15;

/** Latents that are tried: how they spread, and over how many in each direction they are the same. */
const trials = [
  { spread: 0, block: 1 },
  { spread: 1, block: 1 },
  { spread: 1, block: 4 },
  { spread: 2, block: 1 },
] as const;

/**
 * Finds out what a decoder's values mean: pictures from 0 to 1, as the original weights of TAESD give them, or from −1 to 1, as
 * diffusers wraps them. Latents spread about 0 with deviations of about 1, so those that are drawn here decode to
 * pictures that are as often dark as light.
 *
 * @throws CodedError as `runPreviewGraph`
 */
export async function findRange(graph: PreviewGraph): Promise<PreviewRange> {
  const [input] = graph.inputs.values();
  const stated = input?.shape[1];
  const shape = { channels: typeof stated === 'number' && stated > 0 ? stated : 4, ...(fixedSize(graph) ?? { height: 8, width: 8 }) };
  const noise = new SeededNoise(20_261_126);
  let [darkValues, values] = [0, 0];
  for (const { spread, block } of trials) {
    const drawn = noise.normal(shape.channels * shape.height * shape.width);
    const result = await runPreviewGraph(graph, blocks(drawn, shape, spread, block), shape);
    for (const value of result) if (value < dark) darkValues += 1;
    values += result.length;
  }
  return darkValues / values > mostDark ? 'minus-one-one' : 'zero-one';
}

function blocks(drawn: Float32Array, { height, width }: LatentShape, spread: number, block: number): Float32Array {
  return Float32Array.from(drawn, (_, index) => {
    const [row, x] = [Math.floor(index / width), index % width];
    const y = row % height;
    const corner = (row - (y % block)) * width + x - (x % block);
    return spread * (drawn[corner] ?? 0);
  });
}
