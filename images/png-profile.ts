import { Unzlib } from 'fflate';
import { fourCC } from './formats/bytes';

/** A profile larger than this is none: those of printing presses have some megabytes. */
export const maxProfileBytes = 16 * 2 ** 20;

/**
 * The profile in an iCCP chunk (§11.3.2.3): name, 0, method 0, zlib stream. `undefined` where it is damaged
 * or not for RGB: such a one is left out, as browsers do, since the result is always RGB.
 */
export function readProfile(data: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const nameEnd = data.subarray(0, 80).indexOf(0);
  if (nameEnd < 1 || data[nameEnd + 1] !== 0) return undefined;
  const profile = inflated(data.subarray(nameEnd + 2));
  if (!profile || profile.length < 132) return undefined;
  const view = new DataView(profile.buffer);
  return fourCC(view, 16) === 'RGB ' && fourCC(view, 36) === 'acsp' ? profile : undefined;
}

/** In small steps, so that it ends soon after what is too large. */
function inflated(packed: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const inflater = new Unzlib((piece) => {
    pieces.push(piece);
    size += piece.length;
  });
  const step = 1024;
  try {
    for (let at = 0; at < packed.length; at += step) {
      inflater.push(packed.subarray(at, at + step), at + step >= packed.length);
      if (size > maxProfileBytes) return undefined;
    }
  } catch {
    // A damaged profile is none.
    return undefined;
  }
  const out = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
