import { blendRegion } from '../../../images/blend-region';
import { maskParts } from '../../../images/mask-parts';
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
 * What is marked elsewhere is missing there, too, so that nothing of it is taken for what belongs.
 */
export const run: RunTask = async (signal, options, context) => {
  const { picture, mask } = context;
  const parts = mask ? maskParts(mask, picture) : [];
  if (!mask || parts.length === 0) throw new CodedError('nothing-marked');
  const network = await context.openNetwork(meta.need(options), 'inpainter');
  const coverage: Coverage = (area) => rasteriseMask(mask, picture, area);
  let source = picture;
  context.progress(0, parts.length);
  for (const [index, part] of parts.entries()) {
    await context.pause();
    source = await fillPart(source, part, coverage, network);
    context.preview(part, (x, y) => ((y - part.y) * part.width + x - part.x) * 4, source.read(part.x, part.y, part.width, part.height));
    context.progress(index + 1, parts.length);
  }
  await writeInBands(signal, source, context);
};

/** The picture with one part filled; outside of it nothing changes. */
async function fillPart(
  source: PixelSource,
  part: Rectangle,
  coverage: Coverage,
  network: LoadedNetwork<InpainterModel>,
): Promise<PixelSource> {
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
  return blendRegion(source, plan, within(part, coverage), painted);
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
