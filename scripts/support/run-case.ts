import { openAsBlob } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import sharp from 'sharp';
import type { Ort } from '../../models/runtime/ort';
import { generate, type Checkpoint } from '../../models/diffusion/generate';
import { RecordedNoise } from '../../models/diffusion/noise';
import { openCheckpoint } from '../../models/diffusion/open-checkpoint';
import { planDenoising } from '../../models/diffusion/plan';
import { readSchedulerConfig } from '../../models/diffusion/scheduler-config';
import type { Picture } from '../../models/diffusion/vae';
import type { ConformanceCase, TensorFile } from './conformance-case';

/** How far a run is from the recorded one: largest absolute differences. */
export interface Differences {
  latentsPerStep: number[];
  image: number;
  /** Of timesteps and sigmas together. */
  schedule: number;
}

/** Every file below a folder, by its path in it with forward slashes. */
export async function filesBelow(folder: string): Promise<Map<string, Blob>> {
  const files = new Map<string, Blob>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(folder, path).split(sep).join('/'), await openAsBlob(path));
  }
  return files;
}

/** Opens the checkpoint `model` of a folder of recorded runs. */
export async function openRecordedCheckpoint(ort: Ort, folder: string, model: string, denoiser: string): Promise<Checkpoint> {
  return openCheckpoint(ort, 'wasm', await filesBelow(join(folder, model)), { denoiser });
}

/**
 * Runs a recorded case anew, with the recorded noise.
 *
 * @throws CodedError what the engine throws, `scheduler-unsupported` among others
 */
export async function runCase(folder: string, recorded: ConformanceCase, checkpoint: Checkpoint): Promise<Differences> {
  const { expected, width, height, image, mask, steps, strength = 1 } = recorded;
  const scheduler = readSchedulerConfig(
    { ...recorded.scheduler.config, prediction_type: recorded.predictionType },
    recorded.scheduler.class_,
  );
  const plan = planDenoising(scheduler, steps, { strength });
  const schedule = Math.max(
    largestDifference(plan.steps.map(({ timestep }) => timestep), expected.timesteps),
    expected.sigmas && plan.sigmas ? largestDifference(plan.sigmas, expected.sigmas) : 0,
  );
  const latentsPerStep: number[] = [];
  const result = await generate(new AbortController().signal, checkpoint, {
    prompt: recorded.prompt,
    negativePrompt: recorded.negativePrompt,
    width,
    height,
    steps,
    guidanceScale: recorded.guidanceScale,
    scheduler,
    noise: new RecordedNoise(await Promise.all(recorded.noise.map((tensor) => readTensor(folder, tensor)))),
    ...(image === undefined
      ? {}
      : {
          from: {
            picture: await readPicture(join(folder, image)),
            strength,
            mask: mask === undefined ? undefined : await readMask(join(folder, mask)),
          },
        }),
    async onStep({ index, latents }) {
      const tensor = expected.latentsPerStep[index];
      latentsPerStep.push(tensor ? largestDifference(latents, await readTensor(folder, tensor)) : Infinity);
    },
  });
  if (latentsPerStep.length !== expected.latentsPerStep.length) latentsPerStep.push(Infinity);
  return {
    latentsPerStep,
    image: largestDifference(result.data, await readTensor(folder, expected.image)),
    schedule,
  };
}

/** Lists of different lengths, or with a number that is none, are infinitely far from each other. */
export function largestDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length) return Infinity;
  let largest = 0;
  for (let index = 0; index < ours.length; index++) {
    const difference = Math.abs((ours[index] ?? NaN) - (theirs[index] ?? NaN));
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}

async function readTensor(folder: string, { file, shape }: TensorFile): Promise<Float32Array> {
  const bytes = await readFile(join(folder, file));
  const count = shape.reduce((product, side) => product * side, 1);
  if (bytes.length !== count * 4) throw new Error(`${file} has ${bytes.length} bytes instead of ${count * 4}`);
  return Float32Array.from({ length: count }, (_, index) => bytes.readFloatLE(index * 4));
}

async function readPicture(path: string): Promise<Picture> {
  const { data, info } = await sharp(path).removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  const plane = info.width * info.height;
  const planes = new Float32Array(plane * 3);
  for (let index = 0; index < planes.length; index++) {
    planes[index] = (data[(index % plane) * 3 + Math.floor(index / plane)] ?? 0) / 255;
  }
  return { data: planes, width: info.width, height: info.height };
}

async function readMask(path: string): Promise<Float32Array> {
  const grey = await sharp(path).removeAlpha().toColourspace('b-w').raw().toBuffer();
  return Float32Array.from(grey, (value) => value / 255);
}
