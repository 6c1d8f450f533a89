import type { DenoisingStep, Mix, NoiseLevel } from './denoising';

/** What a denoiser was trained to give. `flow_prediction` is ε − clean; v is of Salimans and Ho 2022. */
export type Prediction = 'epsilon' | 'v_prediction' | 'sample' | 'flow_prediction';

/** The clean latents that a model output stands for, at a level. */
export function cleanOf(prediction: Prediction, { signal, noise }: NoiseLevel): Mix {
  const power = signal ** 2 + noise ** 2;
  switch (prediction) {
    case 'epsilon':
      return { latents: 1 / signal, output: -noise / signal };
    case 'v_prediction':
      return { latents: signal / power, output: -noise / Math.sqrt(power) };
    case 'sample':
      return { latents: 0, output: 1 };
    case 'flow_prediction':
      return { latents: 1 / (signal + noise), output: -noise / (signal + noise) };
  }
}

/** The noise ε in the latents that a model output stands for, at a level that has some. */
export function noiseOf(prediction: Prediction, { signal, noise }: NoiseLevel): Mix {
  const power = signal ** 2 + noise ** 2;
  switch (prediction) {
    case 'epsilon':
      return { latents: 0, output: 1 };
    case 'v_prediction':
      return { latents: noise / power, output: signal / Math.sqrt(power) };
    case 'sample':
      return { latents: 1 / noise, output: -signal / noise };
    case 'flow_prediction':
      return { latents: 1 / (signal + noise), output: signal / (signal + noise) };
  }
}

/**
 * The step that keeps its own estimates of the clean latents and of the noise and only changes how much of each
 * there is: DDIM with η = 0 (Song et al. 2020), which in terms of σ is Euler's method, and DPM-Solver++ of first order.
 */
export function deterministicNext(prediction: Prediction, from: NoiseLevel, to: NoiseLevel): DenoisingStep['next'] {
  const clean = cleanOf(prediction, from);
  const noise = noiseOf(prediction, from);
  return {
    latents: to.signal * clean.latents + to.noise * noise.latents,
    output: to.signal * clean.output + to.noise * noise.output,
    previousClean: 0,
    noise: 0,
  };
}
