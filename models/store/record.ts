import { filePath, gitId, maxFiles, model, modelId, repositoryId, sha256 } from '../catalog/model';
import { origin, speed } from '../../messages/library';
import { failure } from '../../messages/errors';
import { z } from '../../messages/zod';

/**
 * What is on disk (OPFS), one folder per model:
 *
 *     models/<id>/journal.json   while it is being fetched or taken in; gone afterwards
 *     models/<id>/record.json    written last: a model is there if and only if its record is
 *     models/<id>/files/<n>      the bytes of file n, in the order of the journal and the record
 *     device.json                what this device was found to compute
 *     limit.json                 how many bytes models may take, as the person set it
 *
 * Both JSON files are replaced as a whole (`createWritable` swaps on close), so each is the old or the
 * new one. A folder with neither is a leftover and is removed when the store opens; a record that cannot be
 * understood, as one of another version, is kept and counts as damaged.
 */
export const modelsFolder = 'models';
export const filesFolder = 'files';
export const journalName = 'journal.json';
export const recordName = 'record.json';
export const deviceName = 'device.json';
export const limitName = 'limit.json';

/** What the bytes of a file have to hash to: SHA-256, or for small files of the hub the git blob id. */
export const fileHash = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sha256'), value: sha256 }),
  z.strictObject({ kind: z.literal('git-blob'), value: gitId }),
]);
export type FileHash = z.infer<typeof fileHash>;

export const storedFile = z.strictObject({ path: filePath, bytes: z.int().positive(), hash: fileHash });
export type StoredFile = z.infer<typeof storedFile>;

/** Bytes `start` up to but not including `end`. */
export const byteRange = z.tuple([z.int().min(0), z.int().min(0)]);
export type ByteRange = z.infer<typeof byteRange>;

const common = {
  version: z.literal(1),
  id: modelId,
  name: z.string().max(120),
  origin,
  repo: repositoryId.optional(),
  commit: gitId.optional(),
  addedAt: z.number(),
};

/** How far a download is. What it names as received has been flushed before the journal was written. */
export const journal = z.strictObject({
  ...common,
  /** Missing until a model that is not of the catalog has been looked into. */
  model: model.optional(),
  /** What it is about to be tried as, where that is known before. */
  candidate: model.optional(),
  /** Which of the files is the graph. */
  graph: filePath,
  /** What the hub states about the licence of a model that is not of the catalog. */
  licence: z.string().max(100),
  /** None while the hub has not said yet which there are. */
  files: z.array(storedFile.extend({ received: z.array(byteRange).max(5000) })).max(maxFiles),
  /** Whether every byte is there and was found right, so that it may be tried. */
  verified: z.literal(true).optional(),
  failure: failure.optional(),
});
export type Journal = z.infer<typeof journal>;

/** A model that is there whole. */
export const record = z.strictObject({
  ...common,
  model,
  files: z.array(storedFile).min(1).max(maxFiles),
  usedAt: z.number().optional(),
  speeds: z.array(speed).max(2),
  /** Set when reading a file again gave something else. */
  damaged: z.boolean(),
});
export type StoreRecord = z.infer<typeof record>;

/** Bytes that models may take before unused ones are removed; 0 is no limit. */
export const keptLimit = z.strictObject({ bytes: z.int().min(0) });
