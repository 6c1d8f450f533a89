import { CodedError, toErrorCode } from '../../messages/errors';
import { hasFixedSize } from '../catalog/checkpoint-model';
import type { LoadedCheckpoint } from '../diffusion/loaded-checkpoint';
import { SeededNoise } from '../diffusion/noise';
import type { CheckpointFacts } from '../store/protocol';

/** Sides that are a multiple of the number and of nothing larger that is tried; the first has to work. */
const candidates = [64, 32, 16, 8];
const base = 64;

/**
 * Tries a checkpoint with one step on small pictures, and so finds out what sides of pictures have to be multiples of: a U-Net
 * halves its latents several times, and graphs do not say how often. Where they fix the size it is tried at that.
 *
 * @throws CodedError `out-of-memory`, `not-finite`, `gpu-failed`; `import-run-failed` when it runs at no size that is tried,
 *   or gives something else than a picture of that size
 */
export async function probeCheckpoint(loaded: LoadedCheckpoint): Promise<CheckpointFacts> {
  const { sizes, latents } = loaded.model;
  if (hasFixedSize(sizes)) {
    await tryAt(loaded, sizes.width, sizes.height);
    return { sideMultiple: sizes.multiple };
  }
  let sideMultiple: number | undefined;
  for (const multiple of candidates.filter((candidate) => candidate % latents.scale === 0)) {
    try {
      await tryAt(loaded, base + multiple, base + multiple);
      sideMultiple = multiple;
    } catch (error) {
      if (sideMultiple === undefined || toErrorCode(error) === 'out-of-memory') throw error;
      // A run that failed may spoil the session: smaller ones are not tried.
      break;
    }
  }
  if (sideMultiple === undefined) throw new CodedError('import-run-failed', `${latents.scale} pixels for each latent`);
  return { sideMultiple };
}

async function tryAt(loaded: LoadedCheckpoint, width: number, height: number): Promise<void> {
  try {
    const noise = new SeededNoise(1);
    const picture = await loaded.generate(new AbortController().signal, { prompt: 'a', width, height, steps: 1, guidanceScale: 1, noise });
    if (picture.width === width && picture.height === height) return;
    throw new CodedError('model-failed', `${width}×${height} became ${picture.width}×${picture.height}`);
  } catch (error) {
    if (error instanceof CodedError && error.code !== 'model-failed') throw error;
    const code = toErrorCode(error) === 'out-of-memory' ? 'out-of-memory' : 'import-run-failed';
    throw new CodedError(code, 'the trial failed', { cause: error });
  }
}
