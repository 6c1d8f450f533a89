import type { Failure } from '../../../messages/errors';
import type { LibraryModel } from '../../../messages/library';
import { bytesOf, type Model } from '../../catalog/model';
import type { Journal, StoreRecord } from '../record';
import { Rate } from './rate';
import { sizeOf, tidy } from './ranges';

/** What is being done with a model. It ends soon after it is aborted, and never rejects. */
export interface Work {
  kind: 'fetch' | 'import' | 'verify';
  abort: AbortController;
  finished: Promise<void>;
}

/** One model of the library, as the store worker keeps it in mind. */
export interface Entry {
  readonly id: string;
  name: string;
  origin: LibraryModel['origin'];
  state: LibraryModel['state'];
  addedAt: number;
  /** Known before there is a journal or a record. */
  model?: Model;
  /** While it is not whole. */
  journal?: Journal;
  /** Once it is whole. */
  record?: StoreRecord;
  /** Bytes of what `state` says, of `total`. */
  done: number;
  total: number;
  /** Bytes on disk while they change, when the journal lags behind. */
  received?: number;
  /** Whether room was kept for what is to come. */
  hasRoom?: boolean;
  rate?: Rate;
  retryAt?: number;
  failure?: Failure;
  work?: Work;
}

export function entryOfRecord(record: StoreRecord, intact: boolean): Entry {
  const total = bytesOfFiles(record.files);
  const { id, name, origin, addedAt } = record;
  const common = { id, name, origin, addedAt, record, done: total, total };
  return intact ? { ...common, state: 'ready' } : { ...common, state: 'damaged', failure: { code: 'model-damaged' } };
}

export function entryOfJournal(journal: Journal): Entry {
  const { id, name, origin, addedAt, failure } = journal;
  return {
    id,
    name,
    origin,
    addedAt,
    journal,
    state: 'paused',
    done: receivedBytes(journal),
    total: bytesAskedFor(journal),
    ...(failure && { failure }),
  };
}

/** Bytes of a download as far as they are known. */
function bytesAskedFor({ files, model }: Journal): number {
  return files.length > 0 || !model ? bytesOfFiles(files) : (bytesOf(model) ?? 0);
}

/** A model that is asked for for the first time: nothing of it is on disk yet. */
export function newEntry(wish: Journal): Entry {
  const { id, name, origin, addedAt, model } = wish;
  const common = { id, name, origin, addedAt, done: 0, total: bytesAskedFor(wish) };
  return { ...common, state: 'waiting', ...(model && { model }) };
}

/** A model that is there and cannot be understood. It can only be removed. */
export function unknownEntry(id: string, bytes: number, now: number): Entry {
  const common = { id, name: id, origin: 'own', addedAt: now, done: bytes, total: bytes, received: bytes } as const;
  return { ...common, state: 'damaged', failure: { code: 'model-damaged' } };
}

/** Bytes that an entry has on disk. */
export function bytesOnDisk({ record, journal, received }: Entry): number {
  if (record) return bytesOfFiles(record.files);
  return received ?? (journal ? receivedBytes(journal) : 0);
}

/** Bytes that are still to come, as far as they are known. */
export function bytesMissing(entry: Entry): number {
  const { record, journal, total } = entry;
  if (record) return 0;
  return Math.max(0, (journal && journal.files.length > 0 ? bytesOfFiles(journal.files) : total) - bytesOnDisk(entry));
}

export function bytesOfFiles(files: readonly { bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

export function receivedBytes(journal: Journal): number {
  return journal.files.reduce((sum, { received, bytes }) => sum + sizeOf(tidy(received, bytes)), 0);
}

/** What pages are told of a model. */
export function described(entry: Entry, now: number): LibraryModel {
  const { id, name, origin, state, done, total, addedAt, record, journal, retryAt, failure } = entry;
  const model = record?.model ?? journal?.model ?? entry.model;
  const commit = record?.commit ?? journal?.commit;
  const perSecond = state === 'downloading' || state === 'importing' ? entry.rate?.perSecond(now) : undefined;
  return {
    id,
    name,
    state,
    origin,
    done,
    total,
    addedAt,
    speeds: record?.speeds ?? [],
    ...(model && { model }),
    ...(commit !== undefined && { commit }),
    ...(perSecond !== undefined && { bytesPerSecond: perSecond }),
    ...(retryAt !== undefined && retryAt > now && { retryAt }),
    ...(failure && { failure }),
    ...(record?.usedAt !== undefined && { usedAt: record.usedAt }),
  };
}
