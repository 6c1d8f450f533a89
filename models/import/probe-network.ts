import { CodedError, toErrorCode } from '../../messages/errors';
import { planRegion } from '../../images/region';
import { pixelSourceOf } from '../../images/pixel-source';
import type { NetworkModel } from '../catalog/model';
import type { GraphValue } from '../runtime/graph';
import type { LoadedNetwork } from '../networks/open-network';
import { pictureTensor } from '../networks/picture-tensor';
import type { NetworkFacts } from '../store/protocol';
import { probePicture } from './probe-picture';

const side = 64;

/**
 * Runs a network once on a small picture: what it computes is known, and only whether it does so here is not.
 *
 * @throws CodedError `out-of-memory`; `import-run-failed` when it does not run or gives no numbers.
 */
export async function probeNetwork(open: () => Promise<LoadedNetwork>): Promise<NetworkFacts> {
  try {
    const network = await open();
    const results = await network.run(feedsOf(network.model));
    const isFinite = [...results.values()].every(({ data }) => data.every(Number.isFinite));
    if (!isFinite) throw new CodedError('import-run-failed', 'results that are no numbers');
    return { runs: true };
  } catch (error) {
    if (error instanceof CodedError && error.code !== 'model-failed') throw error;
    const code = toErrorCode(error) === 'out-of-memory' ? 'out-of-memory' : 'import-run-failed';
    throw new CodedError(code, 'the trial failed', { cause: error });
  }
}

/** What a network takes, from a small picture; what has to be filled is its middle. */
function feedsOf(model: NetworkModel): GraphValue | Readonly<Record<string, GraphValue>> {
  if (model.kind !== 'inpainter') return pictureTensor(picture(), model.input);
  const { image, mask, working } = model;
  const whole = { x: 0, y: 0, width: side, height: side };
  const { width, height } = planRegion(whole, whole, working);
  const { data } = probePicture(width, height, image.white);
  const missing = new Float32Array(width * height).fill(mask.keep);
  for (let y = height >> 2; y < height >> 1; y++) missing.fill(mask.fill, y * width + (width >> 2), y * width + (width >> 1));
  return { [image.name]: { data, dims: [1, 3, height, width] }, [mask.name]: { data: missing, dims: [1, 1, height, width] } };
}

function picture() {
  const { data } = probePicture(side, side, 255);
  const area = side * side;
  const pixels = new Uint8ClampedArray(4 * area).fill(255);
  for (let i = 0; i < area; i++) {
    for (let channel = 0; channel < 3; channel++) pixels[4 * i + channel] = data[channel * area + i] ?? 0;
  }
  return pixelSourceOf(pixels, side, side);
}
