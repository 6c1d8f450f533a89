import { z } from '../../messages/zod';

/**
 * The fields of diffusers' `scheduler_config.json`, by class, with diffusers' own names and defaults
 * (0.40.0.dev0, commit 58eb52c0). A field whose other values would change the numbers and are not computed
 * here takes only the value that changes nothing.
 */

const probability = z.number().gt(0).lt(1);
const off = z.literal(false).nullable().default(false);
const never = z.null().default(null);
const onOff = z.boolean().nullable().default(false).transform((value) => value ?? false);
/** Only read where another field, which has to be off, is on. */
const unused = z.number().default(1);
const trainingSteps = z.int().min(2).max(10_000).default(1000);
const prediction = z.enum(['epsilon', 'v_prediction', 'sample']).default('epsilon');
const spacing = z.enum(['linspace', 'leading', 'trailing']);
const finalSigmas = z.enum(['zero', 'sigma_min']).default('zero');

const training = {
  num_train_timesteps: trainingSteps,
  beta_start: probability.default(0.0001),
  beta_end: probability.default(0.02),
  beta_schedule: z.enum(['linear', 'scaled_linear', 'squaredcos_cap_v2']).default('linear'),
  trained_betas: never,
  rescale_betas_zero_snr: off,
  prediction_type: prediction,
  timestep_spacing: spacing.default('linspace'),
  steps_offset: z.int().min(0).default(0),
};
const otherSigmas = { use_exponential_sigmas: off, use_beta_sigmas: off };
const thresholds = { thresholding: off, dynamic_thresholding_ratio: unused, sample_max_value: unused };

const schedulers = [
  z.strictObject({
    _class_name: z.literal('EulerDiscreteScheduler'),
    ...training,
    ...otherSigmas,
    interpolation_type: z.literal('linear').default('linear'),
    use_karras_sigmas: onOff,
    sigma_min: z.number().gt(0).nullable().default(null),
    sigma_max: z.number().gt(0).nullable().default(null),
    timestep_type: z.literal('discrete').default('discrete'),
    final_sigmas_type: finalSigmas,
  }),
  z.strictObject({
    _class_name: z.literal('EulerAncestralDiscreteScheduler'),
    ...training,
    // diffusers refuses `sample` here, too.
    prediction_type: z.enum(['epsilon', 'v_prediction']).default('epsilon'),
  }),
  z.strictObject({
    _class_name: z.literal('DDIMScheduler'),
    ...training,
    ...thresholds,
    // On in diffusers where nothing is said: a configuration without it is refused.
    clip_sample: z.literal(false),
    clip_sample_range: unused,
    set_alpha_to_one: z.boolean().default(true),
    timestep_spacing: spacing.default('leading'),
  }),
  z.strictObject({
    _class_name: z.literal('DPMSolverMultistepScheduler'),
    ...training,
    ...thresholds,
    ...otherSigmas,
    solver_order: z.literal([1, 2]).default(2),
    algorithm_type: z.literal('dpmsolver++').default('dpmsolver++'),
    // diffusers computes the three that follow as midpoint.
    solver_type: z.enum(['midpoint', 'logrho', 'bh1', 'bh2']).default('midpoint'),
    lower_order_final: z.boolean().default(true),
    euler_at_final: z.boolean().default(false),
    use_karras_sigmas: onOff,
    use_lu_lambdas: off,
    use_flow_sigmas: off,
    flow_shift: unused,
    // diffusers does read them of a configuration that was another class's.
    sigma_min: never,
    sigma_max: never,
    final_sigmas_type: finalSigmas,
    lambda_min_clipped: z.union([z.number(), z.literal(-Infinity)]).default(-Infinity),
    variance_type: never,
    use_dynamic_shifting: off,
    time_shift_type: z.string().default('exponential'),
  }),
  z.strictObject({
    _class_name: z.literal('LCMScheduler'),
    ...training,
    ...thresholds,
    beta_start: probability.default(0.00085),
    beta_end: probability.default(0.012),
    beta_schedule: training.beta_schedule.unwrap().default('scaled_linear'),
    original_inference_steps: z.int().min(1).default(50),
    clip_sample: off,
    clip_sample_range: unused,
    // Neither this nor the spacing has a say: the last step ends at the clean estimate.
    set_alpha_to_one: z.boolean().default(true),
    timestep_spacing: spacing.default('leading'),
    timestep_scaling: z.number().gt(0).default(10),
  }),
  z.strictObject({
    _class_name: z.literal('FlowMatchEulerDiscreteScheduler'),
    ...otherSigmas,
    num_train_timesteps: trainingSteps,
    shift: z.number().gt(0).default(1),
    use_dynamic_shifting: z.boolean().default(false),
    time_shift_type: z.enum(['exponential', 'linear']).default('exponential'),
    // For whoever works out `mu`, as diffusers' pipelines do.
    base_shift: z.number().nullable().default(0.5),
    max_shift: z.number().nullable().default(1.15),
    base_image_seq_len: z.number().default(256),
    max_image_seq_len: z.number().default(4096),
    invert_sigmas: off,
    shift_terminal: z.literal(0).nullable().default(null),
    use_karras_sigmas: off,
    stochastic_sampling: off,
  }),
] as const;

/** What a scheduler is made from: every field has a value. */
export const schedulerFields = z.discriminatedUnion('_class_name', schedulers);

/** The fields that a class reads; nothing for a class that is not computed here. */
export function fieldsOf(className: string): readonly string[] | undefined {
  const schema = schedulers.find(({ shape }) => shape._class_name.value === className);
  return schema && Object.keys(schema.shape);
}

/** Every field that some class reads: another class ignores it, and configurations keep what they were made from. */
export const knownFields: ReadonlySet<string> = new Set([
  ...schedulers.flatMap(({ shape }) => Object.keys(shape)),
  // Of PNDM and UniPC.
  ...['skip_prk_steps', 'predict_x0', 'solver_p', 'disable_corrector'],
]);
