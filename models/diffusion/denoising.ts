/** x = signal·clean + noise·ε: how far latents are from a clean picture. */
export interface NoiseLevel {
  signal: number;
  noise: number;
}

/** Factors of a sum over latents and model output. */
export interface Mix {
  latents: number;
  output: number;
}

/** One step of denoising, as factors: every scheduler is linear in what goes into a step. */
export interface DenoisingStep {
  /** What the denoiser is told; may be a fraction. */
  timestep: number;
  /** The level of the latents when the step begins: for starts from a picture and for re-imposing known latents. */
  level: NoiseLevel;
  /** Latents are multiplied by this before the denoiser sees them. */
  inputScale: number;
  /** Estimate of the clean latents, from the latents before `inputScale`. */
  clean: Mix;
  /**
   * The next latents: of these latents (before `inputScale`) and this output, of the clean estimate of the step
   * before, and of fresh standard normal noise. A factor of 0 means that the operand is not needed.
   */
  next: Mix & { previousClean: number; noise: number };
}

/** A whole run. Everything in it is finite. */
export interface DenoisingPlan {
  /** Factor on standard normal noise, for a start from noise alone. */
  initialNoise: number;
  /** Those that are run, at least one. */
  steps: readonly DenoisingStep[];
  /**
   * σ as diffusers lists them, float32: of all steps, those that a start from a picture leaves out included,
   * and the final one. Missing where the scheduler has none.
   */
  sigmas?: readonly number[];
  /** The level that the last step leads to. */
  final: NoiseLevel;
}

/** What a plan is made for, beside the configuration. */
export interface PlanRequest {
  /** Steps of the whole schedule, at least 1. */
  steps: number;
  /** How many of them are left out at the beginning; less than `steps`. */
  start: number;
}
