import { CodedError, toFailure, type Failure } from '../../../messages/errors';
import { isNamed } from '../folders';

/** The part of the browser's storage manager that is used. */
export interface Storage {
  estimate(): Promise<{ quota?: number; usage?: number }>;
  persisted(): Promise<boolean>;
}

/** Kept free for journals and records. */
const reserveBytes = 4 * 2 ** 20;

/** Bytes that can still be stored, as far as the browser tells. */
export async function roomLeft(storage: Storage): Promise<number> {
  const { quota = Number.MAX_SAFE_INTEGER, usage = 0 } = await storage.estimate();
  return Math.max(0, Math.floor(quota - usage));
}

/**
 * @param bytes that are still to be stored
 * @throws CodedError `storage-full` with the number of bytes that are lacking
 */
export async function requireRoom(storage: Storage, bytes: number): Promise<void> {
  const lacking = bytes === 0 ? 0 : bytes + reserveBytes - (await roomLeft(storage));
  if (lacking > 0) throw new CodedError('storage-full', `${lacking} bytes are lacking`, { detail: String(lacking) });
}

/**
 * What a person is told of an error while `missing` bytes were still to be stored. Browsers report a full
 * disk in ways of their own; so whatever fails that is not of ours is one if there is no room.
 */
export async function failureOf(error: unknown, missing: number, storage: Storage): Promise<Failure> {
  const known = error instanceof CodedError && (error.code !== 'storage-full' || error.detail !== undefined);
  if (known || isNamed(error, 'AbortError')) return toFailure(error);
  const lacking = missing + reserveBytes - (await roomLeft(storage));
  const full = error instanceof CodedError || (error instanceof Error && isFull(error)) || lacking > 0;
  if (full) return { code: 'storage-full', detail: String(Math.max(lacking, missing, 1)) };
  return error instanceof DOMException ? { code: 'store-unavailable' } : toFailure(error);
}

function isFull({ name, message }: Error): boolean {
  // Firefox has no other name for a full disk where a file is replaced.
  return name === 'QuotaExceededError' || name === 'UnknownError' || /quota|no.?space|disk.?full|FILE_NO_DEVICE_SPACE/i.test(`${name} ${message}`);
}

/** A failure as an error again. */
export function codedOf({ code, detail }: Failure, cause?: unknown): CodedError {
  return new CodedError(code, code, { cause, ...(detail === undefined ? {} : { detail }) });
}
