import { openAsBlob } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import sharp from 'sharp';
import type { Ort } from '../../models/runtime/ort';
import type { Checkpoint } from '../../models/diffusion/generate';
import { openCheckpoint } from '../../models/diffusion/open-checkpoint';
import type { Picture } from '../../models/diffusion/vae';
import { compareCase, type Differences } from './compare-case';
import type { ConformanceCase, TensorFile } from './conformance-case';

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
  const { expected, image, mask } = recorded;
  const tensors = (files: readonly TensorFile[]) => Promise.all(files.map((tensor) => readTensor(folder, tensor)));
  return compareCase(recorded, checkpoint, {
    noise: await tensors(recorded.noise),
    latentsPerStep: await tensors(expected.latentsPerStep),
    image: await readTensor(folder, expected.image),
    ...(image === undefined
      ? {}
      : {
          from: {
            picture: await readPicture(join(folder, image)),
            mask: mask === undefined ? undefined : await readMask(join(folder, mask)),
          },
        }),
  });
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
