import { filePath, gitId, model, modelId, repositoryId } from '../models/catalog/model';
import { failure } from './errors';
import { z } from './zod';

/** Name of the port that joins a page to the library of models in the compute host. */
export const libraryPortName = 'library';

const request = z.uuid();
const bytes = z.int().min(0);
const epochMs = z.number().min(0);

/** A file that the person chose, with its place in the folder that it came from. */
export const chosenFile = z.strictObject({ path: filePath, blob: z.instanceof(Blob) });
export type ChosenFile = z.infer<typeof chosenFile>;

/** What a page asks of the library; every command is answered by `done` or `failed` with its `request`. */
export const libraryCommand = z.discriminatedUnion('type', [
  /** Fetch a model of the catalog: the person has seen host, size and licence, and said yes. */
  z.strictObject({ type: z.literal('download'), request, model: modelId }),
  z.strictObject({ type: z.literal('pause'), request, model: modelId }),
  z.strictObject({ type: z.literal('resume'), request, model: modelId }),
  /** Remove a model, whole or in part; ends what is running with it or fetching it. */
  z.strictObject({ type: z.literal('remove'), request, model: modelId }),
  z.strictObject({ type: z.literal('remove-all'), request }),
  /** Read every byte again and compare it with the pins. */
  z.strictObject({ type: z.literal('verify'), request, model: modelId }),
  /** Take in files from disk: `.onnx` with its data, a folder's files, or one zip. */
  z.strictObject({ type: z.literal('import'), request, files: z.array(chosenFile).min(1).max(2000) }),
  /** Ask the hub what is in a repository; answered by `repository`. */
  z.strictObject({ type: z.literal('look-up'), request, repo: repositoryId }),
  /** Fetch one graph of that repository, at that commit, with the data files that belong to it, or the checkpoint whose denoiser it is. */
  z.strictObject({ type: z.literal('add'), request, repo: repositoryId, commit: gitId, graph: filePath }),
  /** Bytes that models may take before the ones that were unused for longest are removed; 0 is no limit. */
  z.strictObject({ type: z.literal('limit'), request, bytes }),
  /** Find out what this device can compute; `again` even though it is known. */
  z.strictObject({ type: z.literal('test-device'), request, again: z.boolean() }),
]);
export type LibraryCommand = z.infer<typeof libraryCommand>;

export const modelState = z.enum([
  /** Asked for, but others come first. */
  'waiting',
  'downloading',
  /** Stopped by the person, by the end of the browser, or by `failure`. */
  'paused',
  /** Bytes are being compared with their hash. */
  'verifying',
  /** Being copied from disk. */
  'importing',
  /** Being tried on a small picture. */
  'checking',
  'ready',
  /** Whole when it came, but not any more. */
  'damaged',
]);

/** Where the hashes that a model was checked against came from. */
export const origin = z.enum(['package', 'hub', 'own']);

/** How fast a model was on this device. */
export const speed = z.strictObject({
  backend: z.enum(['webgpu', 'wasm']),
  /** Input megapixels per second, of the last run that was long enough to tell. */
  megapixelsPerSecond: z.number().positive(),
});

/** A model of which there is something on this device. */
export const libraryModel = z.strictObject({
  id: modelId,
  name: z.string().max(120),
  state: modelState,
  /** What it is; missing only while a model that is not of the catalog has not been looked into. */
  model: model.optional(),
  origin,
  /** The commit that it came from. */
  commit: gitId.optional(),
  done: bytes,
  total: bytes,
  bytesPerSecond: z.number().min(0).optional(),
  /** When the host that is busy will be asked again. */
  retryAt: epochMs.optional(),
  /** Why it is paused or damaged, where that was not the person's doing. */
  failure: failure.optional(),
  addedAt: epochMs,
  usedAt: epochMs.optional(),
  speeds: z.array(speed).max(2),
});
export type LibraryModel = z.infer<typeof libraryModel>;

/** What the browser says about its storage for this extension. */
export const storageFacts = z.strictObject({
  /** Bytes that models take, partial ones included. */
  models: bytes,
  /** Bytes that are left, as far as the browser tells. */
  free: bytes,
  /** Whether the browser has promised not to throw files away by itself. */
  persisted: z.boolean(),
});

export const checkName = z.enum([
  'matmul-f32',
  'conv-f32',
  'matmul-f16',
  'conv-f16',
  'clip-f16',
  'pad-f16',
  'matmul-int4',
  'matmul-int8',
]);
export type CheckName = z.infer<typeof checkName>;

/** What one device was found to compute. Of its GPU where it has one that counts, else of WebAssembly. */
export const deviceTest = z.strictObject({
  /** The browser's own name and version. */
  browser: z.string().max(300),
  adapter: z.string().max(200),
  backend: z.enum(['webgpu', 'wasm']),
  testedAt: epochMs,
  checks: z.array(z.strictObject({ name: checkName, outcome: z.enum(['right', 'wrong', 'failed']) })).max(20),
  /** Whether a GPU offers float16 to shaders. */
  f16: z.boolean(),
  /** Bytes of the largest buffer that a shader may read; 0 without a GPU. */
  largestBuffer: bytes,
});
export type DeviceTest = z.infer<typeof deviceTest>;

/** All that a page shows of the library. */
export const library = z.strictObject({
  models: z.array(libraryModel).max(1000),
  storage: storageFacts,
  /** Bytes that models may take before unused ones are removed; 0 is no limit. */
  limit: bytes,
  device: deviceTest.optional(),
});
export type Library = z.infer<typeof library>;

/** A graph in a repository, with all files that it needs. */
export const repositoryGraph = z.strictObject({
  path: filePath,
  bytes,
  /** It is the denoiser of a checkpoint, and stands for all its parts. */
  checkpoint: z.literal(true).optional(),
});
export const repository = z.strictObject({
  repo: repositoryId,
  commit: gitId,
  /** As the hub tags it; empty when it does not. */
  licence: z.string().max(100),
  graphs: z.array(repositoryGraph).max(500),
});
export type Repository = z.infer<typeof repository>;

/** Library → page. */
export const toLibraryPage = z.discriminatedUnion('type', [
  /** At once after connecting, and after every change, at most four times a second. */
  z.strictObject({ type: z.literal('library'), library }),
  z.strictObject({ type: z.literal('repository'), request, repository }),
  /** The command was taken and is done; of a download, that it has begun. `model` is what it was about. */
  z.strictObject({ type: z.literal('done'), request, model: modelId.optional() }),
  z.strictObject({ type: z.literal('failed'), request, failure }),
]);
export type ToLibraryPage = z.infer<typeof toLibraryPage>;
