import { z } from '../../messages/zod';

export const modelId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/);

/** SHA-256 of a file's bytes, as 64 lower-case hex digits. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A git object id: 40 lower-case hex digits. Of a commit, or of a small file as a blob. */
export const gitId = z.string().regex(/^[0-9a-f]{40}$/);

/** Where a file is in a repository, a folder or an archive: relative, with forward slashes, never upwards. */
export const filePath = z
  .string()
  .max(300)
  .regex(/^(?!\.{1,2}(?:\/|$))[^\\/:*?"<>|\p{Cc}]+(?:\/(?!\.{1,2}(?:\/|$))[^\\/:*?"<>|\p{Cc}]+)*$/u);

/** A repository of the hub: owner and name. */
export const repositoryId = z.string().regex(/^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/);

/** Files of one model. Old exports have one for each large tensor. */
export const maxFiles = 2000;

const packageSource = z.strictObject({
  kind: z.literal('package'),
  /** Relative to the package's root. */
  path: filePath,
  bytes: z.int().positive(),
  sha256,
});

/** A file of a repository. Without `bytes` and `sha256` the hub's listing says them at download. */
const hubFile = z.strictObject({
  path: filePath,
  bytes: z.int().positive().optional(),
  sha256: sha256.optional(),
});
export type HubFile = z.infer<typeof hubFile>;

export const hubSource = z.strictObject({
  kind: z.literal('hub'),
  repo: repositoryId,
  /** The commit to take; without it the one that `main` is at download, kept from then on. */
  commit: gitId.optional(),
  files: z.array(hubFile).min(1).max(maxFiles),
});
export type HubSource = z.infer<typeof hubSource>;

/** Files of the person's own. */
const ownSource = z.strictObject({
  kind: z.literal('own'),
  files: z.array(z.strictObject({ path: filePath, bytes: z.int().positive(), sha256 })).min(1).max(maxFiles),
});

/** What a model asks of a device besides room for its files. */
const needs = z.strictObject({
  /** Whether its graph computes in float16, which a GPU must offer and WebAssembly computes in float32. */
  f16: z.boolean(),
  /** Bytes that a run needs besides the weights, at the tile sizes in use. */
  workingMemory: z.int().min(0),
  /** Bytes of the largest single tensor among the weights. */
  largestTensor: z.int().min(0),
});
export type ModelNeeds = z.infer<typeof needs>;

/** A model that takes one picture and gives one picture, with the same field of view. */
export const imageModel = z.strictObject({
  id: modelId,
  kind: z.literal('image-to-image'),
  /** A proper name, the same in every language. */
  name: z.string().min(1).max(120),
  /** What it is good at, in one sentence. What the person imported has none. */
  summary: z.strictObject({ en: z.string().min(1).max(200), tr: z.string().min(1).max(200) }).optional(),
  /** Ids of the tools that offer it. */
  tasks: z.array(z.string()).min(1),
  source: z.discriminatedUnion('kind', [packageSource, hubSource, ownSource]),
  /** Which of the files is the graph; the others hold its weights. */
  graph: filePath,
  /** As in `licences.ts`; of a model that the person added, what the hub states, or nothing. */
  licence: z.string().max(100),
  /** What it was converted from, where it was. */
  convertedFrom: z.string().max(200).optional(),
  needs,
  /** Result pixels per input pixel, in each direction. */
  scale: z.int().min(1).max(8),
  /** Input sides must be multiples of this. */
  multiple: z.int().min(1).max(256),
  /** How many input pixels away a pixel can influence another, as far as it shows. */
  receptiveRadius: z.int().min(0).max(512),
  /** Largest side of a tile's core in input pixels, where the backend's own would take too much memory. */
  tileSize: z.int().min(32).max(1024).optional(),
  /** The value of white in input and output; black is 0. */
  white: z.union([z.literal(1), z.literal(255)]).default(1),
});
export type ImageModel = z.infer<typeof imageModel>;

/** What a tool asks of the catalog. */
export interface ModelNeed {
  /** The tool's id. */
  task: string;
  /** Result pixels per input pixel, in each direction. */
  scale: number;
}

/** A name for a need, under which a choice of model is kept. */
export function needKey({ task, scale }: ModelNeed): string {
  return `${task}-x${scale}`;
}

/** Whether a model does what a tool needs. */
export function serves({ tasks, scale }: ImageModel, need: ModelNeed): boolean {
  return tasks.includes(need.task) && scale === need.scale;
}

/** The files of a model, with their sizes as far as they are known. */
export function filesOf({ source }: Pick<ImageModel, 'source'>): readonly HubFile[] {
  return source.kind === 'package' ? [{ path: source.path, bytes: source.bytes, sha256: source.sha256 }] : source.files;
}

/** Bytes of all of a model's files; `undefined` while one of them is not known. */
export function bytesOf(model: Pick<ImageModel, 'source'>): number | undefined {
  let sum = 0;
  for (const { bytes } of filesOf(model)) {
    if (bytes === undefined) return undefined;
    sum += bytes;
  }
  return sum;
}

/** Whether the package itself says what every byte of a model has to be. */
export function isPinned(model: Pick<ImageModel, 'source'>): boolean {
  return filesOf(model).every((file) => file.bytes !== undefined && file.sha256 !== undefined);
}
