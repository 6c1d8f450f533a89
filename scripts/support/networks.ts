import { readFile } from 'node:fs/promises';
import type { Ort } from '../../models/runtime/ort';
import { Graph } from '../../models/runtime/graph';
import { SeededNoise } from '../../models/diffusion/noise';
import { planDenoising } from '../../models/diffusion/plan';
import { sampleLatents, type Predictor } from '../../models/diffusion/sample';
import { readSchedulerConfig } from '../../models/diffusion/scheduler-config';
import type { Picture } from '../../models/diffusion/vae';

/** Small networks that others trained, run by the product's own modules: what they give can be looked at. */

/** Sides of a digit, in pixels. */
export const digitSide = 28;

/** As the network was trained (DDPM, Ho et al. 2020): ε-prediction over 1000 steps of linear β. */
const training = { beta_schedule: 'linear', beta_start: 1e-4, beta_end: 0.02, timestep_spacing: 'trailing' };

/** Two ways of the same equation, which therefore end at the same picture. */
const solvers = {
  ddim: readSchedulerConfig({ ...training, clip_sample: false }, 'DDIMScheduler'),
  dpm: readSchedulerConfig(training, 'DPMSolverMultistepScheduler'),
} as const;

/** Opens a graph of a file, on WebAssembly. */
export async function openGraph(ort: Ort, file: string): Promise<Graph> {
  return Graph.open(ort, file, { graph: new Uint8Array(await readFile(file)) }, 'wasm');
}

/**
 * Samples one digit.
 *
 * @param network `sample` f32[N,1,28,28], `timestep` int64[N], `class_labels` int64[N] → `out_sample`: the noise in it.
 * @param digit 0 to 9.
 * @param seed of the noise; the same gives the same picture.
 * @returns grey values, about −1 for black to 1 for white, row by row.
 */
export function sampleDigit(
  network: Graph,
  digit: number,
  seed: number,
  { steps = 50, solver = 'ddim' }: { steps?: number; solver?: keyof typeof solvers } = {},
): Promise<Float32Array> {
  const count = digitSide * digitSide;
  const told: Predictor = {
    name: network.name,
    isToldGuidance: false,
    async predict({ latents, timestep }) {
      const results = await network.run({
        sample: { data: latents, dims: [1, 1, digitSide, digitSide] },
        timestep: { data: Float32Array.of(timestep), dims: [1] },
        class_labels: { data: Float32Array.of(digit), dims: [1] },
      });
      const noise = results.get('out_sample')?.data;
      if (noise?.length !== count) throw new Error(`${network.name} gives no picture of ${digitSide} × ${digitSide}`);
      return [noise];
    },
  };
  return sampleLatents(new AbortController().signal, {
    plan: planDenoising(solvers[solver], steps),
    denoiser: told,
    // The network is told a number, not words.
    guidance: { prompt: { hidden: new Float32Array(0), tokens: 0, width: 0, pooled: undefined }, negative: undefined, scale: 1 },
    noise: new SeededNoise(seed, digit),
    count,
  });
}

/**
 * A picture through an autoencoder and back.
 *
 * @param encoder `sample` f32[N,3,H,W] in 0–1 → latents, of an eighth of both sides.
 * @param decoder those latents → the picture again, in 0–1.
 * @param picture sides that are multiples of 8.
 */
export async function roundTrip(encoder: Graph, decoder: Graph, { data, width, height }: Picture): Promise<Picture> {
  const encoded = (await encoder.run({ sample: { data, dims: [1, 3, height, width] } })).get('latent');
  if (!encoded) throw new Error(`${encoder.name} gives no latents`);
  const decoded = (await decoder.run({ latent_sample: encoded })).get('sample');
  if (decoded?.data.length !== data.length) throw new Error(`${decoder.name} gives no picture of ${width} × ${height}`);
  return { data: decoded.data.map((value) => Math.min(1, Math.max(0, value))), width, height };
}
