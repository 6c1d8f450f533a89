import type { z } from '../../messages/zod';
import type { LoadedCheckpoint } from '../diffusion/loaded-checkpoint';
import type { Generation } from '../diffusion/generate';
import { SeededNoise } from '../diffusion/noise';
import type { Picture } from '../diffusion/vae';
import type { samplingOptions, wordOptions } from './generation';
import { StepPreviews } from './step-previews';
import { withStyle } from './styles';
import type { Size, TaskContext } from './task';

/** The options that say what is made, of whichever tool. */
export type GenerationValues = {
  [name in keyof (typeof wordOptions & typeof samplingOptions)]: z.infer<(typeof wordOptions & typeof samplingOptions)[name]>;
};

/** Where it goes and what it begins from. */
export interface Place extends Size {
  from?: Generation['from'];
  /** Shows how far it is. */
  show: (size: Size, pixels: Uint8ClampedArray<ArrayBuffer>) => void;
}

/**
 * Makes one picture with a checkpoint, telling and showing every step.
 *
 * @returns RGB planes, 0 to 1, of the size of `place`.
 */
export async function generatePicture(
  signal: AbortSignal,
  checkpoint: LoadedCheckpoint,
  values: GenerationValues,
  place: Place,
  context: Pick<TaskContext, 'openPreviewDecoder' | 'pause' | 'progress'>,
): Promise<Picture> {
  const { width, height, from, show } = place;
  const { guidance } = checkpoint.model.defaults;
  const { prompt, negativePrompt } = withStyle(values.prompt, values.negativePrompt, values.style);
  const previews = await StepPreviews.of(checkpoint, context, show);
  return checkpoint.generate(signal, {
    prompt,
    negativePrompt,
    width,
    height,
    steps: values.steps,
    guidanceScale: guidance.min < guidance.max ? values.guidance : guidance.initial,
    noise: new SeededNoise(values.seed, 0),
    ...(from ? { from } : {}),
    // Without it the first step has no beginning that it could be timed from.
    onBegin: (steps) => context.progress(0, steps),
    async onStep(step) {
      await previews?.show(step);
      context.progress(step.index + 1, step.steps);
      await context.pause();
    },
  });
}
