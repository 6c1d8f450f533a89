import { toErrorCode } from '../../messages/errors';
import type { LatentShape } from '../diffusion/denoiser';
import { latentsToRgb } from '../diffusion/latent-preview';
import type { LoadedCheckpoint } from '../diffusion/loaded-checkpoint';
import { PreviewBudget } from '../diffusion/preview-budget';
import type { Preview, PreviewDecoder } from '../diffusion/preview-decoder';
import type { SampledStep } from '../diffusion/sample';
import type { Place } from './generate-picture';
import type { TaskContext } from './task';

/** Steps for which a decoded preview stays before the linear estimate of a later one takes its place. */
const staysFor = 3;

type Family = Exclude<LoadedCheckpoint['model']['preview'], 'none'>;
type Step = Pick<SampledStep, 'index' | 'clean'> & { shape: LatentShape; steps: number };

/**
 * Shows how far a picture is after each step: decoded where the library holds a decoder for such latents and time and
 * memory allow, else as the linear estimate, which is as small as the latents and costs nothing.
 */
export class StepPreviews {
  readonly #family: Family;
  readonly #checkpoint: Pick<LoadedCheckpoint, 'roomLeft'>;
  readonly #show: Place['show'];
  readonly #budget: PreviewBudget;
  #decoder: PreviewDecoder | undefined;
  #decodedAt: number | undefined;

  private constructor(family: Family, checkpoint: Pick<LoadedCheckpoint, 'roomLeft'>, decoder: PreviewDecoder | undefined, show: Place['show']) {
    this.#family = family;
    this.#checkpoint = checkpoint;
    this.#decoder = decoder;
    this.#show = show;
    this.#budget = new PreviewBudget(decoder?.warmsUp ?? false);
  }

  /** Those of a run; nothing where its latents cannot be shown. */
  static async of(
    checkpoint: Pick<LoadedCheckpoint, 'model' | 'roomLeft'>,
    context: Pick<TaskContext, 'openPreviewDecoder'>,
    show: Place['show'],
  ): Promise<StepPreviews | undefined> {
    const family = checkpoint.model.preview;
    if (family === 'none') return undefined;
    const decoder = family === 'pixels' ? undefined : await context.openPreviewDecoder(family);
    return new StepPreviews(family, checkpoint, decoder, show);
  }

  async show({ index, steps, clean, shape }: Step): Promise<void> {
    const decoder = this.#decoder;
    if (decoder && this.#budget.allows(index === steps - 1)) {
      const preview = await this.#decode(decoder, clean, shape);
      if (preview) {
        this.#decodedAt = index;
        this.#show(preview, preview.pixels);
        return;
      }
    }
    // One that is blurred in between would only flicker.
    if (this.#decodedAt !== undefined && index - this.#decodedAt <= staysFor) return;
    this.#show(shape, latentsToRgb(clean, shape, this.#family));
  }

  /** What fails is not tried again: no picture is worth less for a worse preview. */
  async #decode(decoder: PreviewDecoder, clean: Float32Array, shape: LatentShape): Promise<Preview | undefined> {
    try {
      return await this.#budget.spend(() => decoder.decode(clean, shape, this.#checkpoint.roomLeft()));
    } catch (error) {
      console.error(`previews by ${decoder.model.id}: ${toErrorCode(error)}`, error);
      decoder.isBroken = true;
      this.#decoder = undefined;
      this.#decodedAt = undefined;
      return undefined;
    }
  }
}
