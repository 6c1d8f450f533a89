import type { z } from '../../messages/zod';

/**
 * The parts of the origin private file system that are used, as small as tests can stand in for.
 * A sync handle holds its file alone; only dedicated workers get one.
 */
export interface SyncFile {
  /** Bytes read into `buffer` from `at`; fewer at the end of the file. */
  read(buffer: Uint8Array, options: { at: number }): number;
  /** Bytes written. @throws DOMException `QuotaExceededError` */
  write(buffer: Uint8Array, options: { at: number }): number;
  getSize(): number;
  truncate(bytes: number): void;
  flush(): void;
  close(): void;
}

export interface FileEntry {
  getFile(): Promise<Blob>;
  /** Replaces the whole file when it is closed. */
  createWritable(): Promise<{ write(text: string): Promise<void>; close(): Promise<void>; abort(): Promise<void> }>;
  /** @throws DOMException `NoModificationAllowedError` while another handle is open */
  createSyncAccessHandle(): Promise<SyncFile>;
}

export interface Folder {
  getDirectoryHandle(name: string, options?: { create?: boolean }): Promise<Folder>;
  getFileHandle(name: string, options?: { create?: boolean }): Promise<FileEntry>;
  removeEntry(name: string, options?: { recursive?: boolean }): Promise<void>;
  keys(): AsyncIterable<string>;
}

declare global {
  interface FileSystemFileHandle {
    createSyncAccessHandle(): Promise<SyncFile>;
  }
}

/** Whether `error` is a DOMException of one of these names. */
export function isNamed(error: unknown, ...names: string[]): boolean {
  return error instanceof DOMException && names.includes(error.name);
}

/** Whether `error` says that a file is gone or its disk does not give it any more. */
export function isUnreadable(error: unknown): boolean {
  return isNamed(error, 'NotReadableError', 'NotFoundError');
}

/** What `get` gives, or `undefined` where the disk does not give it any more. */
export async function orUnreadable<T>(get: Promise<T>): Promise<T | undefined> {
  try {
    return await get;
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}

/** What `get` gives, or `undefined` where there is no such file or folder. */
export async function orMissing<T>(get: Promise<T>): Promise<T | undefined> {
  try {
    return await get;
  } catch (error) {
    if (isNamed(error, 'NotFoundError', 'TypeMismatchError')) return undefined;
    throw error;
  }
}

/** A JSON file of a folder; `undefined` where it is missing or is not what `schema` says. */
export async function readJson<T>(folder: Folder, name: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const file = await orMissing(folder.getFileHandle(name));
  if (!file) return undefined;
  const text = await (await file.getFile()).text();
  return schema.safeParse(parse(text)).data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
