/**
 * The samplers as their papers state them, number by number, written without a look at how the product does
 * them: what it does in factors has to come out the same. σ, ᾱ and timesteps are handed in.
 */

export type Denoiser = (input: number, timestep: number) => number;

type Prediction = 'epsilon' | 'v_prediction' | 'sample';

/** Karras et al. 2022: the denoised value D, its slope d = (x − D)/σ, and x ← x + d·(σ′ − σ). */
export function euler(
  x: number,
  sigmas: readonly number[],
  timesteps: readonly number[],
  model: Denoiser,
  prediction: Prediction,
): number[] {
  return timesteps.map((timestep, index) => {
    const sigma = sigmas[index] ?? NaN;
    const denoised = denoisedAtSigma(x, sigma, model(x / Math.sqrt(sigma ** 2 + 1), timestep), prediction);
    const slope = (x - denoised) / sigma;
    x += slope * ((sigmas[index + 1] ?? NaN) - sigma);
    return x;
  });
}

/** k-diffusion's ancestral Euler sampler. */
export function eulerAncestral(
  x: number,
  sigmas: readonly number[],
  timesteps: readonly number[],
  model: Denoiser,
  prediction: Prediction,
  noise: readonly number[],
): number[] {
  return timesteps.map((timestep, index) => {
    const sigma = sigmas[index] ?? NaN;
    const next = sigmas[index + 1] ?? NaN;
    const up = Math.min(next, Math.sqrt((next ** 2 * (sigma ** 2 - next ** 2)) / sigma ** 2));
    const down = Math.sqrt(next ** 2 - up ** 2);
    const denoised = denoisedAtSigma(x, sigma, model(x / Math.sqrt(sigma ** 2 + 1), timestep), prediction);
    x += ((x - denoised) / sigma) * (down - sigma);
    if (next > 0) x += (noise[index] ?? NaN) * up;
    return x;
  });
}

/** Song et al. 2020, equation 12 with σ = 0. `alphas` are ᾱ at each step and `next` ᾱ after it. */
export function ddim(
  x: number,
  alphas: readonly number[],
  next: readonly number[],
  timesteps: readonly number[],
  model: Denoiser,
  prediction: Prediction,
): number[] {
  return timesteps.map((timestep, index) => {
    const alpha = alphas[index] ?? NaN;
    const { clean, noise } = estimates(x, alpha, model(x, timestep), prediction);
    x = Math.sqrt(next[index] ?? NaN) * clean + Math.sqrt(1 - (next[index] ?? NaN)) * noise;
    return x;
  });
}

/** Lu et al. 2022b, algorithm 2, with first order where `isFirstOrder` says so. */
export function dpm2m(
  x: number,
  sigmas: readonly number[],
  timesteps: readonly number[],
  model: Denoiser,
  prediction: Prediction,
  isFirstOrder: (index: number) => boolean,
): number[] {
  const cleans: number[] = [];
  return timesteps.map((timestep, index) => {
    const [s, alphaHere] = vp(sigmas[index] ?? NaN);
    const [sNext, alphaNext] = vp(sigmas[index + 1] ?? NaN);
    cleans.push(estimates(x, alphaHere ** 2, model(x, timestep), prediction).clean);
    const h = Math.log(alphaNext / sNext) - Math.log(alphaHere / s);
    let d = cleans[index] ?? NaN;
    if (!isFirstOrder(index)) {
      const [sBefore, alphaBefore] = vp(sigmas[index - 1] ?? NaN);
      const r = (Math.log(alphaHere / s) - Math.log(alphaBefore / sBefore)) / h;
      d = (1 + 1 / (2 * r)) * d - (1 / (2 * r)) * (cleans[index - 1] ?? NaN);
    }
    x = (sNext / s) * x - alphaNext * (Math.exp(-h) - 1) * d;
    return x;
  });
}

/** Luo et al. 2023, algorithm 3. */
export function consistency(
  x: number,
  alphas: readonly number[],
  timesteps: readonly number[],
  model: Denoiser,
  prediction: Prediction,
  noise: readonly number[],
): number[] {
  return timesteps.map((timestep, index) => {
    const scaled = timestep * 10;
    const skip = 0.5 ** 2 / (scaled ** 2 + 0.5 ** 2);
    const out = scaled / Math.sqrt(scaled ** 2 + 0.5 ** 2);
    const { clean } = estimates(x, alphas[index] ?? NaN, model(x, timestep), prediction);
    const denoised = skip * x + out * clean;
    const next = alphas[index + 1];
    x = next === undefined ? denoised : Math.sqrt(next) * denoised + Math.sqrt(1 - next) * (noise[index] ?? NaN);
    return x;
  });
}

/** Esser et al. 2024: the model gives the velocity dx/dσ. */
export function flowEuler(x: number, sigmas: readonly number[], timesteps: readonly number[], model: Denoiser): number[] {
  return timesteps.map((timestep, index) => {
    x += model(x, timestep) * ((sigmas[index + 1] ?? NaN) - (sigmas[index] ?? NaN));
    return x;
  });
}

/** ᾱ of 1000 timesteps, of β by the share of the way from the first to the last. */
export function textbookAlphas(beta: (share: number) => number): number[] {
  let product = 1;
  return Array.from({ length: 1000 }, (_, index) => (product *= 1 - beta(index / 999)));
}

function denoisedAtSigma(x: number, sigma: number, output: number, prediction: Prediction): number {
  if (prediction === 'epsilon') return x - sigma * output;
  if (prediction === 'sample') return output;
  return x / (sigma ** 2 + 1) - (sigma / Math.sqrt(sigma ** 2 + 1)) * output;
}

function estimates(x: number, alpha: number, output: number, prediction: Prediction): { clean: number; noise: number } {
  const [a, b] = [Math.sqrt(alpha), Math.sqrt(1 - alpha)];
  if (prediction === 'epsilon') return { clean: (x - b * output) / a, noise: output };
  if (prediction === 'sample') return { clean: output, noise: (x - a * output) / b };
  return { clean: a * x - b * output, noise: a * output + b * x };
}

/** The noise and the signal of latents of variance 1. */
function vp(sigma: number): [number, number] {
  const alpha = 1 / Math.sqrt(1 + sigma ** 2);
  return [sigma * alpha, alpha];
}
