import { blendRegion } from '../../images/blend-region';
import type { PixelSource } from '../../images/pixel-source';
import { readRegion, readRegionMask, type Coverage } from '../../images/read-region';
import { grownWithin } from '../../images/rectangle';
import { planRegion, type RegionPlan } from '../../images/region';
import type { Rectangle } from '../../images/tiles';
import type { LoadedCheckpoint } from '../diffusion/loaded-checkpoint';
import { writeInBands } from './bands';
import { generatePicture, type GenerationValues } from './generate-picture';
import type { TaskContext } from './task';

/** What of a picture is made anew. */
export interface Painting {
  source: PixelSource;
  /** The smallest rectangle around it, before its edge is feathered. */
  bounds: Rectangle;
  /** How far beyond them the edge reaches, in pixels. */
  reach: number;
  coverage: Coverage;
  /** Whether the model is to keep what is not covered; else it sees all as one picture. */
  masked: boolean;
  /** From 0 to 1: how much of what is there is made anew. */
  strength: number;
}

/**
 * Has a checkpoint make a part of a picture anew, from the words and from what is around it, and writes the whole.
 * The part is brought to the model's size and back; what is not covered keeps its bytes.
 */
export async function paint(
  signal: AbortSignal,
  checkpoint: LoadedCheckpoint,
  values: GenerationValues,
  painting: Painting,
  context: Pick<TaskContext, 'createSink' | 'openPreviewDecoder' | 'pause' | 'preview' | 'progress'>,
): Promise<void> {
  const { source, bounds, reach, coverage, masked, strength } = painting;
  const { width, height, multiple, min, max } = checkpoint.model.sizes;
  const plan = planRegion(grownWithin(bounds, reach, source), source, { area: width * height, multiple, min, max });
  const picture = { data: readRegion(source, plan), width: plan.width, height: plan.height };
  const mask = readRegionMask(coverage, plan);
  const made = await generatePicture(
    signal,
    checkpoint,
    values,
    {
      width: plan.width,
      height: plan.height,
      from: { picture, strength, ...(masked ? { mask: wholeLatents(mask, plan, checkpoint.model.latents.scale) } : {}) },
      show: (size, pixels) => context.preview(plan.window, placing(plan, size), covered(pixels, size, mask, plan)),
    },
    context,
  );
  const blended = blendRegion(source, plan, coverage, made.data);
  await writeInBands(signal, blended, context);
}

/**
 * A mask in which every latent that is marked anywhere is marked throughout: a line thinner than a latent would else
 * fall through.
 *
 * @param mask [height, width], 0 to 1.
 * @param scale pixels for each latent, in each direction.
 */
export function wholeLatents(mask: Float32Array, { width, height }: Pick<RegionPlan, 'width' | 'height'>, scale: number): Float32Array {
  const out = new Float32Array(mask.length);
  for (let top = 0; top < height; top += scale) {
    for (let left = 0; left < width; left += scale) {
      const rows = Math.min(scale, height - top);
      const columns = Math.min(scale, width - left);
      let most = 0;
      for (let y = 0; y < rows; y++) {
        for (let x = 0; x < columns; x++) most = Math.max(most, mask[(top + y) * width + left + x] ?? 0);
      }
      // What is hardly covered is hardly seen.
      if (most < leastCoverage) continue;
      for (let y = 0; y < rows; y++) out.fill(1, (top + y) * width + left, (top + y) * width + left + columns);
    }
  }
  return out;
}

/** Coverage from which on a latent is made anew. */
const leastCoverage = 0.1;

/** A preview through which what is not covered shows. */
function covered(
  pixels: Uint8ClampedArray<ArrayBuffer>,
  size: { width: number; height: number },
  mask: Float32Array,
  plan: RegionPlan,
): Uint8ClampedArray<ArrayBuffer> {
  for (let y = 0, at = 3; y < size.height; y++) {
    const row = Math.floor(((y + 0.5) * plan.height) / size.height) * plan.width;
    for (let x = 0; x < size.width; x++, at += 4) {
      pixels[at] = (mask[row + Math.floor(((x + 0.5) * plan.width) / size.width)] ?? 0) * 255;
    }
  }
  return pixels;
}

/** Where in a small preview of the window a pixel of the picture is shown. */
function placing({ window }: RegionPlan, size: { width: number; height: number }) {
  return (x: number, y: number): number => {
    const column = Math.floor(((x - window.x) / window.width) * size.width);
    const row = Math.floor(((y - window.y) / window.height) * size.height);
    return (row * size.width + column) * 4;
  };
}
