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

const exactFile = z.strictObject({ path: filePath, bytes: z.int().positive(), sha256 });

/** Files that ship; their paths are relative to the package's root. */
const packageSource = z.strictObject({ kind: z.literal('package'), files: z.array(exactFile).min(1).max(maxFiles) });

/** A file of a repository. Without `bytes` and `sha256` the hub's listing says them at download. */
const hubFile = z.strictObject({
  path: filePath,
  bytes: z.int().positive().optional(),
  /** Where `bytes` is not known: what a rounded statement of its size comes to. Nothing is checked against it. */
  roughBytes: z.int().positive().optional(),
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
const ownSource = z.strictObject({ kind: z.literal('own'), files: z.array(exactFile).min(1).max(maxFiles) });

export const modelSource = z.discriminatedUnion('kind', [packageSource, hubSource, ownSource]);
export type ModelSource = z.infer<typeof modelSource>;

/** What every model says about itself, whatever it does. */
export const presentation = {
  id: modelId,
  /** A proper name, the same in every language. */
  name: z.string().min(1).max(120),
  /** What it is good at, in one sentence. What the person imported has none. */
  summary: z.strictObject({ en: z.string().min(1).max(200), tr: z.string().min(1).max(200) }).optional(),
  /** Ids of the tools that offer it. */
  tasks: z.array(z.string()).min(1),
  source: modelSource,
  /** As in `licences.ts`; of a model that the person added, what the hub states, or nothing. */
  licence: z.string().max(100),
  /** What it was converted from, where it was. */
  convertedFrom: z.string().max(200).optional(),
};
