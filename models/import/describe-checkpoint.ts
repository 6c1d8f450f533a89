import { CodedError } from '../../messages/errors';
import { reasonDetail } from '../../messages/import-reason';
import { z } from '../../messages/zod';
import { checkpointModel, type CheckpointModel, type CheckpointPart } from '../catalog/checkpoint-model';
import { latentsOf } from '../diffusion/open-checkpoint';
import type { GraphFacts } from '../onnx/facts';
import type { About } from './match';
import { graphsOfCheckpoint, type CheckpointPaths } from './checkpoint-paths';
import { importedScheduler } from './checkpoint-scheduler';
import { requireRunnable } from './runnable';

/** What a checkpoint's files say, beside its graphs. */
export interface CheckpointTexts {
  scheduler: string | undefined;
  /** `config.json` of the denoiser. */
  denoiser: string | undefined;
  /** `config.json` of the VAE. */
  vae: string | undefined;
}

/** Inputs that the parts are fed here. A graph that wants another one cannot be run. */
const textInputs = ['input_ids'];
const denoiserInputs = ['sample', 'timestep', 'encoder_hidden_states', 'text_embeds', 'time_ids', 'timestep_cond'];

/** Ids of the tools that make pictures from words; the last three begin from a picture. */
export const generatingTools = ['create', 'reimagine', 'repaint', 'extend'] as const;

/** Bytes of a value in float32, and how many of the widest live at once in a VAE: input, output, one that waits. */
const [floatBytes, valuesAtOnce] = [4, 3];

const denoiserConfig = z.looseObject({ sample_size: z.union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()])]).optional() });

/**
 * The library's entry for a checkpoint, from what its graphs and files say about themselves.
 *
 * @param facts of each graph by its path.
 * @param id what it will be called, and where it is from; its graph is the denoiser's.
 * @throws CodedError `import-opset`, `import-node-unsupported`, `import-float64`, `import-random`, whose detail also names the
 *   graph; `import-no-tool`, `scheduler-unsupported`, `model-failed`
 */
export function describeCheckpoint(
  paths: CheckpointPaths,
  facts: ReadonlyMap<string, GraphFacts>,
  texts: CheckpointTexts,
  { id, name, source, licence, convertedFrom }: Omit<About, 'graph'>,
): CheckpointModel {
  const of = (path: string): GraphFacts => {
    const found = facts.get(path);
    if (!found) throw new CodedError('model-damaged', path);
    return found;
  };
  for (const path of graphsOfCheckpoint(paths)) requireRunnable(of(path), path, ` (${path})`);
  for (const { graph } of paths.textEncoders) requireInputs(graph, of(graph), textInputs, textInputs);
  const denoiser = of(paths.denoiser);
  requireInputs(paths.denoiser, denoiser, denoiserInputs, denoiserInputs.slice(0, 3));
  for (const path of [paths.vaeDecoder, paths.vaeEncoder]) if (path !== undefined) requireOneInput(path, of(path));

  const isSdxl = paths.textEncoders.length > 1;
  const isToldGuidance = denoiser.inputs.some((input) => input.name === 'timestep_cond');
  const scheduler = importedScheduler(texts.scheduler, isToldGuidance);
  const latents = latentsOf(texts.vae, isSdxl);
  // On the way through a VAE the picture's own size has half the widest layer's channels.
  const inVae = (path: string): number => (of(path).widest / 2) * floatBytes * valuesAtOnce;
  return checkpointModel.parse({
    kind: 'checkpoint',
    id,
    name,
    source,
    licence,
    ...(convertedFrom !== undefined && { convertedFrom }),
    tasks: paths.vaeEncoder === undefined ? generatingTools.slice(0, 1) : [...generatingTools],
    parts: {
      textEncoders: paths.textEncoders.map(({ graph, tokenizer }) => ({ ...partOf(graph, of(graph), 0), tokenizer })),
      denoiser: partOf(paths.denoiser, denoiser, inDenoiser(denoiser, isSdxl)),
      vaeDecoder: partOf(paths.vaeDecoder, of(paths.vaeDecoder), inVae(paths.vaeDecoder)),
      ...(paths.vaeEncoder !== undefined && {
        vaeEncoder: partOf(paths.vaeEncoder, of(paths.vaeEncoder), inVae(paths.vaeEncoder)),
      }),
    },
    latents,
    scheduler,
    sizes: sizesOf(denoiser, texts.denoiser, latents.scale, isSdxl),
    defaults: defaultsOf(scheduler, isToldGuidance),
    preview: latents.channels === 4 ? (isSdxl ? 'sdxl' : 'sd') : 'none',
  });
}

function partOf(graph: string, { weightBytes, f16, largestTensor }: GraphFacts, memoryPerPixel: number): CheckpointPart {
  return { graph, bytes: Math.max(1, weightBytes), f16, largestTensor: largestTensor.bytes, memoryPerPixel };
}

/**
 * Attention between all places of the latents is what takes most: eight heads at the latents' own size in SD, ten at
 * half of it in SDXL, twice, at the sizes that they were trained on. A narrower network takes less in proportion.
 */
function inDenoiser({ widest }: GraphFacts, isSdxl: boolean): number {
  return (isSdxl ? 1280 : 4096) * Math.min(1, widest / 2560);
}

function requireInputs(path: string, { inputs }: GraphFacts, known: readonly string[], needed: readonly string[]): void {
  const odd = inputs.find(({ name }) => !known.includes(name));
  if (odd) refuse(path, reasonDetail('part-wants', path, odd.name));
  const missing = needed.find((name) => !inputs.some((input) => input.name === name));
  if (missing !== undefined) refuse(path, reasonDetail('part-lacks', path, missing));
}

function requireOneInput(path: string, { inputs }: GraphFacts): void {
  const [, another] = inputs;
  if (another) refuse(path, reasonDetail('part-wants', path, another.name));
}

function refuse(path: string, detail: string): never {
  throw new CodedError('import-no-tool', `${path}: ${detail}`, { detail });
}

/** Sides that the family was trained on, where the denoiser's configuration does not say it. */
const trainedSide = { sd: 512, sdxl: 1024 } as const;

function sizesOf({ inputs }: GraphFacts, config: string | undefined, scale: number, isSdxl: boolean): CheckpointModel['sizes'] {
  const [, , down, across] = inputs.find(({ name }) => name === 'sample')?.dims ?? [];
  if (typeof down === 'number' && typeof across === 'number') {
    const [width, height] = [across * scale, down * scale];
    // What its graph fixes is the only size.
    return { width, height, multiple: scale, min: Math.min(width, height), max: Math.max(width, height), maxPixels: width * height };
  }
  const stated = config === undefined ? undefined : readConfig(config).sample_size;
  const [rows, columns] = typeof stated === 'number' ? [stated, stated] : (stated ?? []);
  const usual = isSdxl ? trainedSide.sdxl : trainedSide.sd;
  const [width, height] = [(columns ?? usual / scale) * scale, (rows ?? usual / scale) * scale];
  return { width, height, multiple: 64, min: Math.min(64, width, height), max: 2 * Math.max(width, height), maxPixels: 2 * width * height };
}

function readConfig(text: string): z.infer<typeof denoiserConfig> {
  try {
    return denoiserConfig.parse(JSON.parse(text));
  } catch (cause) {
    throw new CodedError('model-failed', 'config.json of the denoiser', { cause });
  }
}

/** How a network wants to be used, as far as its scheduler shows what it was made for. */
function defaultsOf({ className, fields }: CheckpointModel['scheduler'], isToldGuidance: boolean): CheckpointModel['defaults'] {
  const unguided = { initial: 1, min: 1, max: 1 };
  if (isToldGuidance) return { steps: { initial: 4, min: 1, max: 12 }, guidance: { initial: 8, min: 1, max: 14 }, guided: false };
  const isFew = className === 'LCMScheduler' || (className.startsWith('Euler') && fields.timestep_spacing === 'trailing');
  if (isFew) return { steps: { initial: 4, min: 1, max: 12 }, guidance: unguided, guided: false };
  return { steps: { initial: 25, min: 1, max: 100 }, guidance: { initial: 7.5, min: 1, max: 20 }, guided: true };
}
