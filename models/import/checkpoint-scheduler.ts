import { CodedError } from '../../messages/errors';
import { z } from '../../messages/zod';
import type { CheckpointModel } from '../catalog/checkpoint-model';
import { parsePythonJson } from '../diffusion/python-json';
import { readSchedulerConfig, unsupported } from '../diffusion/scheduler-config';

type Scheduler = CheckpointModel['scheduler'];

/** What Stable Diffusion and SDXL were trained with, for exports that do not say it. */
const usual: Scheduler['fields'] = {
  num_train_timesteps: 1000,
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  prediction_type: 'epsilon',
  timestep_spacing: 'leading',
  steps_offset: 1,
};

/**
 * What takes the place of a scheduler that is not computed here, as PNDM, UniPC or Heun: DPM-Solver++ in its second
 * order, which follows the same equation along the same noise schedule, draws no noise either, and needs no more steps. So diffusers' own
 * `from_config` lets one be put in the other's place.
 */
const standIn = 'DPMSolverMultistepScheduler';

/** Fields that say what a network was trained with and at which timesteps it is asked: those hold for any scheduler. */
const training = [...Object.keys(usual), 'trained_betas', 'rescale_betas_zero_snr'];

const schedulerFile = z.record(z.string(), z.unknown());
const simple = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/**
 * The scheduler of a checkpoint: the one that its file names, or the one that can stand in for it.
 *
 * @param text of `scheduler_config.json`; missing where an export has none.
 * @param isToldGuidance whether the denoiser is a latent consistency model, which takes its guidance as an input.
 * @throws CodedError `scheduler-unsupported` where the noise schedule itself is not one that is computed here
 */
export function importedScheduler(text: string | undefined, isToldGuidance: boolean): Scheduler {
  const { _class_name: named, ...fields } = text === undefined ? usual : parse(text);
  const className = typeof named === 'string' ? named : isToldGuidance ? 'LCMScheduler' : standIn;
  if (isComputed(fields, className)) return { className, fields: simpleFields(fields) };
  // Without a noise schedule of this kind, as flow matching has none, nothing can stand in.
  if (fields.beta_schedule === undefined) throw unsupported('_class_name', className);
  const spacing = className === 'PNDMScheduler' ? { timestep_spacing: 'leading' } : {};
  const about = { ...spacing, ...Object.fromEntries(Object.entries(fields).filter(([name]) => training.includes(name))) };
  readSchedulerConfig(about, standIn);
  return { className: standIn, fields: simpleFields(about) };
}

/** Those that an entry can hold. What is left out, such as an infinite bound, is what is so without it. */
function simpleFields(fields: Readonly<Record<string, unknown>>): Scheduler['fields'] {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const parsed = name.startsWith('_') ? undefined : simple.safeParse(value);
      return parsed?.success ? [[name, parsed.data] as const] : [];
    }),
  );
}

function isComputed(fields: unknown, className: string): boolean {
  try {
    readSchedulerConfig(fields, className);
    return true;
  } catch (error) {
    if (error instanceof CodedError && error.code === 'scheduler-unsupported') return false;
    throw error;
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return schedulerFile.parse(parsePythonJson(text));
  } catch (cause) {
    throw new CodedError('scheduler-unsupported', 'scheduler_config.json', { detail: 'scheduler_config.json', cause });
  }
}
