import type { DenoisingStep, Mix, NoiseLevel } from './denoising';

/**
 * The arithmetic of a run, on the CPU: element by element, in float64, of float32 tensors in any layout. Every
 * function writes into `into` where it is given, which may be one of the operands, and returns it. Tensors of
 * different lengths are a `RangeError`.
 */

/** What the denoiser sees of latents: `inputScale` of a step. */
export function scaleInput(latents: Float32Array, scale: number, into = new Float32Array(latents.length)): Float32Array {
  return combine(into, [{ tensor: latents, factor: scale }]);
}

/** The clean latents that the denoiser's output stands for: `clean` of a step. */
export function cleanEstimate(
  latents: Float32Array,
  output: Float32Array,
  mix: Mix,
  into = new Float32Array(latents.length),
): Float32Array {
  return combine(into, [
    { tensor: latents, factor: mix.latents },
    { tensor: output, factor: mix.output },
  ]);
}

/** What goes into the next latents. Those that the step has the factor 0 for may be missing. */
export interface StepOperands {
  latents: Float32Array;
  output: Float32Array;
  /** The clean estimate of the step before. */
  previousClean?: Float32Array;
  /** Fresh standard normal noise. */
  noise?: Float32Array;
}

/** The latents after a step: `next` of it. Throws where an operand is missing that the step needs. */
export function nextLatents(
  { latents, output, previousClean, noise }: StepOperands,
  next: DenoisingStep['next'],
  into = new Float32Array(latents.length),
): Float32Array {
  return combine(into, [
    { tensor: latents, factor: next.latents },
    { tensor: output, factor: next.output },
    { tensor: previousClean, factor: next.previousClean },
    { tensor: noise, factor: next.noise },
  ]);
}

/** Clean latents, brought to a level with standard normal noise. */
export function addNoise(
  clean: Float32Array,
  noise: Float32Array,
  level: NoiseLevel,
  into = new Float32Array(clean.length),
): Float32Array {
  return combine(into, [
    { tensor: clean, factor: level.signal },
    { tensor: noise, factor: level.noise },
  ]);
}

/** Classifier-free guidance: from the output without the prompt, `scale` times as far as to that with it. */
export function guide(
  unconditional: Float32Array,
  conditional: Float32Array,
  scale: number,
  into = new Float32Array(unconditional.length),
): Float32Array {
  return combine(into, [
    { tensor: unconditional, factor: 1 - scale },
    { tensor: conditional, factor: scale },
  ]);
}

interface Term {
  tensor: Float32Array | undefined;
  factor: number;
}

function combine(into: Float32Array, terms: readonly Term[]): Float32Array {
  const used: { tensor: Float32Array; factor: number }[] = [];
  for (const { tensor, factor } of terms) {
    if (factor === 0) continue;
    if (tensor === undefined) throw new Error('an operand that the step needs is missing');
    used.push({ tensor, factor });
  }
  if (terms.some(({ tensor }) => tensor !== undefined && tensor.length !== into.length)) {
    throw new RangeError(`lengths ${terms.map(({ tensor }) => tensor?.length).join(', ')} into ${into.length}`);
  }
  for (let index = 0; index < into.length; index += 1) {
    let sum = 0;
    for (const { tensor, factor } of used) sum += factor * (tensor[index] ?? NaN);
    into[index] = sum;
  }
  return into;
}
