import { CodedError } from '../../messages/errors';
import type { CheckpointModel } from '../catalog/checkpoint-model';
import { roomForParts } from '../catalog/memory-plan';
import type { ProbedGpu } from '../runtime/device';
import type { Ort } from '../runtime/ort';
import { CheckpointParts } from './checkpoint-parts';
import { generate, type Generation } from './generate';
import type { PlanOptions } from './plan';
import { readSchedulerConfig, type SchedulerConfig } from './scheduler-config';
import type { Picture } from './vae';

/** What to make; the checkpoint itself says how it is denoised. */
export type CheckpointGeneration = Omit<Generation, 'scheduler' | 'plan' | 'guidesInTurn' | 'vaeTile'>;

/** A checkpoint that is ready to run, one picture at a time. */
export interface LoadedCheckpoint {
  readonly model: CheckpointModel;
  /** @throws CodedError as `generate`; `gpu-failed` where a GPU gave no numbers, or a picture that is black throughout. */
  generate(signal: AbortSignal, generation: CheckpointGeneration): Promise<Picture>;
  /** Where in a prompt, in UTF-16 units, ends what the model reads; the text's length where all of it fits. */
  fitPrompt(text: string): Promise<number>;
  /** Bytes that something else may take beside what it has open now. */
  roomLeft(): number;
  /** Gives its memory back; it cannot be run any more. */
  release(): Promise<void>;
}

/**
 * Makes a checkpoint ready. Nothing of its weights is read before a run needs it.
 *
 * @param files by path, as its entry names them.
 * @throws CodedError `scheduler-unsupported`
 */
export function loadCheckpoint(ort: Ort, model: CheckpointModel, files: ReadonlyMap<string, Blob>, gpu: ProbedGpu): LoadedCheckpoint {
  const { backend } = gpu.device;
  const scheduler = readSchedulerConfig(model.scheduler.fields, model.scheduler.className);
  const parts = new CheckpointParts(ort, backend, files, model, roomForParts[backend]);
  return {
    model,
    roomLeft: () => parts.roomLeft,
    release: () => parts.release(),
    async fitPrompt(text) {
      const tokenizers = await parts.tokenizers();
      const cuts = tokenizers.map((tokenizer) => tokenizer.tokenize(text).cut);
      // After what was cut there is nothing but white space.
      return Math.min(...cuts.map((cut) => (cut === undefined ? text.length : text.lastIndexOf(cut))));
    },
    async generate(signal, { negativePrompt, ...generation }) {
      const pixels = generation.width * generation.height;
      try {
        return await generate(signal, parts.of(pixels), {
          ...generation,
          // A network that reads none is run once for each step.
          negativePrompt: model.defaults.guided ? negativePrompt : undefined,
          scheduler,
          plan: planOptions(scheduler),
          guidesInTurn: !guidesAtOnce(parts, pixels, gpu),
          vaeTile: vaeTile(parts, model, pixels, gpu),
        });
      } catch (error) {
        // What a GPU got wrong WebAssembly may get right: it computes float16 in float32.
        if (backend !== 'webgpu' || !(error instanceof CodedError && error.code === 'not-finite')) throw error;
        throw new CodedError('gpu-failed', `${model.id}: ${error.message}`, { cause: error });
      }
    },
  };
}

function planOptions({ _class_name }: SchedulerConfig): Omit<PlanOptions, 'strength'> {
  return { strengthShortens: _class_name === 'LCMScheduler' ? 'timesteps' : 'steps' };
}

/**
 * Whether the denoiser can run for both prompts of a guided step at once: whether memory holds twice as much, and on
 * a GPU whether its buffers hold the largest value, of which a run needs two.
 */
function guidesAtOnce(parts: CheckpointParts, pixels: number, { device, largestBuffer }: ProbedGpu): boolean {
  const { denoiser } = parts.layout.parts;
  const forBoth = 2 * denoiser.memoryPerPixel * pixels;
  return forBoth <= parts.roomFor(denoiser) && (device.backend === 'wasm' || forBoth / 2 <= largestBuffer);
}

/**
 * Side in latents of the tiles in which the VAE sees a picture that is too large for it as a whole: the side that it was
 * trained on. Up to that size it always sees the whole. A run keeps three values of the picture's size, and a GPU has to
 * hold each in one buffer.
 */
function vaeTile(parts: CheckpointParts, { sizes, latents }: CheckpointModel, pixels: number, { device, largestBuffer }: ProbedGpu): number | undefined {
  const { vaeDecoder, vaeEncoder } = parts.layout.parts;
  const fits = [vaeDecoder, vaeEncoder].every((part) => {
    const taken = (part?.memoryPerPixel ?? 0) * pixels;
    return !part || (taken <= parts.roomFor(part) && (device.backend === 'wasm' || taken / 3 <= largestBuffer));
  });
  if (fits || pixels <= sizes.width * sizes.height) return undefined;
  return Math.floor(Math.min(sizes.width, sizes.height) / latents.scale);
}
