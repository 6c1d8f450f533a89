/**
 * The wire format of protocol buffers, read from a blob piece by piece: a message of gigabytes is
 * walked without its payloads ever being loaded.
 */

/** One field of a message. */
export interface Field {
  number: number;
  /** 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes. */
  wire: 0 | 1 | 2 | 5;
  /** Where the field's key begins. */
  start: number;
  /** Of a varint, its value as a signed 64-bit integer; exact up to 2⁵³. Else 0. */
  value: number;
  /** Where the payload lies; of a varint, the varint itself. The field ends at `to`. */
  from: number;
  to: number;
}

/** Bytes that are no message, or one that asks for more than is reasonable. */
export class WireError extends Error {
  /** Whether the bytes end before the message does. */
  readonly ended: boolean;

  constructor(message: string, ended = false) {
    super(message);
    this.name = 'WireError';
    this.ended = ended;
  }
}

/** More than the graphs of the largest models have, and few enough to walk in seconds. */
const maxFields = 2_000_000;
/** Characters of text in all, and in one field. */
const maxTextBytes = 64 * 2 ** 20;
const maxFieldText = 4096;
/** What is read at once. Tensors are jumped over, so more would mostly read weights in vain. */
const windowBytes = 64 * 1024;
const longestHeader = 20;

export class WireReader {
  readonly #blob: Blob;
  readonly size: number;
  #window = new Uint8Array();
  #windowStart = 0;
  #fields = 0;
  #textBytes = 0;
  readonly #utf8 = new TextDecoder();

  constructor(blob: Blob) {
    this.#blob = blob;
    this.size = blob.size;
  }

  /**
   * The fields of the message in bytes `start` up to `end`, in order.
   *
   * @throws WireError when the bytes are no message, or when more fields were read in all than any model has.
   */
  async *fields(start: number, end: number): AsyncGenerator<Field, void, undefined> {
    let at = start;
    while (at < end) {
      if (!this.#holds(at, Math.min(at + longestHeader, this.size))) await this.#fill(at);
      const field = this.#field(at, end);
      at = field.to;
      yield field;
    }
  }

  /** The text of a length-delimited field. @throws WireError when it is longer than any name. */
  async text({ wire, from, to }: Field): Promise<string> {
    const length = to - from;
    this.#textBytes += length;
    if (wire !== 2 || length > maxFieldText || this.#textBytes > maxTextBytes) throw new WireError('text too long');
    if (!this.#holds(from, to)) await this.#fill(from);
    return this.#utf8.decode(this.#window.subarray(from - this.#windowStart, to - this.#windowStart));
  }

  /** The integers of a repeated field's occurrence, packed or not, at most `limit` of them. */
  async integers(field: Field, limit: number): Promise<number[]> {
    if (field.wire === 0) return [field.value];
    if (field.wire !== 2 || field.to - field.from > Math.min(limit * 10, maxFieldText)) throw new WireError('list too long');
    if (!this.#holds(field.from, field.to)) await this.#fill(field.from);
    const values: number[] = [];
    for (let at = field.from; at < field.to; ) {
      const { value, next } = this.#varint(at, field.to);
      values.push(value);
      at = next;
    }
    return values;
  }

  #holds(from: number, to: number): boolean {
    return from >= this.#windowStart && to <= this.#windowStart + this.#window.length;
  }

  async #fill(at: number): Promise<void> {
    this.#window = new Uint8Array(await this.#blob.slice(at, at + windowBytes).arrayBuffer());
    this.#windowStart = at;
    if (this.#window.length < Math.min(windowBytes, this.size - at)) throw new WireError('the file cannot be read', true);
  }

  #field(start: number, end: number): Field {
    if (++this.#fields > maxFields) throw new WireError('too many fields');
    const key = this.#varint(start, end);
    const number = Math.floor(key.value / 8);
    const wire = key.value & 7;
    if (number < 1 || number > 2 ** 29) throw new WireError(`field number ${number}`);
    const from = key.next;
    const done = (wireType: Field['wire'], payload: number, to: number, value = 0): Field => {
      if (to > end) throw new WireError(`field ${number} ends at ${to}, after ${end}`, true);
      return { number, wire: wireType, start, value, from: payload, to };
    };
    switch (wire) {
      case 0: {
        const { value, next } = this.#varint(from, end);
        return done(0, from, next, value);
      }
      case 1:
        return done(1, from, from + 8);
      case 2: {
        const { value, next } = this.#varint(from, end);
        if (value < 0) throw new WireError(`field ${number} has a negative length`);
        return done(2, next, next + value);
      }
      case 5:
        return done(5, from, from + 4);
      default:
        throw new WireError(`wire type ${wire}`);
    }
  }

  /** Has to lie in the window. */
  #varint(at: number, end: number): { value: number; next: number } {
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i++) {
      if (at + i >= end) throw new WireError('ends within a number', true);
      const byte = this.#window[at + i - this.#windowStart];
      if (byte === undefined) throw new WireError('ends within a number', true);
      const bits = byte & 0x7f;
      // 64 bits as two halves of 35 and 29: seven bits never straddle them.
      if (i < 5) low += bits * 2 ** (7 * i);
      else high += bits * 2 ** (7 * (i - 5));
      if (byte < 0x80) {
        if (high >= 2 ** 29) break;
        const value = high * 2 ** 35 + low;
        return { value: high >= 2 ** 28 ? value - 2 ** 64 : value, next: at + i + 1 };
      }
    }
    throw new WireError('a number of more than 64 bits');
  }
}

/** A varint of a whole number from 0 to 2⁵³, or of a negative one as its 64-bit two's complement. */
export function varint(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const bits = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? bits : bits | 0x80);
  } while (rest !== 0n);
  return bytes;
}

/** Key and length in front of a length-delimited field's payload. */
export function header(number: number, length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...varint(number * 8 + 2), ...varint(length)]);
}

/** A length-delimited field: bytes, text, or messages' bytes in a row. */
export function delimited(number: number, ...payload: readonly (Uint8Array | string)[]): Uint8Array<ArrayBuffer> {
  const parts = payload.map((part) => (typeof part === 'string' ? new TextEncoder().encode(part) : part));
  return concat(header(number, parts.reduce((sum, part) => sum + part.length, 0)), ...parts);
}

/** A varint field. */
export function integer(number: number, value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...varint(number * 8), ...varint(value)]);
}

/** A field of four bytes. */
export function float(number: number, value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concat(Uint8Array.from(varint(number * 8 + 5)), bytes);
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
