import { maskSchema, maskShape, maxMaskShapes } from '../images/mask';
import { modelId } from '../models/catalog/model';
import { z } from './zod';
import { failure } from './errors';
import { maxPictureBytes, pickedPicture } from './requests';

/** Name of the port that joins one editor to the compute host. */
export const editorPortName = 'editor';

const id = z.uuid();
const sizeInPixels = z.int().min(1).max(1_000_000);

export const backendChoice = z.enum(['auto', 'webgpu', 'wasm']);
export type BackendChoice = z.infer<typeof backendChoice>;

/** What jobs run on, and why that was chosen. */
export const device = z.strictObject({
  backend: z.enum(['webgpu', 'wasm']),
  reason: z.enum([
    'gpu',
    'no-webgpu',
    'no-adapter',
    'software-adapter',
    'probe-timeout',
    'forced',
    'gpu-failed',
    'model',
  ]),
  /** WebAssembly threads; 1 where the browser does not share memory. */
  threads: z.int().min(1).max(64),
  /** The adapter's own name, where the browser tells it. */
  adapter: z.string().max(200),
});
export type Device = z.infer<typeof device>;

export const jobStage = z.enum(['waiting', 'preparing', 'finding', 'running', 'encoding', 'looking']);
export type JobStage = z.infer<typeof jobStage>;

const taskId = z.string().regex(/^[a-z][a-z-]{0,39}$/);

const coordinate = z.number().min(-1e6).max(1e6);

/** A place that the person pointed at, in pixels of the picture, a point or a box; and whether it is part of what is meant. */
export const hint = z.strictObject({
  x: coordinate,
  y: coordinate,
  width: z.number().min(0).max(1e6).optional(),
  height: z.number().min(0).max(1e6).optional(),
  isPart: z.boolean(),
});
export type Hint = z.infer<typeof hint>;

const pictureBlob = z.instanceof(Blob).refine((blob) => blob.size > 0 && blob.size <= maxPictureBytes);
/** Places in one request. */
export const maxHints = 200;

/** Where the person pointed on a picture. */
export const pointed = z.strictObject({
  /** Names the state of the picture: what was found out of one of that name is not found out again. */
  pictureId: id,
  hints: z.array(hint).min(1).max(maxHints),
});
export type Pointed = z.infer<typeof pointed>;

/** What a job is asked to do. */
export const jobRequest = z.strictObject({
  jobId: id,
  task: taskId,
  /** Checked against the task's own schema before it runs. */
  options: z
    .record(z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/), z.union([z.string().max(4000), z.number(), z.boolean()]))
    .refine((options) => Object.keys(options).length <= 50),
  /** The picture that it works on, where it works on one. */
  input: pictureBlob.nullable(),
  /** Another picture, where an option names one. */
  beside: pictureBlob.optional(),
  /** Where the tool is to mark what it is about, and no more; `at` where it is about what is at a place. */
  find: z.strictObject({ at: pointed.optional() }).optional(),
  /** What of the picture is marked, where a part of it is. */
  mask: maskSchema.nullable(),
  backend: backendChoice,
  /** The model of the library that is to do it; without it the one that ships. */
  model: modelId.optional(),
  /** The classifier of the library that is to look at what is made; without it nothing does. */
  classifier: modelId.optional(),
  /** Length in pixels of the longer side of the previews wanted. */
  previewSize: z.int().min(16).max(4096),
});
export type JobRequest = z.infer<typeof jobRequest>;

/** Editor → host. */
export const toHost = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('claim-picture'), id }),
  z.strictObject({ type: z.literal('describe-device'), id, backend: backendChoice }),
  z.strictObject({ type: z.literal('run-job'), job: jobRequest }),
  /** How much of a prompt the model reads that would do the task. */
  z.strictObject({ type: z.literal('read-prompt'), id, task: taskId, model: modelId.optional(), text: z.string().max(4500) }),
  z.strictObject({ type: z.literal('cancel-job'), jobId: id }),
  /** The person cleared everything: nothing of this editor's pictures is to be left in the host. */
  z.strictObject({ type: z.literal('forget') }),
]);
export type ToHost = z.infer<typeof toHost>;

/** A finished part of the result, at preview size. */
export const previewPatch = z
  .strictObject({
    /** Size of the whole preview. */
    width: sizeInPixels,
    height: sizeInPixels,
    /** Where the patch lies in it. */
    x: z.int().min(0),
    y: z.int().min(0),
    patchWidth: sizeInPixels,
    patchHeight: sizeInPixels,
    /** RGBA, 0–255, straight alpha, row by row; `patchWidth · patchHeight · 4` bytes. */
    pixels: z.instanceof(Uint8ClampedArray),
  })
  .refine(
    ({ width, height, x, y, patchWidth, patchHeight, pixels }) =>
      x + patchWidth <= width && y + patchHeight <= height && pixels.length === patchWidth * patchHeight * 4,
  );
export type PreviewPatch = z.infer<typeof previewPatch>;

export const jobProgress = z.strictObject({
  stage: jobStage,
  /** Units finished; a fraction while one is under way and its length is known. */
  done: z.number().min(0),
  /** Units in all; 0 while unknown. */
  total: z.number().min(0),
  /** Milliseconds that a unit takes, as far as this job or an earlier one like it tells. */
  unitMs: z.number().min(0).optional(),
});
export type JobProgress = z.infer<typeof jobProgress>;

/** What a classifier says of a picture; `score` is the probability of the labels that hide it. */
const verdict = z.strictObject({ outcome: z.enum(['fine', 'explicit']), score: z.number().min(0).max(1) });
export type Verdict = z.infer<typeof verdict>;

/** How looking at a picture ended: with a verdict, or not, which never costs the picture. */
export const look = z.discriminatedUnion('outcome', [verdict, z.strictObject({ outcome: z.literal('failed'), error: failure })]);
export type Look = z.infer<typeof look>;

/** A finished job's picture. */
export const jobResult = z.strictObject({
  /** PNG. */
  blob: z.instanceof(Blob).refine((blob) => blob.size > 0),
  width: sizeInPixels,
  height: sizeInPixels,
  /** What it ran on. */
  device,
  /** The model of the library that did it; missing where the one that ships did. */
  model: modelId.optional(),
  /** Where the job had a classifier. */
  look: look.optional(),
});
export type JobResult = z.infer<typeof jobResult>;

/** What a job found that was to mark. */
export const foundParts = z.strictObject({
  shapes: z.array(maskShape).max(maxMaskShapes),
  device,
  model: modelId.optional(),
});
export type FoundParts = z.infer<typeof foundParts>;

/** Host → editor. */
export const toEditor = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('picture'), id, picture: pickedPicture }),
  z.strictObject({ type: z.literal('picture-gone'), id }),
  z.strictObject({ type: z.literal('device'), id, device }),
  z.strictObject({ type: z.literal('device-unknown'), id, error: failure }),
  /** `end`: index of the first UTF-16 unit that is not read; the text's length where all is. */
  z.strictObject({ type: z.literal('prompt-read'), id, end: z.int().min(0) }),
  z.strictObject({ type: z.literal('prompt-unread'), id, error: failure }),
  z.strictObject({ type: z.literal('job-progress'), jobId: id, progress: jobProgress }),
  z.strictObject({ type: z.literal('job-preview'), jobId: id, patch: previewPatch }),
  /** The picture is there, and is still to be looked at: cancelling costs the look alone. */
  z.strictObject({ type: z.literal('job-made'), jobId: id, result: jobResult }),
  z.strictObject({ type: z.literal('job-done'), jobId: id, result: jobResult }),
  z.strictObject({ type: z.literal('job-found'), jobId: id, found: foundParts }),
  z.strictObject({ type: z.literal('job-failed'), jobId: id, error: failure }),
]);
export type ToEditor = z.infer<typeof toEditor>;
