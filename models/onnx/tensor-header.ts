import { filePath } from '../catalog/model';
import { elementBits, type ElementType, elementType, entry, tensor } from './schema';
import { type Field, WireError, type WireReader } from './wire';

/** What a tensor's message says without its payload. */
export interface TensorHeader {
  name: string;
  type: ElementType;
  dims: readonly number[];
  bytes: number;
  /** Payload that lies in the file as it is. */
  raw: { offset: number; length: number } | undefined;
  /** Path of the file that has the payload. */
  external: string | undefined;
}

/** A path of external data that leads out of the model's folder. */
export class UnsafePathError extends Error {}

const maxRank = 64;
const maxTensorBytes = 2 ** 40;

/**
 * @param field of a TensorProto.
 * @throws WireError when it is none, or contradicts itself.
 * @throws UnsafePathError when its payload would lie outside of the model's folder.
 */
export async function readTensorHeader(reader: WireReader, { wire, from, to }: Field): Promise<TensorHeader> {
  if (wire !== 2) throw new WireError('a tensor is a message');
  let name = '';
  let type: ElementType | undefined;
  const dims: number[] = [];
  let raw: TensorHeader['raw'];
  let location: string | undefined;
  let isExternal = false;
  for await (const field of reader.fields(from, to)) {
    switch (field.number) {
      case tensor.dims:
        dims.push(...(await reader.integers(field, maxRank)));
        if (dims.length > maxRank) throw new WireError(`tensor ${name} has too many dimensions`);
        break;
      case tensor.dataType:
        type = elementType(field.value);
        break;
      case tensor.name:
        name = await reader.text(field);
        break;
      case tensor.rawData:
        if (field.wire !== 2) throw new WireError('raw data are bytes');
        raw = { offset: field.from, length: field.to - field.from };
        break;
      case tensor.externalData: {
        const { key, value } = await readEntry(reader, field);
        if (key === 'location') location = value;
        break;
      }
      case tensor.dataLocation:
        isExternal = field.value === 1;
        break;
    }
  }
  if (type === undefined) throw new WireError(`tensor ${name} has no known type`);
  const bytes = byteLength(name, dims, type);
  if (isExternal) return { name, type, dims, bytes, raw: undefined, external: safePath(location) };
  if (raw && raw.length !== bytes) throw new WireError(`tensor ${name} has ${raw.length} bytes, not ${bytes}`);
  return { name, type, dims, bytes, raw, external: undefined };
}

function byteLength(name: string, dims: readonly number[], type: ElementType): number {
  let elements = 1;
  for (const dim of dims) {
    if (dim < 0) throw new WireError(`tensor ${name} has a negative side`);
    elements *= dim;
  }
  const bytes = Math.ceil((elements * elementBits(type)) / 8);
  if (!(bytes <= maxTensorBytes)) throw new WireError(`tensor ${name} is too large`);
  return bytes;
}

function safePath(location: string | undefined): string {
  const path = location?.replace(/^\.\//, '');
  if (path === undefined || !filePath.safeParse(path).success) throw new UnsafePathError(location ?? '');
  return path;
}

/** A StringStringEntryProto. */
export async function readEntry(reader: WireReader, { wire, from, to }: Field): Promise<{ key: string; value: string }> {
  if (wire !== 2) throw new WireError('an entry is a message');
  const pair = { key: '', value: '' };
  for await (const field of reader.fields(from, to)) {
    if (field.number === entry.key) pair.key = await reader.text(field);
    else if (field.number === entry.value) pair.value = await reader.text(field);
  }
  return pair;
}
