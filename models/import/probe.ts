import { CodedError, toErrorCode } from '../../messages/errors';
import { reasonDetail } from '../../messages/import-reason';
import { probeMultiple } from '../runtime/probe-multiple';
import { NoPicture, type ImageTensor, type OpenGraph } from '../runtime/session';
import type { ImageFacts } from '../store/protocol';
import { probePicture, withoutLeft } from './probe-picture';
import { meanChange, reach } from './probe-measures';

/** Sides of the strip that is looked at, and how much of its left is taken away; multiples of all that is tried. */
const width = 160;
const height = 32;
const cut = 32;

/** As `ImageModel.scale` allows. */
const largestScale = 8;

/** Change below which a network that is fed 0–1 is understood to want that. */
const faithful = 0.1;

/**
 * Finds by trying what a graph does not say: what sides its input may have, how much it enlarges, how
 * far it sees, what it takes for white, and how much it changes a picture. Always gives the same for the
 * same network on the same backend.
 *
 * @param open opens the network anew; a failed run may spoil a session, which is released first.
 * @throws CodedError `out-of-memory`; `import-run-failed` when it runs at no size that is tried or gives no numbers,
 *   `import-no-tool` when what it gives is not the picture, enlarged by a whole number.
 */
export async function probeImageModel(open: () => Promise<OpenGraph>): Promise<ImageFacts> {
  let odd: ImageTensor | undefined;
  let givesOthers = false;
  let network: OpenGraph | undefined;
  let scale = 1;
  const multiple = await tryRun(() =>
    probeMultiple(async (input) => {
      await network?.release();
      network = undefined;
      network = await open();
      const result = await network.run(input).catch((error: unknown) => {
        givesOthers ||= error instanceof NoPicture;
        throw error;
      });
      scale = result.width / input.width;
      if (isScale(scale) && result.height === input.height * scale) return result;
      odd ??= result;
      throw new CodedError('import-no-tool', `${result.width}×${result.height} of ${input.width}×${input.height}`);
    }),
  ).catch((error: unknown) => {
    if (!odd && !givesOthers) throw error;
    const detail = reasonDetail('no-picture');
    throw new CodedError('import-no-tool', detail, { detail, cause: error });
  });
  const session = network;
  if (!session) throw new CodedError('import-run-failed', 'nothing was run');
  const { white, result, change } = await tryRun(() => findWhite(session, scale));
  const picture = probePicture(width, height, white);
  // How far it sees is asked of it as parts of a picture will be run.
  const part = await tryRun(async () => {
    const run = session.hold ? await session.hold(picture) : (input: ImageTensor) => session.run(input);
    return checked({ run }, withoutLeft(picture, cut), scale);
  });
  return { scale, multiple, receptiveRadius: reach(result, part, scale, white), white, change };
}

function isScale(scale: number): boolean {
  return Number.isInteger(scale) && scale >= 1 && scale <= largestScale;
}

/**
 * What a network takes for white, by which of the two it gives a picture back that is like its input.
 * It is 1 unless that fails and 255 clearly does not: most networks are made for 0–1.
 */
async function findWhite(
  network: OpenGraph,
  scale: number,
): Promise<{ white: ImageFacts['white']; result: ImageTensor; change: number }> {
  const attempt = async (white: ImageFacts['white']) => {
    const picture = probePicture(width, height, white);
    const result = await checked(network, picture, scale);
    return { white, result, change: meanChange(picture, result, scale) / white };
  };
  const one = await attempt(1);
  if (one.change <= faithful) return one;
  const byte = await attempt(255);
  return byte.change < one.change / 2 ? byte : one;
}

async function checked(network: Pick<OpenGraph, 'run'>, input: ImageTensor, scale: number): Promise<ImageTensor> {
  const result = await network.run(input);
  if (result.width !== input.width * scale || result.height !== input.height * scale) {
    throw new CodedError('import-run-failed', 'the scale changes with the size');
  }
  if (!result.data.every(Number.isFinite)) throw new CodedError('import-run-failed', 'results that are no numbers');
  return result;
}

async function tryRun<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof CodedError && error.code !== 'model-failed') throw error;
    const code = toErrorCode(error) === 'out-of-memory' ? 'out-of-memory' : 'import-run-failed';
    throw new CodedError(code, 'the trial failed', { cause: error });
  }
}
