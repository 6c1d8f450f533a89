import { blendRegion } from '../../../images/blend-region';
import { maskParts } from '../../../images/mask-parts';
import { patchedSource, type PixelPatch } from '../../../images/patched-source';
import type { PixelSource } from '../../../images/pixel-source';
import { rasteriseMask } from '../../../images/rasterise-mask';
import { readRegion, readRegionMask, type Coverage } from '../../../images/read-region';
import { intersection } from '../../../images/rectangle';
import { planRegion } from '../../../images/region';
import type { Rectangle } from '../../../images/tiles';
import { CodedError } from '../../../messages/errors';
import type { InpainterModel } from '../../catalog/model';
import { outputOf, type LoadedNetwork } from '../../networks/open-network';
import { writeInBands } from '../bands';
import type { RunTask } from '../task';
import { meta } from './meta';

/**
 * Fills what is marked, part by part: parts that lie apart are each seen with what is around them, at the network's size.
 * What is marked elsewhere is missing there, too, so that nothing of it is taken for what belongs. Of each only its pixels are kept.
 */
export const run: RunTask = async (signal, options, context) => {
  const { picture, mask } = context;
  const parts = mask ? maskParts(mask, picture) : [];
  if (!mask || parts.length === 0) throw new CodedError('nothing-marked');
  const network = await context.openNetwork(meta.need(options), 'inpainter');
  const coverage: Coverage = (area) => rasteriseMask(mask, picture, area);
  const patches: PixelPatch[] = [];
  const source = patchedSource(picture, patches);
  context.progress(0, parts.length);
  for (const [index, part] of parts.entries()) {
    await context.pause();
    const patch = { ...part, pixels: await filled(source, part, coverage, network) };
    patches.push(patch);
    context.preview(part, (x, y) => ((y - part.y) * part.width + x - part.x) * 4, patch.pixels);
    context.progress(index + 1, parts.length);
  }
  await writeInBands(signal, source, context);
};

/** The pixels of one part, filled. Where the picture is not opaque throughout, how opaque it is is filled as a picture of its own. */
async function filled(source: PixelSource, part: Rectangle, coverage: Coverage, network: LoadedNetwork<InpainterModel>): Promise<Uint8ClampedArray> {
  const pixels = await filledPlanes(source, part, coverage, network);
  if (!source.mayHaveAlpha) return pixels;
  const opacity = await filledPlanes(opacityOf(source), part, coverage, network);
  for (let at = 3; at < pixels.length; at += 4) pixels[at] = opacity[at - 3] ?? 0;
  return pixels;
}

/** How opaque each pixel of a picture is, as a grey picture. */
function opacityOf(source: PixelSource): PixelSource {
  return {
    ...source,
    mayHaveAlpha: false,
    read(x, y, width, height) {
      const pixels = source.read(x, y, width, height);
      for (let at = 0; at < pixels.length; at += 4) pixels.fill(pixels[at + 3] ?? 0, at, at + 3).fill(255, at + 3, at + 4);
      return pixels;
    },
  };
}

async function filledPlanes(source: PixelSource, part: Rectangle, coverage: Coverage, network: LoadedNetwork<InpainterModel>): Promise<Uint8ClampedArray> {
  const { image, mask, output, working } = network.model;
  const plan = planRegion(part, source, working);
  const { width, height } = plan;
  const planes = readRegion(source, plan);
  // Whatever is covered at all is filled: at its edge it is blended with what was there.
  const missing = readRegionMask(coverage, plan).map((value) => (value > 0 ? mask.fill : mask.keep));
  const results = await network.run({
    [image.name]: { data: image.white === 1 ? planes : planes.map((value) => value * image.white), dims: [1, 3, height, width] },
    [mask.name]: { data: missing, dims: [1, 1, height, width] },
  });
  const { data, dims } = outputOf(network, results, output.name);
  if (dims.join() !== [1, 3, height, width].join() || !data.every(Number.isFinite)) {
    throw new CodedError('model-failed', `${network.model.id}: [${dims.join()}] for ${width} × ${height}`);
  }
  const painted = data.map((value) => Math.max(0, Math.min(1, value / output.white)));
  return blendRegion(source, plan, within(part, coverage), painted).read(part.x, part.y, part.width, part.height);
}

/** Coverage of one part alone. */
function within(part: Rectangle, coverage: Coverage): Coverage {
  return (area) => {
    const shared = intersection(area, part);
    const out = new Uint8ClampedArray(area.width * area.height);
    if (!shared) return out;
    const values = coverage(shared);
    for (let y = 0; y < shared.height; y++) {
      const row = values.subarray(y * shared.width, (y + 1) * shared.width);
      out.set(row, (shared.y - area.y + y) * area.width + shared.x - area.x);
    }
    return out;
  };
}
