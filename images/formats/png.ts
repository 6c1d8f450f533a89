import { Unzlib } from 'fflate';
import { fourCC, part } from './bytes';
import { exifOrientation } from './exif';
import type { FactsDraft } from './facts';
import { isWide, isWideCode } from './gamut';
import { isWideProfile } from './icc';

/** Compressed bytes of a profile that are looked at. The colorants are near its front. */
const maxPackedProfile = 16 * 1024;

/** Inflating stops after this many bytes; a bomb gets no further. */
const maxProfile = 64 * 1024;

/** Source: Portable Network Graphics (Third Edition), W3C, §5 and §11. */
export function readPng(view: DataView, draft: FactsDraft): void {
  let cicpSeen = false;
  let at = 8;
  for (;;) {
    const length = view.getUint32(at);
    const type = fourCC(view, at + 4);
    const body = part(view, at + 8, length);
    switch (type) {
      case 'IHDR': {
        draft.width = body.getUint32(0) || undefined;
        draft.height = body.getUint32(4) || undefined;
        draft.sixteenBit = body.getUint8(8) === 16;
        const colorType = body.getUint8(9);
        draft.hasAlpha = colorType === 4 || colorType === 6;
        break;
      }
      case 'tRNS':
        draft.hasAlpha = true;
        break;
      case 'acTL':
        draft.animated = body.getUint32(0) > 1;
        break;
      case 'eXIf':
        draft.orientation = exifOrientation(body);
        break;
      // Where several speak about colour, cICP wins over iCCP, and iCCP over cHRM (§4.3).
      case 'cICP':
        cicpSeen = true;
        draft.wideGamut = isWideCode(body.getUint8(0));
        break;
      case 'iCCP':
        draft.hasColorProfile = true;
        if (!cicpSeen) draft.wideGamut = isWideProfile(inflatedProfile(body));
        break;
      case 'cHRM':
        if (!cicpSeen && !draft.hasColorProfile) draft.wideGamut = isWideChrm(body);
        break;
      case 'IDAT':
      case 'IEND':
        // What may follow the pixels says nothing that browsers act on.
        return;
      default:
        break;
    }
    at += 12 + length;
  }
}

function isWideChrm(body: DataView): boolean {
  const point = (at: number) => ({ x: body.getUint32(at) / 1e5, y: body.getUint32(at + 4) / 1e5 });
  return isWide([point(8), point(16), point(24)], false);
}

/** The profile in an iCCP chunk: name, 0, method 0, zlib stream. As far as it can be inflated. */
function inflatedProfile(body: DataView): DataView {
  let nameEnd = 0;
  while (nameEnd < Math.min(80, body.byteLength) && body.getUint8(nameEnd) !== 0) nameEnd++;
  const packed = part(body, nameEnd + 2, maxPackedProfile);
  const out = new Uint8Array(maxProfile);
  let size = 0;
  const inflater = new Unzlib((piece) => {
    const room = piece.subarray(0, maxProfile - size);
    out.set(room, size);
    size += room.length;
  });
  try {
    // In small steps: each can grow about a thousandfold.
    const step = 256;
    for (let at = 0; at < packed.byteLength && size < maxProfile; at += step) {
      const piece = part(packed, at, step);
      inflater.push(new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength));
    }
  } catch {
    // A damaged stream: what came before the damage is judged, which needs no more than the front.
  }
  return new DataView(out.buffer, 0, size);
}
