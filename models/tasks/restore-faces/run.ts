import type { PixelSource } from '../../../images/pixel-source';
import { CodedError } from '../../../messages/errors';
import type { FaceRestorerModel } from '../../catalog/model';
import { findFaces } from '../../networks/find-faces';
import { outputOf, type LoadedNetwork } from '../../networks/open-network';
import { tensorOf } from '../../networks/picture-tensor';
import type { RunTask } from '../task';
import { alignedSide, scaleOf, similarityBetween, template, type Similarity } from './align';
import { alignedCrop } from './crop';
import { landmarksOf } from './landmarks';
import { meta, options as schema } from './meta';
import { patchOf, type Patch } from './paste';
import type { Planes } from './sampling';

/** Pixels that are written at once. */
const pixelsAtOnce = 2 ** 20;

/** A face that is enlarged by more than this has too little in it to begin from: its eyes are five pixels apart. */
const mostEnlarged = 25;

export const run: RunTask = async (signal, options, context) => {
  const { picture } = context;
  const { strength } = schema.parse(options);
  const detector = await context.openHelper('face-detector');
  const found = await findFaces(signal, detector, picture, { progress: () => context.progress(0, 1), pause: () => context.pause() });
  const aligned: Similarity[] = [];
  for (const face of found) {
    await context.pause();
    const points = await landmarksOf(detector, picture, face);
    const toSquare = points && similarityBetween(points, template);
    if (toSquare && scaleOf(toSquare) <= mostEnlarged) aligned.push(toSquare);
  }
  if (aligned.length === 0) throw new CodedError('faces-not-found');
  const restorer = await context.openNetwork(meta.need(options), 'face-restorer');
  const patches: Patch[] = [];
  for (const [done, toSquare] of aligned.entries()) {
    context.progress(done, aligned.length);
    await context.pause();
    signal.throwIfAborted();
    const patch = await restored(restorer, picture, toSquare, strength / 100);
    if (patch) patches.push(patch);
  }
  context.progress(aligned.length, aligned.length);
  const { width, height } = picture;
  const sink = context.createSink({ width, height }, { alpha: picture.mayHaveAlpha });
  const rows = Math.max(1, Math.floor(pixelsAtOnce / width));
  for (let y = 0; y < height; y += rows) {
    await context.pause();
    const band = { x: 0, y, width, height: Math.min(rows, height - y) };
    const pixels = picture.read(band.x, band.y, band.width, band.height);
    for (const patch of patches) patch.layOver(pixels, band);
    await sink.write(pixels);
  }
};

async function restored(restorer: LoadedNetwork<FaceRestorerModel>, picture: PixelSource, toSquare: Similarity, strength: number): Promise<Patch | undefined> {
  const crop = alignedCrop(picture, toSquare, alignedSide);
  if (!crop) return undefined;
  return patchOf(await drawnAnew(restorer, crop), toSquare, picture, strength);
}

/** @throws CodedError `model-failed` where it gives no face of the same size, or no numbers */
async function drawnAnew(restorer: LoadedNetwork<FaceRestorerModel>, crop: Planes): Promise<Planes> {
  const { input, id, output } = restorer.model;
  if (input.width !== alignedSide || input.height !== alignedSide) throw new CodedError('model-failed', `${id} takes ${input.width} × ${input.height}`);
  const name = output ?? restorer.outputs[0] ?? '';
  // Some give what they computed on the way as well.
  const results = await restorer.run(tensorOf(crop.data, crop, input), [name]);
  const { data, dims } = outputOf(restorer, results, name);
  if (dims.join() !== [1, 3, alignedSide, alignedSide].join() || !data.every(Number.isFinite)) {
    throw new CodedError('model-failed', `${id} gives [${dims.join()}]`);
  }
  return { ...crop, data: data.map((value) => Math.max(0, Math.min(1, (value + 1) / 2))) };
}
